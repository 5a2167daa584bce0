-- One row per as_of, window_days, topic_id, credited_to, person_id, platform, post_id,
-- campaign_id, attribution_model.
-- Credit by person, topic, campaign and post, by the models that give each touchpoint its share.
-- The rows of a person, topic and model sum to their row in conversion_credit; posts of people who
-- may not be named are not named either.
{{ config(alias="conversion_credit_by_post", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    credit_by_posts as (select * from {{ ref("fct_credit_by_posts") }}),

    credit_by_touchpoints as (select * from {{ ref("fct_credit_by_touchpoints") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    people as (select * from {{ ref("dim_people") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    currency as (select max(reporting_currency) as value_currency from conversions),

    credit as (
        select *
        from credit_by_posts
        union all
        select
            window_days,
            topic_id,
            null,
            null,
            null,
            null,
            attribution_model,
            conversions,
            value,
            margin,
            -- no touchpoint led to it
            0
        from credit_by_touchpoints
        where person_key is null
    ),

    credit_with_names as (
        select
            credit.window_days,
            credit.topic_id,
            {{ credited_to() }} as credited_to,
            case when counted.is_publishable then people.person_id end as person_id,
            case when counted.is_publishable then credit.platform end as platform,
            case when counted.is_publishable then credit.post_id end as post_id,
            case when counted.is_publishable then credit.campaign_id end as campaign_id,
            credit.attribution_model,
            credit.conversions,
            credit.value,
            credit.margin,
            credit.touchpoints
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
            platform,
            post_id,
            campaign_id,
            attribution_model,
            sum(conversions) as conversions,
            sum(value) as value,
            sum(margin) as margin,
            sum(touchpoints) as touchpoints
        from credit_with_names
        group by
            window_days,
            topic_id,
            credited_to,
            person_id,
            platform,
            post_id,
            campaign_id,
            attribution_model
    )

select
    windows.as_of,
    cast(credit_by_name.window_days as bigint) as window_days,
    credit_by_name.topic_id,
    credit_by_name.credited_to,
    credit_by_name.person_id,
    credit_by_name.platform,
    credit_by_name.post_id,
    credit_by_name.campaign_id,
    credit_by_name.attribution_model,
    cast(credit_by_name.conversions as double) as conversions,
    cast(credit_by_name.value as double) as value,
    cast(credit_by_name.margin as double) as margin,
    currency.value_currency,
    cast(credit_by_name.touchpoints as bigint) as touchpoints
from credit_by_name
inner join windows on credit_by_name.window_days = windows.window_days
cross join currency
