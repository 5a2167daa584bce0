-- One row per conversion_id.
-- Conversions with their buyer as a person and their value in the reporting currency. An amount
-- that no rate of exchange covers waits for one (int_conversions_waiting), and its conversion with
-- it.
with
    conversions as (select * from {{ ref("stg_conversions") }}),

    fx_rates as (select * from {{ ref("stg_fx_rates") }}),

    visitors as (select * from {{ ref("int_visitors_joined_to_people") }}),

    conversions_in_time as (
        select conversions.* from conversions where {{ before_as_of("conversions.occurred_at") }}
    ),

    converted_currencies as (
        select currency from fx_rates where rate_to_reporting <> 1 group by currency
    ),

    -- a currency that is converted cannot be the one it is converted to
    currencies_by_use as (
        select conversions_in_time.currency, count(*) as conversions
        from conversions_in_time
        left join
            converted_currencies on conversions_in_time.currency = converted_currencies.currency
        where conversions_in_time.currency is not null and converted_currencies.currency is null
        group by conversions_in_time.currency
    ),

    reporting as (
        {% if var("reporting_currency") %}
            select '{{ var("reporting_currency") }}' as reporting_currency
        {% else %}
            select max(currency) as reporting_currency
            from
                (
                    select currency
                    from currencies_by_use
                    qualify row_number() over (order by conversions desc, currency) = 1
                ) as currency_of_most
        {% endif %}
    ),

    rates_of_conversions as (
        select
            conversions_in_time.conversion_id,
            max_by(fx_rates.rate_to_reporting, fx_rates.day) as rate_to_reporting
        from conversions_in_time
        inner join
            fx_rates
            on conversions_in_time.currency = fx_rates.currency
            and fx_rates.day <= conversions_in_time.activity_date
        group by conversions_in_time.conversion_id
    ),

    conversions_valued as (
        select
            conversions_in_time.conversion_id,
            visitors.person_key as visitor_person_key,
            conversions_in_time.visitor_id,
            conversions_in_time.occurred_at,
            conversions_in_time.activity_date,
            conversions_in_time.kind,
            -- some exporters give a refund's amount without its sign
            conversions_in_time.kind = 'refund'
            or (
                conversions_in_time.value is not null and conversions_in_time.value < 0
            ) as is_refund,
            conversions_in_time.currency,
            reporting.reporting_currency,
            {{ in_reporting_currency("abs(conversions_in_time.value)") }} as absolute_value,
            {{ in_reporting_currency("conversions_in_time.margin") }} as margin,
            conversions_in_time.promo_code,
            conversions_in_time.topic as own_topic_id,
            conversions_in_time.value is not null as has_amount
        from conversions_in_time
        cross join reporting
        inner join visitors on {{ visitor_at("visitors", "conversions_in_time", "occurred_at") }}
        left join
            rates_of_conversions
            on conversions_in_time.conversion_id = rates_of_conversions.conversion_id
    )

select
    conversion_id,
    visitor_person_key,
    visitor_id,
    occurred_at,
    activity_date,
    kind,
    is_refund,
    currency,
    reporting_currency,
    absolute_value,
    margin,
    promo_code,
    own_topic_id
from conversions_valued
where not has_amount or absolute_value is not null
