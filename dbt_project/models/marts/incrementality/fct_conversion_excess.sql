-- One row per window_days, topic_id, person_key.
-- Conversions that followed a person's links sooner than chance would have it, in each window.
with
    windows as (select * from {{ ref("int_windows") }}),

    excess_daily as (select * from {{ ref("fct_conversion_excess_daily") }}),

    excess_in_windows as (
        select
            windows.window_days,
            excess_daily.topic_id,
            excess_daily.person_key,
            cast(sum(excess_daily.excess_conversions) as decimal(38, 12)) as excess_conversions,
            cast(sum(excess_daily.excess_value) as decimal(38, 12)) as excess_value
        from excess_daily
        inner join windows on excess_daily.activity_date >= windows.starts_on
        group by windows.window_days, excess_daily.topic_id, excess_daily.person_key
    )

select *
from excess_in_windows
