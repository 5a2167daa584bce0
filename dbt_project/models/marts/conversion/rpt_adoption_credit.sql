-- One row per as_of, window_days, topic_id, adoption_model, person_id.
-- Who made others use a hashtag or link first, as far as the order of things tells.
{{ config(alias="adoption_credit", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    credit as (select * from {{ ref("fct_adoption_credit") }}),

    candidates as (select * from {{ ref("fct_adoption_candidates") }}),

    -- sums of the same parts in another order differ by a hair
    rounded as (
        select
            window_days,
            topic_number,
            adoption_model,
            person_key,
            items_started,
            adoptions,
            round(adoptions_direct, 9) as adoptions_direct,
            greatest(
                round(adoptions_credited, 9), round(adoptions_direct, 9)
            ) as adoptions_credited,
            round(people_credited, 9) as people_credited,
            sum(adoptions) over (
                partition by window_days, topic_number, adoption_model
            ) as adoptions_of_topic,
            -- credit comes in parts of this size, on the whole; without any, of 1
            coalesce(adoptions_credited_squared / nullif(adoptions_credited, 0), 1) as credit_unit
        from credit
    ),

    with_interval as (
        select
            *,
            credit_unit
            * {{ gamma_quantile(interval_tail("low"), "adoptions_credited / credit_unit + 0.5") }}
            as credit_low,
            credit_unit
            * {{ gamma_quantile(interval_tail("high"), "adoptions_credited / credit_unit + 0.5") }}
            as credit_high
        from rounded
    )

select
    windows.as_of,
    cast(with_interval.window_days as bigint) as window_days,
    candidates.topic_id,
    with_interval.adoption_model,
    candidates.person_id,
    with_interval.items_started,
    with_interval.adoptions,
    with_interval.adoptions_direct,
    with_interval.adoptions_direct
    / nullif(cast(with_interval.adoptions_of_topic as double), 0) as adoption_share,
    with_interval.adoptions_credited,
    -- an interval holds its estimate
    least(with_interval.credit_low, with_interval.adoptions_credited) as adoptions_credited_low,
    greatest(
        with_interval.credit_high, with_interval.adoptions_credited
    ) as adoptions_credited_high,
    with_interval.people_credited
from with_interval
inner join windows on with_interval.window_days = windows.window_days
inner join
    candidates
    on with_interval.topic_number = candidates.topic_number
    and with_interval.person_key = candidates.person_key
where with_interval.adoptions_credited > 0 or with_interval.items_started > 0
