-- One row per as_of, window_days, topic_id, credited_to, person_id, attribution_model.
-- Conversions and value split by each attribution model. The rows of a model and topic sum to the
-- topic's total: what nobody led to and what belongs to people who may not be named is shown too.
{{ config(alias="conversion_credit", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    credit as (select * from {{ ref("fct_conversion_credit") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    people as (select * from {{ ref("dim_people") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    currency as (select max(reporting_currency) as value_currency from conversions),

    credit_with_names as (
        select
            credit.window_days,
            credit.topic_id,
            case
                when credit.person_key is null
                then 'unattributed'
                when counted.is_publishable
                then 'person'
                else 'withheld'
            end as credited_to,
            case when counted.is_publishable then people.person_id end as person_id,
            credit.attribution_model,
            credit.conversions,
            credit.value,
            credit.journeys
        from credit
        left join people on credit.person_key = people.person_key
        left join
            counted
            on credit.window_days = counted.window_days
            and credit.topic_id = counted.topic_id
            and credit.person_key = counted.person_key
    ),

    credit_by_name as (
        select
            window_days,
            topic_id,
            credited_to,
            person_id,
            attribution_model,
            sum(conversions) as conversions,
            sum(value) as value,
            sum(journeys) as journeys
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
    cast(credit_by_name.value as double) as value,
    currency.value_currency,
    cast(credit_by_name.journeys as bigint) as journeys
from credit_by_name
inner join windows on credit_by_name.window_days = windows.window_days
cross join currency
