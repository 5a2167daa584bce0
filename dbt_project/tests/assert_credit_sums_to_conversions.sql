-- Each model's credit of a window and topic, the unattributed rest included, is the topic's net
-- conversions and value, to the last digit.
{{ config(meta={"dagster": {"ref": {"name": "fct_conversion_credit"}}}) }}
with
    credit as (select * from {{ ref("fct_conversion_credit") }}),

    windows as (select * from {{ ref("int_windows") }}),

    journey_topics as (select * from {{ ref("int_journeys_assigned_to_topics") }}),

    followed_journeys as (select * from {{ ref("int_refunds_matched_to_purchases") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    models as (
        {% for model in attribution_models() %}
            select '{{ model }}' as attribution_model
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    totals as (
        select
            windows.window_days,
            journey_topics.topic_id,
            sum(followed_journeys.conversion_count) as conversions,
            sum(followed_journeys.value) as value,
            sum(followed_journeys.margin) as margin
        from journey_topics
        inner join
            followed_journeys
            on journey_topics.conversion_id = followed_journeys.journey_conversion_id
        inner join conversions on journey_topics.conversion_id = conversions.conversion_id
        inner join windows on conversions.activity_date >= windows.starts_on
        group by windows.window_days, journey_topics.topic_id
    ),

    credited as (
        select
            window_days,
            topic_id,
            attribution_model,
            sum(conversions) as conversions,
            sum(value) as value,
            sum(margin) as margin
        from credit
        group by window_days, topic_id, attribution_model
    )

select
    totals.window_days,
    totals.topic_id,
    models.attribution_model,
    totals.conversions,
    credited.conversions as credited_conversions,
    totals.value,
    credited.value as credited_value,
    totals.margin,
    credited.margin as credited_margin
from totals
cross join models
left join
    credited
    on totals.window_days = credited.window_days
    and totals.topic_id = credited.topic_id
    and models.attribution_model = credited.attribution_model
where
    credited.topic_id is null
    or credited.conversions <> totals.conversions
    or credited.value is distinct from totals.value
    or credited.margin is distinct from totals.margin
