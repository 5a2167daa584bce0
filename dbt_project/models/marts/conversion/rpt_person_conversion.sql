-- One row per as_of, window_days, topic_id, person_id.
-- What people did beyond the platform after hearing a person on a topic: clicks, sessions,
-- conversions. Credit, not cause: `evidence` says so.
{{ config(alias="person_conversion", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    rates as (select * from {{ ref("fct_rates") }}),

    kinds_told as (select * from {{ ref("fct_kinds_told") }}),

    credit as (select * from {{ ref("fct_conversion_credit") }}),

    scores as (select * from {{ ref("fct_topic_scores") }}),

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
            min(conversions) as conversions_least_model,
            max(conversions) as conversions_most_model
        from credit
        where person_key is not null
        group by window_days, topic_id, person_key
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
    cast(scores.score as double) as conversions,
    cast(scores.score_low as double) as conversions_low,
    cast(scores.score_high as double) as conversions_high,
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
    scores.evidence
from counted
inner join windows on counted.window_days = windows.window_days
inner join people on counted.person_key = people.person_key
cross join clicks_told
cross join arrivals_told
cross join currency
cross join conversions_told
left join
    scores
    on scores.lens = 'conversion'
    and counted.window_days = scores.window_days
    and counted.topic_id = scores.topic_id
    and counted.person_key = scores.person_key
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
