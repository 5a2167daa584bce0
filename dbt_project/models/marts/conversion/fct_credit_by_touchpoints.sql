-- One row per window_days, topic_id, person_key, attribution_model.
-- Credit of a window by the models that give each touchpoint its share; person_key is null for what
-- no touchpoint led to.
with
    windows as (select * from {{ ref("int_windows") }}),

    credit_daily as (select * from {{ ref("fct_conversion_credit_daily") }}),

    credit_in_window as (
        select
            windows.window_days,
            credit_daily.topic_id,
            credit_daily.person_key,
            credit_daily.attribution_model,
            cast(sum(credit_daily.conversions) as decimal(38, 12)) as conversions,
            cast(
                sum(credit_daily.conversions_intercepted) as decimal(38, 12)
            ) as conversions_intercepted,
            cast(sum(credit_daily.value) as decimal(38, 16)) as value,
            cast(sum(credit_daily.value_intercepted) as decimal(38, 16)) as value_intercepted,
            cast(sum(credit_daily.margin) as decimal(38, 16)) as margin,
            cast(sum(credit_daily.journeys) as bigint) as journeys
        from credit_daily
        inner join windows on credit_daily.activity_date >= windows.starts_on
        group by
            windows.window_days,
            credit_daily.topic_id,
            credit_daily.person_key,
            credit_daily.attribution_model
    )

select *
from credit_in_window
