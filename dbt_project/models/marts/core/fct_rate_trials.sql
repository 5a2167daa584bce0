-- One row per rate_name, window_days, topic_id, person_key.
-- Successes and trials of every rate that is shrunk, in one shape.
with
    counted as (select * from {{ ref("fct_people_counted") }}),

    clicks_told as (select sum(clicks) as clicks from counted),

    trials as (
        select
            'response_rate' as rate_name,
            window_days,
            topic_id,
            person_key,
            responding_pairs as successes,
            exposed_pairs as trials
        from counted
        where exposed_pairs > 0
        union all
        select
            'click_through_rate',
            counted.window_days,
            counted.topic_id,
            counted.person_key,
            counted.clicking_pairs,
            counted.exposed_pairs
        from counted
        cross join clicks_told
        -- a dump without clicks says nothing of them
        where counted.exposed_pairs > 0 and clicks_told.clicks > 0
        union all
        select 'bounce_rate', window_days, topic_id, person_key, bounces, sessions
        from counted
        where sessions > 0
        union all
        select 'conversion_rate', window_days, topic_id, person_key, converting_sessions, sessions
        from counted
        where sessions > 0
    )

select *
from trials
