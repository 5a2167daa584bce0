-- One row per as_of, window_days, topic_id, credited_to, person_id, attribution_model.
-- Conversions and value split by each attribution model. The rows of a model and topic sum to the
-- topic's total: what nobody led to and what belongs to people who may not be named is shown too.
{{ config(alias="conversion_credit", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    credit as (select * from {{ ref("fct_conversion_credit") }}),

    intervals as (select * from {{ ref("fct_credit_intervals") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    people as (select * from {{ ref("dim_people") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    currency as (select max(reporting_currency) as value_currency from conversions),

    credit_with_names as (
        select
            credit.window_days,
            credit.topic_id,
            {{ credited_to() }} as credited_to,
            case when counted.is_publishable then people.person_id end as person_id,
            credit.attribution_model,
            credit.conversions,
            credit.value,
            credit.margin,
            credit.journeys,
            {% for column in [
                "removal_effect",
                "value_removal_effect",
                "removal_effect_error",
            ] %}
                case when counted.is_publishable then credit.{{ column }} end as {{ column }},
            {% endfor %}
            -- an interval holds its estimate, where there is one
            {% for amount in ["conversions", "value"] %}
                case
                    when
                        counted.is_publishable
                        and credit.{{ amount }} is not null
                        and intervals.{{ amount }}_low is not null
                    then least(intervals.{{ amount }}_low, cast(credit.{{ amount }} as double))
                end as {{ amount }}_low,
                case
                    when
                        counted.is_publishable
                        and credit.{{ amount }} is not null
                        and intervals.{{ amount }}_low is not null
                    then greatest(intervals.{{ amount }}_high, cast(credit.{{ amount }} as double))
                end as {{ amount }}_high
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from credit
        left join people on credit.person_key = people.person_key
        left join
            counted
            on credit.window_days = counted.window_days
            and credit.topic_id = counted.topic_id
            and credit.person_key = counted.person_key
        left join
            intervals
            on credit.window_days = intervals.window_days
            and credit.topic_id = intervals.topic_id
            and credit.person_key = intervals.person_key
            and credit.attribution_model = intervals.attribution_model
    ),

    -- a person has one row a model; those who may not be named are one together, without what does
    -- not add up
    credit_by_name as (
        select
            window_days,
            topic_id,
            credited_to,
            person_id,
            attribution_model,
            sum(conversions) as conversions,
            sum(value) as value,
            sum(margin) as margin,
            sum(journeys) as journeys,
            max(conversions_low) as conversions_low,
            max(conversions_high) as conversions_high,
            max(value_low) as value_low,
            max(value_high) as value_high,
            max(removal_effect) as removal_effect,
            max(value_removal_effect) as value_removal_effect,
            max(removal_effect_error) as removal_effect_error
        from credit_with_names
        group by window_days, topic_id, credited_to, person_id, attribution_model
    )

select
    windows.as_of,
    cast(credit_by_name.window_days as bigint) as window_days,
    credit_by_name.topic_id,
    credit_by_name.credited_to,
    credit_by_name.person_id,
    credit_by_name.attribution_model,
    cast(credit_by_name.conversions as double) as conversions,
    cast(credit_by_name.conversions_low as double) as conversions_low,
    cast(credit_by_name.conversions_high as double) as conversions_high,
    cast(credit_by_name.value as double) as value,
    cast(credit_by_name.value_low as double) as value_low,
    cast(credit_by_name.value_high as double) as value_high,
    cast(credit_by_name.margin as double) as margin,
    currency.value_currency,
    cast(credit_by_name.journeys as bigint) as journeys,
    cast(credit_by_name.removal_effect as double) as removal_effect,
    cast(credit_by_name.value_removal_effect as double) as value_removal_effect,
    cast(credit_by_name.removal_effect_error as double) as removal_effect_error
from credit_by_name
inner join windows on credit_by_name.window_days = windows.window_days
cross join currency
