-- One row per person_key, topic_id.
-- How many people have vouched for a person on a topic, ever up to as_of. A label of others: no
-- score reads it.
with
    endorsements as (select * from {{ ref("stg_endorsements") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    identity_components as (select * from {{ ref("int_identity_components") }}),

    windows as (select * from {{ ref("int_windows") }}),

    run_dates as (select max(as_of) as as_of from windows),

    ends_of_endorsements as (
        select
            endorsements.platform,
            endorsements.to_account_id,
            endorsements.topic as topic_id,
            {{ node("'account'", "endorsements.platform", "endorsements.from_account_id") }}
            as from_node,
            {{ node("'account'", "endorsements.platform", "endorsements.to_account_id") }}
            as to_node
        from endorsements
        cross join run_dates
        where endorsements.occurred_at < run_dates.as_of
    ),

    -- who does nothing but vouch is named by no other stream, and is a person nevertheless
    endorsing_people as (
        select
            ends_of_endorsements.platform,
            ends_of_endorsements.to_account_id,
            ends_of_endorsements.topic_id,
            coalesce(from_components.component, ends_of_endorsements.from_node) as from_person,
            coalesce(to_components.component, ends_of_endorsements.to_node) as to_person
        from ends_of_endorsements
        left join
            identity_components as from_components
            on ends_of_endorsements.from_node = from_components.node
        left join
            identity_components as to_components
            on ends_of_endorsements.to_node = to_components.node
    ),

    endorsers_by_person as (
        select
            nodes.person_key,
            endorsing_people.topic_id,
            count(distinct endorsing_people.from_person) as endorsers
        from endorsing_people
        inner join
            nodes
            on nodes.node_kind = 'account'
            and endorsing_people.platform = nodes.platform
            and endorsing_people.to_account_id = nodes.id
        where endorsing_people.from_person <> endorsing_people.to_person
        group by nodes.person_key, endorsing_people.topic_id
    )

select *
from endorsers_by_person
