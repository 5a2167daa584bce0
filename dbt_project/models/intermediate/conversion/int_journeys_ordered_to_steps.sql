-- One row per topic_id, journey_key, place.
-- The touchpoints of all journeys on a topic in order, those that led to a conversion and the null
-- journeys. A journey whose conversion was given back led to nothing.
with
    touchpoints as (select * from {{ ref("int_touchpoints_assigned_to_topics") }}),

    journeys_netted as (select * from {{ ref("int_journeys_netted") }}),

    null_sessions as (select * from {{ ref("int_sessions_cut_to_null_journeys") }}),

    session_topics as (select * from {{ ref("int_sessions_assigned_to_topics") }}),

    steps as (
        select
            touchpoints.topic_id,
            'conversion:' || touchpoints.conversion_id as journey_id,
            touchpoints.place,
            touchpoints.person_key,
            journeys_netted.activity_date as ended_on,
            journeys_netted.conversions,
            case
                -- an amount that is not told weighs nothing, nor does one that was given back
                when journeys_netted.conversions > 0
                then greatest(coalesce(journeys_netted.value, 0), 0)
                else 0
            end as value
        from touchpoints
        inner join journeys_netted on touchpoints.conversion_id = journeys_netted.conversion_id
        union all
        select
            session_topics.topic_id,
            'null:' || null_sessions.visitor_person_key || ':' || null_sessions.journey_number,
            row_number() over (
                partition by
                    session_topics.topic_id,
                    null_sessions.visitor_person_key,
                    null_sessions.journey_number
                order by null_sessions.arrived_at, null_sessions.session_id
            ),
            null_sessions.person_key,
            null_sessions.ended_on,
            0,
            0
        from null_sessions
        inner join session_topics on null_sessions.session_id = session_topics.session_id
    ),

    journeys as (
        select journey_id, row_number() over (order by journey_id) as journey_key
        from steps
        group by journey_id
    )

select
    steps.topic_id,
    cast(journeys.journey_key as bigint) as journey_key,
    cast(steps.place as bigint) as place,
    steps.person_key,
    steps.ended_on,
    cast(steps.conversions as integer) as conversions,
    cast(steps.value as double) as value
from steps
inner join journeys on steps.journey_id = journeys.journey_id
