-- One row per window_days, topic_id, lens, person_key.
-- The one number by which each lens orders people, with its interval and what it rests on, and the
-- same with those who are suspected (`score_all`).
with
    counted as (select * from {{ ref("fct_people_counted") }}),

    audience_potential as (select * from {{ ref("int_audience_potential") }}),

    audience_expected as (select * from {{ ref("fct_topic_audience_expected") }}),

    rates as (select * from {{ ref("fct_rates") }}),

    incremental as (select * from {{ ref("fct_conversion_incremental") }}),

    reach as (
        select
            counted.window_days,
            counted.topic_id,
            'reach' as lens,
            counted.person_key,
            -- without a follow graph only those who were seen are known
            coalesce(
                audience_expected.audience_expected, cast(counted.audience_observed as double)
            ) as score,
            cast(counted.audience_observed as double) as score_low,
            -- without a known audience there is no upper bound
            cast(
                coalesce(
                    audience_expected.audience_exposed,
                    greatest(audience_potential.audience_potential, counted.audience_observed)
                ) as double
            ) as score_high,
            'people' as score_unit,
            'bounds' as interval_kind,
            counted.responses + counted.views + counted.clicks + counted.sessions as sample_size,
            case
                when audience_expected.audience_expected is not null then 'expected' else 'observed'
            end as evidence,
            coalesce(
                audience_expected.audience_expected_all,
                cast(counted.audience_observed_all as double)
            ) as score_all
        from counted
        left join audience_potential on counted.person_key = audience_potential.person_key
        left join
            audience_expected
            on counted.window_days = audience_expected.window_days
            and counted.topic_id = audience_expected.topic_id
            and counted.person_key = audience_expected.person_key
        where counted.audience_observed_all > 0 or audience_potential.audience_potential is not null
    ),

    response as (
        select
            window_days,
            topic_id,
            'response' as lens,
            person_key,
            rate as score,
            rate_low as score_low,
            rate_high as score_high,
            'responses per exposed pair' as score_unit,
            'credible' as interval_kind,
            cast(round(trials) as bigint) as sample_size,
            'observed' as evidence,
            rate_all as score_all
        from rates
        -- null where nobody but suspects was exposed
        where rate_name = 'response_rate' and rate is not null
    ),

    conversion as (
        select
            window_days,
            topic_id,
            'conversion' as lens,
            person_key,
            incremental as score,
            incremental_low as score_low,
            incremental_high as score_high,
            'incremental conversions' as score_unit,
            interval_kind,
            sample_size,
            evidence,
            -- suspicion is of acts on platforms: nobody is taken out of purchases
            incremental as score_all
        from incremental
    ),

    scores as (
        select *
        from reach
        union all
        select *
        from response
        union all
        select *
        from conversion
    )

select *
from scores
