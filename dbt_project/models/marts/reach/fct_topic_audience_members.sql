-- One row per window_days, topic_id, audience_key.
-- The people who demonstrably saw somebody on a topic, and how many they saw.
with
    windows as (select * from {{ ref("int_windows") }}),

    audience_last_seen as (select * from {{ ref("fct_topic_audience_last_seen") }}),

    members as (
        select
            windows.window_days,
            audience_last_seen.topic_id,
            audience_last_seen.audience_key,
            count(*) as voices_seen,
            count(*) filter (
                where audience_last_seen.last_response_date >= windows.starts_on
            ) as voices_answered
        from audience_last_seen
        inner join windows on audience_last_seen.last_seen_date >= windows.starts_on
        group by windows.window_days, audience_last_seen.topic_id, audience_last_seen.audience_key
    )

select *
from members
