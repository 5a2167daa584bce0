-- One row per session_id.
-- Null journeys: the sessions that somebody brought and that no conversion followed within the
-- lookback, cut into journeys where that long a silence lies between two sessions of a
-- visitor-person. A journey ends with its last session.
with
    sessions as (select * from {{ ref("int_sessions_joined_to_links") }}),

    touchpoints as (select * from {{ ref("int_touchpoints_ordered_to_conversions") }}),

    touchpoints_of_conversions as (select touchpoint_id from touchpoints group by touchpoint_id),

    sessions_lost as (
        select
            sessions.session_id,
            sessions.visitor_person_key,
            sessions.person_key,
            sessions.arrived_at,
            lag(sessions.arrived_at) over (
                partition by sessions.visitor_person_key
                order by sessions.arrived_at, sessions.session_id
            ) as previous_at
        from sessions
        left join
            touchpoints_of_conversions
            on 'session:' || sessions.session_id = touchpoints_of_conversions.touchpoint_id
        where touchpoints_of_conversions.touchpoint_id is null
    ),

    silences_counted as (
        select
            *,
            sum(
                case
                    when
                        previous_at is null
                        or arrived_at >= previous_at + interval '{{ var("lookback_days") }}' day
                    then 1
                    else 0
                end
            ) over (
                partition by visitor_person_key
                order by arrived_at, session_id
                rows between unbounded preceding and current row
            ) as journey_number
        from sessions_lost
    )

select
    session_id,
    visitor_person_key,
    person_key,
    journey_number,
    arrived_at,
    cast(max(arrived_at) over (partition by visitor_person_key, journey_number) as date) as ended_on
from silences_counted
