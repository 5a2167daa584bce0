-- One row per as_of, window_days, topic_id, person_id.
-- What people did beyond the platform after hearing a person on a topic: clicks, sessions,
-- conversions, and how many of these would not have happened otherwise.
{{ config(alias="person_conversion", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    rates as (select * from {{ ref("fct_rates") }}),

    kinds_told as (select * from {{ ref("fct_kinds_told") }}),

    credit as (select * from {{ ref("fct_conversion_credit") }}),

    incremental as (select * from {{ ref("fct_conversion_incremental") }}),

    matched as (select * from {{ ref("fct_matched") }}),

    interceptions as (select * from {{ ref("int_interceptions_counted") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    people as (select * from {{ ref("dim_people") }}),

    clicks_told as (select is_told from kinds_told where event_kind = 'click'),

    arrivals_told as (select is_told from kinds_told where event_kind = 'arrival'),

    currency as (select max(reporting_currency) as value_currency from conversions),

    conversions_told as (select count(*) > 0 as is_told from conversions),

    credit_by_person as (
        select
            window_days,
            topic_id,
            person_key,
            {% for column in [
                "conversions",
                "conversions_intercepted",
                "value",
                "value_intercepted",
                "journeys",
            ] %}
                max(
                    case
                        when attribution_model = '{{ var("ranking_attribution_model") }}'
                        then {{ column }}
                    end
                ) as {{ column }},
            {% endfor %}
            case
                -- the other models give nothing
                when count(*) < {{ attribution_models() | length }}
                then least(min(conversions), 0)
                else min(conversions)
            end as conversions_least_model,
            max(conversions) as conversions_most_model
        from credit
        where person_key is not null
        group by window_days, topic_id, person_key
    ),

    -- who brought sessions and no conversion is known to have brought none; who took over a
    -- conversion that was under way did not bring it
    credit_won as (
        select
            counted.window_days,
            counted.topic_id,
            counted.person_key,
            coalesce(
                cast(
                    credit_by_person.conversions
                    - credit_by_person.conversions_intercepted as double
                ),
                0
            ) as conversions
        from counted
        left join
            credit_by_person
            on counted.window_days = credit_by_person.window_days
            and counted.topic_id = credit_by_person.topic_id
            and counted.person_key = credit_by_person.person_key
        where counted.sessions > 0 or credit_by_person.journeys > 0
    ),

    rates_by_person as (
        select
            window_days,
            topic_id,
            person_key,
            {% for rate in ["click_through_rate", "bounce_rate", "conversion_rate"] %}
                max(case when rate_name = '{{ rate }}' then rate end) as {{ rate }},
                max(case when rate_name = '{{ rate }}' then rate_low end) as {{ rate }}_low,
                max(case when rate_name = '{{ rate }}' then rate_high end) as {{ rate }}_high
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from rates
        group by window_days, topic_id, person_key
    )

select
    windows.as_of,
    cast(counted.window_days as bigint) as window_days,
    counted.topic_id,
    people.person_id,
    cast(case when clicks_told.is_told then counted.clicks end as bigint) as clicks,
    cast(rates_by_person.click_through_rate as double) as click_through_rate,
    cast(rates_by_person.click_through_rate_low as double) as click_through_rate_low,
    cast(rates_by_person.click_through_rate_high as double) as click_through_rate_high,
    cast(case when arrivals_told.is_told then counted.sessions end as bigint) as sessions,
    cast(case when arrivals_told.is_told then counted.bounces end as bigint) as bounces,
    cast(rates_by_person.bounce_rate as double) as bounce_rate,
    cast(rates_by_person.bounce_rate_low as double) as bounce_rate_low,
    cast(rates_by_person.bounce_rate_high as double) as bounce_rate_high,
    cast(
        case when arrivals_told.is_told then counted.converting_sessions end as bigint
    ) as converting_sessions,
    cast(rates_by_person.conversion_rate as double) as conversion_rate,
    cast(rates_by_person.conversion_rate_low as double) as conversion_rate_low,
    cast(rates_by_person.conversion_rate_high as double) as conversion_rate_high,
    cast(
        -- who has no credit has no journeys
        case when conversions_told.is_told then coalesce(credit_by_person.journeys, 0) end as bigint
    ) as journeys,
    credit_won.conversions,
    -- the posterior of a count of none begins above it
    least(
        credit_won.conversions,
        {{ gamma_quantile(interval_tail("low"), "greatest(credit_won.conversions, 0) + 0.5") }}
    ) as conversions_low,
    {{ gamma_quantile(interval_tail("high"), "greatest(credit_won.conversions, 0) + 0.5") }}
    as conversions_high,
    cast(
        case
            when conversions_told.is_told then coalesce(credit_by_person.conversions_intercepted, 0)
        end as double
    ) as conversions_intercepted,
    cast(credit_by_person.conversions_least_model as double) as conversions_least_model,
    cast(credit_by_person.conversions_most_model as double) as conversions_most_model,
    cast(credit_by_person.value - credit_by_person.value_intercepted as double) as value,
    cast(credit_by_person.value_intercepted as double) as value_intercepted,
    currency.value_currency,
    cast(incremental.incremental as double) as incremental_conversions,
    cast(incremental.incremental_low as double) as incremental_conversions_low,
    cast(incremental.incremental_high as double) as incremental_conversions_high,
    incremental.evidence,
    case
        incremental.evidence
        when 'experiment'
        then 'A'
        when 'matched'
        then 'B'
        when incremental.evidence
        then 'C'
    end as evidence_grade,
    cast(incremental.excess_conversions as double) as conversions_beyond_habit,
    {% for kind in ["experiment", "matched"] %}
        cast(incremental.{{ kind }}_incremental as double) as {{ kind }}_conversions,
        cast(incremental.{{ kind }}_low as double) as {{ kind }}_conversions_low,
        cast(incremental.{{ kind }}_high as double) as {{ kind }}_conversions_high,
    {% endfor %}
    matched.refused_because as matched_missing_because,
    cast(interceptions.interception_share as double) as interception_share,
    cast(interceptions.interception_share_low as double) as interception_share_low,
    cast(interceptions.interception_share_high as double) as interception_share_high,
    cast(interceptions.interception_p_value as double) as interception_p_value,
    case
        -- who has won nothing has intercepted nothing
        when conversions_told.is_told then coalesce(interceptions.is_interceptor, false)
    end as is_interceptor
from counted
inner join windows on counted.window_days = windows.window_days
inner join people on counted.person_key = people.person_key
cross join clicks_told
cross join arrivals_told
cross join currency
cross join conversions_told
left join
    incremental
    on counted.window_days = incremental.window_days
    and counted.topic_id = incremental.topic_id
    and counted.person_key = incremental.person_key
left join
    matched
    on counted.topic_id = 'all'
    and counted.window_days = matched.window_days
    and counted.person_key = matched.person_key
left join interceptions on counted.person_key = interceptions.person_key
left join
    credit_won
    on counted.window_days = credit_won.window_days
    and counted.topic_id = credit_won.topic_id
    and counted.person_key = credit_won.person_key
left join
    credit_by_person
    on counted.window_days = credit_by_person.window_days
    and counted.topic_id = credit_by_person.topic_id
    and counted.person_key = credit_by_person.person_key
left join
    rates_by_person
    on counted.window_days = rates_by_person.window_days
    and counted.topic_id = rates_by_person.topic_id
    and counted.person_key = rates_by_person.person_key
where counted.is_publishable
