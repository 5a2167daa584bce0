-- One row per conversion_id, topic_id, touchpoint_id.
-- The share of a journey that each model gives to each touchpoint, and what the journey came to.
-- A share is what the model gives up to the touchpoint less what it gives before it, both rounded,
-- so that the shares of a journey sum to exactly 1. Up to a touchpoint is in the order of place,
-- or, where the order is of no matter to a model, of people.
with
    touchpoints as (select * from {{ ref("int_touchpoints_assigned_to_topics") }}),

    journeys_netted as (select * from {{ ref("int_journeys_netted") }}),

    touchpoints_weighted as (
        select
            *,
            -- in whole trillionths, so that sums do not depend on the order of the rows
            cast(
                round(
                    power(0.5, age_days / {{ var("time_decay_half_life_days") }}) * 1e12
                ) as bigint
            ) as decayed_weight
        from touchpoints
    ),

    people_of_journeys as (
        select
            conversion_id,
            topic_id,
            person_key,
            count(*) as touchpoints,
            sum(decayed_weight) as decayed_weights
        from touchpoints_weighted
        group by conversion_id, topic_id, person_key
    ),

    journeys_counted as (
        select
            conversion_id,
            topic_id,
            count(*) as people,
            cast(sum(touchpoints) as bigint) as touchpoints,
            cast(sum(decayed_weights) as bigint) as decayed_weights
        from people_of_journeys
        group by conversion_id, topic_id
    ),

    journeys as (
        select
            journeys_counted.*,
            journeys_netted.activity_date,
            journeys_netted.journey_digest,
            journeys_netted.conversions,
            journeys_netted.value,
            journeys_netted.margin
        from journeys_counted
        inner join journeys_netted on journeys_counted.conversion_id = journeys_netted.conversion_id
    ),

    touchpoints_ordered as (
        select
            *,
            dense_rank() over (
                partition by conversion_id, topic_id order by person_key
            ) as person_place,
            rank() over (partition by conversion_id, topic_id order by person_key) as first_own,
            count(*) over (partition by conversion_id, topic_id order by person_key) as last_own,
            row_number() over (
                partition by conversion_id, topic_id order by person_key, place
            ) as place_by_person,
            cast(
                sum(decayed_weight) over (
                    partition by conversion_id, topic_id
                    order by person_key, place
                    rows unbounded preceding
                ) as bigint
            ) as weight_up_to
        from touchpoints_weighted
    ),

    touchpoints_placed as (
        select
            touchpoints_ordered.*,
            touchpoints_ordered.place_by_person - touchpoints_ordered.first_own + 1 as own_place,
            touchpoints_ordered.last_own - touchpoints_ordered.first_own + 1 as own_touchpoints,
            journeys.people,
            journeys.touchpoints,
            journeys.decayed_weights,
            journeys.activity_date,
            journeys.journey_digest,
            journeys.conversions,
            journeys.value,
            journeys.margin
        from touchpoints_ordered
        inner join
            journeys
            on touchpoints_ordered.conversion_id = journeys.conversion_id
            and touchpoints_ordered.topic_id = journeys.topic_id
    )

select
    conversion_id,
    topic_id,
    touchpoint_id,
    person_key,
    platform,
    post_id,
    campaign_id,
    is_intercepted,
    -- a person's touchpoints of a journey count as one journey
    own_place = 1 as is_first_of_person,
    activity_date,
    journey_digest,
    conversions,
    value,
    margin,
    cast(case when place = 1 then 1 else 0 end as decimal(18, 12)) as first_share,
    cast(case when place = touchpoints then 1 else 0 end as decimal(18, 12)) as last_share,
    {{ share_between("(place - 1) / touchpoints", "place / touchpoints") }} as linear_share,
    -- where all are too old to weigh anything, the last is the youngest
    case
        when decayed_weights = 0
        then cast(case when place = touchpoints then 1 else 0 end as decimal(18, 12))
        else
            {{
                share_between(
                    "(weight_up_to - decayed_weight) / decayed_weights",
                    "weight_up_to / decayed_weights",
                )
            }}
    end as time_decay_share,
    {{ share_between(position_up_to("place - 1"), position_up_to("place")) }} as position_share,
    -- the value of the game in which a journey pays when all its people are there: whom it lacks it
    -- loses to, whoever they are, so that each has the same part of it
    {{
        share_between(
            "((person_place - 1) * own_touchpoints + own_place - 1) / (people * own_touchpoints)",
            "((person_place - 1) * own_touchpoints + own_place) / (people * own_touchpoints)",
        )
    }} as shapley_share
from touchpoints_placed
