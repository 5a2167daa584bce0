-- One row per topic_id, person_key, attribution_model, activity_date.
-- Conversions and value by day of the purchase, split by each model; person_key is null for what
-- no touchpoint led to. The rows of a model and topic sum to the topic's conversions, exactly;
-- what intercepted touchpoints have of them is told beside it.
with
    credited_touchpoints as (select * from {{ ref("int_touchpoints_credited") }}),

    journey_topics as (select * from {{ ref("int_journeys_assigned_to_topics") }}),

    followed_journeys as (select * from {{ ref("int_refunds_matched_to_purchases") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    -- a refund nets the credit of its purchase, on the day of the purchase
    outcomes as (
        select
            followed_journeys.journey_conversion_id as conversion_id,
            conversions.activity_date,
            -- narrow types, so that products below keep every digit
            cast(sum(followed_journeys.conversion_count) as decimal(9, 0)) as conversion_count,
            cast(sum(followed_journeys.value) as decimal(18, 4)) as value
        from followed_journeys
        inner join
            conversions on followed_journeys.journey_conversion_id = conversions.conversion_id
        group by followed_journeys.journey_conversion_id, conversions.activity_date
    ),

    models as (
        {% for model in attribution_models() %}
            select '{{ model }}' as attribution_model
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    led_journeys as (
        select conversion_id, topic_id from credited_touchpoints group by conversion_id, topic_id
    ),

    credit_of_people as (
        select
            credited_touchpoints.topic_id,
            credited_touchpoints.person_key,
            credited_touchpoints.attribution_model,
            outcomes.activity_date,
            credited_touchpoints.is_intercepted,
            credited_touchpoints.credit_share * outcomes.conversion_count as conversions,
            credited_touchpoints.credit_share * outcomes.value as value,
            credited_touchpoints.conversion_id
        from credited_touchpoints
        inner join outcomes on credited_touchpoints.conversion_id = outcomes.conversion_id
    ),

    credit_of_nobody as (
        select
            journey_topics.topic_id,
            cast(null as bigint) as person_key,
            models.attribution_model,
            outcomes.activity_date,
            false as is_intercepted,
            outcomes.conversion_count as conversions,
            outcomes.value,
            journey_topics.conversion_id
        from journey_topics
        inner join outcomes on journey_topics.conversion_id = outcomes.conversion_id
        cross join models
        left join
            led_journeys
            on journey_topics.conversion_id = led_journeys.conversion_id
            and journey_topics.topic_id = led_journeys.topic_id
        where led_journeys.conversion_id is null
    ),

    credit as (
        select *
        from credit_of_people
        union all
        select *
        from credit_of_nobody
    ),

    credit_by_day as (
        select
            topic_id,
            person_key,
            attribution_model,
            activity_date,
            cast(sum(conversions) as decimal(38, 12)) as conversions,
            cast(
                sum(case when is_intercepted then conversions else 0 end) as decimal(38, 12)
            ) as conversions_intercepted,
            cast(sum(value) as decimal(38, 16)) as value,
            cast(
                sum(case when is_intercepted or value is null then value else 0 end) as decimal(
                    38, 16
                )
            ) as value_intercepted,
            count(distinct conversion_id) as journeys
        from credit
        group by topic_id, person_key, attribution_model, activity_date
    )

select *
from credit_by_day
