-- Each model's credit of a topic, the unattributed rest included, is the topic's net conversions
-- and value, to the last digit.
{{ config(meta={"dagster": {"ref": {"name": "fct_conversion_credit_daily"}}}) }}
with
    credit as (select * from {{ ref("fct_conversion_credit_daily") }}),

    journey_topics as (select * from {{ ref("int_journeys_assigned_to_topics") }}),

    followed_journeys as (select * from {{ ref("int_refunds_matched_to_purchases") }}),

    totals as (
        select
            journey_topics.topic_id,
            sum(followed_journeys.conversion_count) as conversions,
            sum(followed_journeys.value) as value
        from journey_topics
        inner join
            followed_journeys
            on journey_topics.conversion_id = followed_journeys.journey_conversion_id
        group by journey_topics.topic_id
    ),

    credited as (
        select topic_id, attribution_model, sum(conversions) as conversions, sum(value) as value
        from credit
        group by topic_id, attribution_model
    )

select
    totals.topic_id,
    credited.attribution_model,
    totals.conversions,
    credited.conversions as credited_conversions,
    totals.value,
    credited.value as credited_value
from totals
left join credited on totals.topic_id = credited.topic_id
where
    credited.topic_id is null
    or credited.conversions <> totals.conversions
    or credited.value is distinct from totals.value
