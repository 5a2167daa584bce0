-- One row per window_days, topic_id, person_key, audience_key.
-- Who answered or named whom on a topic in a window, and how often: the graph of outreach and of
-- the old scores. The only scan of acts for all of those that have a window.
with
    windows as (select * from {{ ref("int_windows") }}),

    audience_daily as (select * from {{ ref("fct_topic_audience_daily") }}),

    edges as (
        select
            windows.window_days,
            audience_daily.topic_id,
            audience_daily.person_key,
            audience_daily.audience_key,
            cast(sum(audience_daily.responses) as bigint) as responses,
            cast(sum(audience_daily.replies) as bigint) as replies,
            cast(sum(audience_daily.reposts) as bigint) as reposts,
            cast(sum(audience_daily.mentions) as bigint) as mentions
        from audience_daily
        inner join windows on audience_daily.activity_date >= windows.starts_on
        where audience_daily.responses > 0 or audience_daily.mentions > 0
        group by
            windows.window_days,
            audience_daily.topic_id,
            audience_daily.person_key,
            audience_daily.audience_key
    )

select *
from edges
