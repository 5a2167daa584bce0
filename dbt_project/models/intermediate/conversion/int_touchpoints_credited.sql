-- One row per conversion_id, topic_id, touchpoint_id.
-- The share of a journey that each model gives to each touchpoint. The last touchpoint takes what
-- the others leave, so that the shares of a journey sum to exactly 1.
with
    touchpoints as (select * from {{ ref("int_touchpoints_assigned_to_topics") }}),

    touchpoints_of_people as (
        select
            *,
            count(*) over (partition by conversion_id, topic_id, person_key) as own_touchpoints,
            row_number() over (
                partition by conversion_id, topic_id, person_key order by place
            ) as own_place,
            -- as a decimal, so that the sum below does not depend on the order of the rows
            cast(
                power(0.5, age_days / {{ var("time_decay_half_life_days") }}) as decimal(18, 17)
            ) as decayed_weight
        from touchpoints
    ),

    touchpoints_placed as (
        select
            *,
            count(*) over (partition by conversion_id, topic_id) as touchpoints,
            count(case when own_place = 1 then 1 end) over (
                partition by conversion_id, topic_id
            ) as people,
            sum(decayed_weight) over (partition by conversion_id, topic_id) as decayed_weights
        from touchpoints_of_people
    ),

    touchpoints_weighted as (
        select
            *,
            case when place = 1 then 1.0 else 0.0 end as first_share,
            case when place = touchpoints then 1.0 else 0.0 end as last_share,
            1.0 / touchpoints as linear_share,
            decayed_weight / nullif(decayed_weights, 0) as time_decay_share,
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
            end as position_share,
            -- the value of the game in which a journey pays when all its people are there: whom it
            -- lacks it loses to, whoever they are, so that each has the same part of it
            1.0 / (people * own_touchpoints) as shapley_share
        from touchpoints_placed
    ),

    -- in 18 digits, which are added fast; in 19 below, so that products keep every digit
    shares_rounded as (
        select
            conversion_id,
            topic_id,
            touchpoint_id,
            person_key,
            platform,
            post_id,
            campaign_id,
            is_intercepted,
            place,
            touchpoints,
            {% for model in touchpoint_models() %}
                cast({{ model }}_share as decimal(18, 12)) as {{ model }}_share
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from touchpoints_weighted
    ),

    shares_exact as (
        select
            conversion_id,
            topic_id,
            touchpoint_id,
            person_key,
            platform,
            post_id,
            campaign_id,
            is_intercepted,
            place,
            touchpoints,
            {% for model in touchpoint_models() %}
                cast(
                    case
                        when place < touchpoints
                        then {{ model }}_share
                        else
                            1 - (
                                sum({{ model }}_share) over (partition by conversion_id, topic_id)
                                - {{ model }}_share
                            )
                    end as decimal(19, 12)
                ) as {{ model }}_share
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from shares_rounded
    )

select *
from shares_exact
