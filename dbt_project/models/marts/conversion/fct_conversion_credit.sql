-- One row per window_days, topic_id, person_key, attribution_model.
-- Credit of a window by every model; person_key is null for what no touchpoint led to, and for what
-- a model cannot divide. The rows of a model and topic sum to the topic's conversions, exactly.
with
    by_touchpoints as (select * from {{ ref("fct_credit_by_touchpoints") }}),

    by_removal as (select * from {{ ref("fct_credit_by_removal") }}),

    models as (
        {% for model in removal_models() %}
            select '{{ model }}' as attribution_model
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    credit_of_topics as (
        select
            window_days,
            topic_id,
            cast(sum(conversions) as decimal(38, 12)) as conversions,
            cast(sum(value) as decimal(38, 16)) as value,
            cast(sum(margin) as decimal(38, 16)) as margin,
            sum(case when person_key is null then journeys end) as journeys
        from by_touchpoints
        where attribution_model = 'shapley'
        group by window_days, topic_id
    ),

    credit_divided as (
        select
            window_days,
            topic_id,
            attribution_model,
            cast(sum(conversions) as decimal(38, 12)) as conversions,
            cast(sum(value) as decimal(38, 16)) as value,
            cast(sum(margin) as decimal(38, 16)) as margin
        from by_removal
        group by window_days, topic_id, attribution_model
    ),

    credit_of_nobody as (
        select
            credit_of_topics.window_days,
            credit_of_topics.topic_id,
            models.attribution_model,
            -- where a model divides nothing, all of it is left
            cast(
                credit_of_topics.conversions
                - coalesce(credit_divided.conversions, 0) as decimal(38, 12)
            ) as conversions,
            cast(
                credit_of_topics.value - coalesce(credit_divided.value, 0) as decimal(38, 16)
            ) as value,
            cast(
                credit_of_topics.margin - coalesce(credit_divided.margin, 0) as decimal(38, 16)
            ) as margin,
            credit_of_topics.journeys
        from credit_of_topics
        cross join models
        left join
            credit_divided
            on credit_of_topics.window_days = credit_divided.window_days
            and credit_of_topics.topic_id = credit_divided.topic_id
            and models.attribution_model = credit_divided.attribution_model
    ),

    credit as (
        select
            window_days,
            topic_id,
            person_key,
            attribution_model,
            conversions,
            conversions_intercepted,
            value,
            value_intercepted,
            margin,
            journeys,
            cast(null as double) as removal_effect,
            cast(null as double) as value_removal_effect,
            cast(null as double) as removal_effect_error
        from by_touchpoints
        union all
        select *
        from by_removal
        union all
        select
            window_days,
            topic_id,
            null,
            attribution_model,
            conversions,
            cast(0 as decimal(38, 12)),
            value,
            case when value is not null then cast(0 as decimal(38, 16)) end,
            margin,
            -- journeys that people led are counted with them
            coalesce(journeys, 0),
            null,
            null,
            null
        from credit_of_nobody
        where journeys is not null or conversions <> 0 or value <> 0 or margin <> 0
    )

select *
from credit
