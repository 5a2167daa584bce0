-- One row per window_days, topic_id, person_key.
-- The people with the largest observed audiences of a topic, among whom a reach curve chooses: only
-- such as may be named.
with
    counted as (select * from {{ ref("fct_people_counted") }}),

    people as (select * from {{ ref("dim_people") }}),

    places as (
        select
            counted.window_days,
            counted.topic_id,
            counted.person_key,
            counted.audience_observed,
            row_number() over (
                partition by counted.window_days, counted.topic_id
                order by counted.audience_observed desc, people.person_id
            ) as audience_place
        from counted
        inner join people on counted.person_key = people.person_key
        where counted.is_publishable and counted.audience_observed > 0
    ),

    first_outside as (
        select window_days, topic_id, audience_observed as largest_outside
        from places
        where audience_place = {{ var("reach_curve_candidates") }} + 1
    )

select
    places.window_days,
    places.topic_id,
    places.person_key,
    places.audience_place,
    -- where all are candidates nobody is outside
    coalesce(first_outside.largest_outside, 0) as largest_outside
from places
left join
    first_outside
    on places.window_days = first_outside.window_days
    and places.topic_id = first_outside.topic_id
where places.audience_place <= {{ var("reach_curve_candidates") }}
