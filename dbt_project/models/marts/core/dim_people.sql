-- One row per person_key.
-- People and what they may be called. The only table with handles; whether they may be shown is
-- decided here too.
with
    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    accounts as (select * from {{ ref("int_accounts_observed_latest") }}),

    consents as (select * from {{ ref("int_consents_latest") }}),

    people as (
        select
            nodes.person_key,
            min(nodes.person_id) as person_id,
            {{ joined_text("nodes.platform") }} as platforms,
            {{
                joined_text(
                    "case when nodes.node_kind = 'account' then substr(nodes.node, 9) end"
                )
            }} as accounts,
            count(*) filter (where nodes.node_kind = 'account') as account_count,
            count(*) filter (where nodes.node_kind = 'visitor') as visitor_count
        from nodes
        group by nodes.person_key
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
            people.accounts,
            people.account_count,
            people.visitor_count,
            handles.handle,
            consent_of_people.action as consent_action,
            {% if var("publication_policy") == "opted_in" %}
                -- default-deny: silence is not consent
                coalesce(consent_of_people.action = 'opt_in', false)
            {% else %} coalesce(consent_of_people.action not in ('opt_out', 'erase'), true)
            {% endif %} as is_publishable
        from people
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
