-- One row per conversion_id, topic_id, touchpoint_id, attribution_model.
-- The share of a journey that each model gives to each touchpoint. The last touchpoint takes what
-- the others leave, so that the shares of a journey sum to exactly 1.
with
    touchpoints as (select * from {{ ref("int_touchpoints_ordered_to_conversions") }}),

    journey_topics as (select * from {{ ref("int_journeys_assigned_to_topics") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    touchpoints_on_topic as (
        select
            touchpoints.conversion_id,
            journey_topics.topic_id,
            touchpoints.touchpoint_id,
            touchpoints.person_key,
            touchpoints.touched_at,
            touchpoints.age_days,
            touchpoints.is_intercepted
        from touchpoints
        inner join journey_topics on touchpoints.conversion_id = journey_topics.conversion_id
        left join
            post_topics
            on touchpoints.platform = post_topics.platform
            and touchpoints.post_id = post_topics.post_id
            and journey_topics.topic_id = post_topics.topic_id
        -- a conversion with a topic of its own credits every touchpoint, one without only those
        -- on the topic
        where journey_topics.is_own_topic or post_topics.topic_id is not null
    ),

    touchpoints_placed as (
        select
            *,
            row_number() over (
                partition by conversion_id, topic_id order by touched_at, touchpoint_id
            ) as place,
            count(*) over (partition by conversion_id, topic_id) as touchpoints,
            -- as a decimal, so that the sum below does not depend on the order of the rows
            cast(
                power(0.5, age_days / {{ var("time_decay_half_life_days") }}) as decimal(20, 18)
            ) as decayed_weight
        from touchpoints_on_topic
    ),

    touchpoints_weighted as (
        select
            *,
            case when place = 1 then 1.0 else 0.0 end as first_share,
            case when place = touchpoints then 1.0 else 0.0 end as last_share,
            1.0 / touchpoints as linear_share,
            decayed_weight / nullif(
                sum(decayed_weight) over (partition by conversion_id, topic_id), 0
            ) as time_decay_share,
            case
                when touchpoints = 1
                then 1.0
                when touchpoints = 2
                then
                    case
                        when place = 1
                        then {{ var("position_first_share") }}
                        else {{ var("position_last_share") }}
                    end
                    / ({{ var("position_first_share") }} + {{ var("position_last_share") }})
                when place = 1
                then {{ var("position_first_share") }}
                when place = touchpoints
                then {{ var("position_last_share") }}
                else
                    (1 - {{ var("position_first_share") }} - {{ var("position_last_share") }})
                    / (touchpoints - 2)
            end as position_share
        from touchpoints_placed
    ),

    shares_unpivoted as (
        {% for model in attribution_models() %}
            select
                conversion_id,
                topic_id,
                touchpoint_id,
                '{{ model }}' as attribution_model,
                person_key,
                is_intercepted,
                place,
                touchpoints,
                cast({{ model }}_share as decimal(19, 12)) as rounded_share
            from touchpoints_weighted
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    shares_exact as (
        select
            conversion_id,
            topic_id,
            touchpoint_id,
            attribution_model,
            person_key,
            is_intercepted,
            place,
            touchpoints,
            cast(
                case
                    when place < touchpoints
                    then rounded_share
                    else
                        1 - (
                            sum(rounded_share) over (
                                partition by conversion_id, topic_id, attribution_model
                            )
                            - rounded_share
                        )
                end as decimal(19, 12)
            ) as credit_share
        from shares_unpivoted
    )

select *
from shares_exact
