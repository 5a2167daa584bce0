-- One row per window_days, topic_id, person_key.
-- Everybody among whom a reach curve chooses: who was seen by somebody on the topic and may be
-- named.
with
    counted as (select * from {{ ref("fct_people_counted") }}),

    people as (select * from {{ ref("dim_people") }}),

    candidates as (
        select
            counted.window_days,
            counted.topic_id,
            counted.person_key,
            counted.audience_observed_all as audience_observed,
            row_number() over (
                partition by counted.window_days, counted.topic_id
                order by counted.audience_observed_all desc, people.person_id
            ) as audience_place,
            -- the same in all windows
            dense_rank() over (order by counted.topic_id) as topic_number,
            dense_rank() over (order by counted.topic_id, people.person_id) as candidate_number
        from counted
        inner join people on counted.person_key = people.person_key
        where counted.is_publishable and counted.audience_observed_all > 0
    )

select *
from candidates
