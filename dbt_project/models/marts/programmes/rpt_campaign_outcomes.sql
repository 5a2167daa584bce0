-- One row per as_of, campaign_id, person_id.
-- What came of past campaigns, and what a click, a conversion and one that would not have happened
-- otherwise cost.
{{ config(alias="campaign_outcomes", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    outcomes as (select * from {{ ref("fct_campaign_outcomes") }}),

    people as (select * from {{ ref("dim_people") }}),

    consents as (select * from {{ ref("int_consents_latest") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    currency as (select max(reporting_currency) as value_currency from conversions),

    run_date as (select max(as_of) as as_of from windows),

    with_spread as (
        select
            *,
            lift_ratio * excess_conversions as incremental,
            lift_ratio * (greatest(excess_conversions, 0) + 0.5) as posterior_mean,
            power(lift_ratio, 2) * (greatest(excess_conversions, 0) + 0.5)
            + power(greatest(excess_conversions, 0) + 0.5, 2)
            * lift_ratio_variance as posterior_variance
        from outcomes
    ),

    with_interval as (
        select
            *,
            -- the posterior of a count of none begins above it
            least(
                incremental, {{ gamma_of_moments("low", "posterior_mean", "posterior_variance") }}
            ) as incremental_low,
            greatest(
                incremental, {{ gamma_of_moments("high", "posterior_mean", "posterior_variance") }}
            ) as incremental_high,
            -- value per conversion does not depend on how many there are
            excess_value / nullif(excess_conversions, 0) as value_per_conversion
        from with_spread
    )

select
    run_date.as_of,
    with_interval.campaign_id,
    people.person_id,
    with_interval.topic_id,
    with_interval.starts_on,
    with_interval.ends_on,
    cast(with_interval.cost as double) as cost,
    cast(with_interval.clicks as bigint) as clicks,
    cast(with_interval.sessions as bigint) as sessions,
    cast(with_interval.conversions as double) as conversions,
    cast(with_interval.value as double) as value,
    cast(with_interval.incremental as double) as incremental_conversions,
    cast(with_interval.incremental_low as double) as incremental_conversions_low,
    cast(with_interval.incremental_high as double) as incremental_conversions_high,
    case
        when with_interval.is_calibrated
        then 'calibrated_credit'
        when with_interval.incremental is not null
        then 'excess_credit'
    end as evidence,
    cast(with_interval.cost / nullif(with_interval.clicks, 0) as double) as cost_per_click,
    cast(
        with_interval.cost / nullif(greatest(with_interval.conversions, 0), 0) as double
    ) as cost_per_conversion,
    {% for end, side in {
        "": "incremental",
        "_low": "incremental_high",
        "_high": "incremental_low",
    }.items() %}
        cast(
            with_interval.cost / nullif(greatest(with_interval.{{ side }}, 0), 0) as double
        ) as cost_per_incremental_conversion{{ end }},
    {% endfor %}
    {% for end in ["", "_low", "_high"] %}
        cast(
            with_interval.incremental{{ end }}
            * with_interval.value_per_conversion
            / nullif(with_interval.cost, 0) as double
        ) as return_on_influence{{ end }},
    {% endfor %}
    currency.value_currency,
    case
        when with_interval.cost is null
        then 'the cost, or its rate of exchange, is not known'
        when with_interval.incremental is null
        then 'too few conversions follow links to tell which are beyond habit'
        when with_interval.incremental <= 0
        then 'no incremental conversion was found'
    end as cost_missing_because
from with_interval
cross join run_date
cross join currency
inner join people on with_interval.person_key = people.person_key
left join
    consents
    on with_interval.person_key = consents.person_key
    and consents.action = 'hide_topic'
    and with_interval.topic_id = consents.topic_id
where people.is_publishable and consents.person_key is null
