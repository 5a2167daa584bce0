-- One row per topic_id, person_key, attribution_model, activity_date.
-- Conversions and value by day of the purchase, by the models that give each touchpoint its share;
-- person_key is null for what no touchpoint led to. The rows of a model and topic sum to the
-- topic's conversions, exactly; what intercepted touchpoints have of them is told beside it.
with
    credited_touchpoints as (select * from {{ ref("int_touchpoints_credited") }}),

    journey_topics as (select * from {{ ref("int_journeys_assigned_to_topics") }}),

    journeys_netted as (select * from {{ ref("int_journeys_netted") }}),

    models as (
        {% for model in touchpoint_models() %}
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
            topic_id,
            person_key,
            activity_date,
            {% for model in touchpoint_models() %}
                {% for amount, digits in [("conversions", 12), ("value", 16)] %}
                    cast(
                        sum({{ model }}_share * {{ amount }}) as decimal(38, {{ digits }})
                    ) as {{ model }}_{{ amount }},
                    cast(
                        sum(
                            case
                                when is_intercepted
                                then {{ model }}_share * {{ amount }}
                                -- what is not known is not nothing
                                else 0 * {{ amount }}
                            end
                        ) as decimal(38, {{ digits }})
                    ) as {{ model }}_intercepted_{{ amount }},
                {% endfor %}
                cast(sum({{ model }}_share * margin) as decimal(38, 16)) as {{ model }}_margin,
            {% endfor %}
            count(case when is_first_of_person then 1 end) as journeys
        from credited_touchpoints
        group by topic_id, person_key, activity_date
    ),

    credit_of_nobody as (
        select
            journey_topics.topic_id,
            journeys_netted.activity_date,
            -- of the same types as the credit of people: of others the union would not be exact
            cast(sum(journeys_netted.conversions) as decimal(38, 12)) as conversions,
            cast(sum(journeys_netted.value) as decimal(38, 16)) as value,
            cast(sum(journeys_netted.margin) as decimal(38, 16)) as margin,
            count(*) as journeys
        from journey_topics
        inner join journeys_netted on journey_topics.conversion_id = journeys_netted.conversion_id
        left join
            led_journeys
            on journey_topics.conversion_id = led_journeys.conversion_id
            and journey_topics.topic_id = led_journeys.topic_id
        where led_journeys.conversion_id is null
        group by journey_topics.topic_id, journeys_netted.activity_date
    ),

    credit as (
        select
            credit_of_people.topic_id,
            credit_of_people.person_key,
            models.attribution_model,
            credit_of_people.activity_date,
            {% for amount in [
                "conversions",
                "intercepted_conversions",
                "value",
                "intercepted_value",
                "margin",
            ] %}
                case
                    models.attribution_model
                    {% for model in touchpoint_models() %}
                        when '{{ model }}' then credit_of_people.{{ model }}_{{ amount }}
                    {% endfor %}
                end as {{ amount }},
            {% endfor %}
            credit_of_people.journeys
        from credit_of_people
        cross join models
        union all
        select
            credit_of_nobody.topic_id,
            null,
            models.attribution_model,
            credit_of_nobody.activity_date,
            credit_of_nobody.conversions,
            cast(0 as decimal(38, 12)),
            credit_of_nobody.value,
            case when credit_of_nobody.value is not null then cast(0 as decimal(38, 16)) end,
            credit_of_nobody.margin,
            credit_of_nobody.journeys
        from credit_of_nobody
        cross join models
    )

select
    topic_id,
    person_key,
    attribution_model,
    activity_date,
    conversions,
    cast(intercepted_conversions as decimal(38, 12)) as conversions_intercepted,
    value,
    cast(intercepted_value as decimal(38, 16)) as value_intercepted,
    margin,
    journeys
from credit
