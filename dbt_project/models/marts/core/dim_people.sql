-- One row per person_key.
-- People and what they may be called. The only table with handles; whether they may be shown is
-- decided here too.
with
    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    visitors as (select * from {{ ref("int_visitors_joined_to_people") }}),

    identity_links as (select * from {{ ref("fct_identity_links") }}),

    accounts as (select * from {{ ref("int_accounts_observed_latest") }}),

    consents as (select * from {{ ref("int_consents_latest") }}),

    -- a device is counted for each of those whose it was, once
    nodes_of_people as (
        select node, node_kind, platform, person_key, person_id
        from nodes
        where node_kind = 'account'
        union
        select node, 'visitor', null, person_key, person_id
        from visitors
    ),

    people as (
        select
            person_key,
            min(person_id) as person_id,
            {{ joined_text("platform") }} as platforms,
            count(distinct platform) as platform_count,
            {{ joined_text("case when node_kind = 'account' then substr(node, 9) end") }}
            as accounts,
            count(*) filter (where node_kind = 'account') as account_count,
            count(*) filter (where node_kind = 'visitor') as visitor_count
        from nodes_of_people
        group by person_key
    ),

    -- a link that joins belongs to the smallest id of its person, one that does not to both ends
    links_of_nodes as (
        select component as node, link_status, is_bridge, weakest_link_confidence
        from identity_links
        where link_status = 'used' and not is_visit
        union all
        select left_node, link_status, false, null
        from identity_links
        where link_status = 'refused'
        union all
        select right_node, link_status, false, null
        from identity_links
        where link_status = 'refused'
    ),

    links_of_people as (
        select
            nodes_of_people.person_key,
            count(*) filter (where links_of_nodes.link_status = 'used') as link_count,
            count(*) filter (where links_of_nodes.is_bridge) as bridge_count,
            count(*) filter (where links_of_nodes.link_status = 'refused') as refused_link_count,
            min(links_of_nodes.weakest_link_confidence) as weakest_link_confidence
        from links_of_nodes
        inner join nodes_of_people on links_of_nodes.node = nodes_of_people.node
        group by nodes_of_people.person_key
    ),

    -- a person with several handles is shown by the one with the most followers
    handles as (
        select nodes.person_key, accounts.handle
        from nodes
        inner join
            accounts
            on nodes.node_kind = 'account'
            and nodes.platform = accounts.platform
            and nodes.id = accounts.account_id
        where accounts.handle is not null
        qualify
            row_number() over (
                partition by nodes.person_key
                order by accounts.followers_count desc nulls last, nodes.node
            )
            = 1
    ),

    consent_of_people as (select person_key, action from consents where topic_id is null),

    people_with_consent as (
        select
            people.person_key,
            people.person_id,
            people.platforms,
            people.platform_count,
            people.accounts,
            people.account_count,
            people.visitor_count,
            -- no links are none
            coalesce(links_of_people.link_count, 0) as link_count,
            coalesce(links_of_people.bridge_count, 0) as bridge_count,
            coalesce(links_of_people.refused_link_count, 0) as refused_link_count,
            links_of_people.weakest_link_confidence,
            handles.handle,
            consent_of_people.action as consent_action,
            {% if var("publication_policy") == "opted_in" %}
                -- default-deny: silence is not consent
                coalesce(consent_of_people.action = 'opt_in', false)
            {% else %} coalesce(consent_of_people.action not in ('opt_out', 'erase'), true)
            {% endif %} as is_publishable
        from people
        left join links_of_people on people.person_key = links_of_people.person_key
        left join handles on people.person_key = handles.person_key
        left join consent_of_people on people.person_key = consent_of_people.person_key
    ),

    -- where somebody stands in the sketches of audiences: it goes with a person through all of
    -- them, so it is a name, told by another hash than person_id and to those alone who may be
    -- named
    people_with_position as (
        select
            people_with_consent.*,
            case
                when people_with_consent.is_publishable
                then {{ hash_position(keyed_hash("'audience:' || people_with_consent.person_id")) }}
            end as hash_position
        from people_with_consent
        cross join {{ person_keys() }} as person_keys
    )

select *
from people_with_position
