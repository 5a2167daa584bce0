-- One row per person_key, topic_id.
-- What a person last said of being measured: on everything (topic_id null) or on one topic.
with
    consents as (select * from {{ ref("stg_consents") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    consents_of_people as (
        select
            nodes.person_key,
            case
                when consents.action in ('hide_topic', 'show_topic') then consents.topic
            end as topic_id,
            consents.action,
            consents.occurred_at
        from consents
        inner join
            nodes
            on nodes.node_kind = 'account'
            and consents.platform = nodes.platform
            and consents.account_id = nodes.id
    ),

    latest_action as (
        select *
        from consents_of_people
        qualify
            row_number() over (
                partition by person_key, topic_id
                -- said at the same moment, the more protective word holds
                order by
                    occurred_at desc,
                    case when action in ('erase', 'opt_out', 'hide_topic') then 0 else 1 end,
                    action
            )
            = 1
    )

select person_key, topic_id, action, occurred_at
from latest_action
