-- One row per topic_id, person_key, activity_date.
-- Conversions that followed a person's links sooner than chance would have it, net of refunds, by
-- day
-- of the purchase.
with
    -- which touchpoints are on which topic of a journey
    credited_touchpoints as (select * from {{ ref("int_touchpoints_credited") }}),

    weighed_touchpoints as (select * from {{ ref("int_touchpoints_weighed_by_lag") }}),

    followed_journeys as (select * from {{ ref("int_refunds_matched_to_purchases") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    outcomes as (
        select
            followed_journeys.journey_conversion_id as conversion_id,
            conversions.activity_date,
            cast(sum(followed_journeys.conversion_count) as decimal(9, 0)) as conversion_count,
            cast(sum(followed_journeys.value) as decimal(18, 4)) as value
        from followed_journeys
        inner join
            conversions on followed_journeys.journey_conversion_id = conversions.conversion_id
        group by followed_journeys.journey_conversion_id, conversions.activity_date
    ),

    excess_by_day as (
        select
            credited_touchpoints.topic_id,
            weighed_touchpoints.person_key,
            outcomes.activity_date,
            cast(
                sum(weighed_touchpoints.caused_share * outcomes.conversion_count) as decimal(38, 12)
            ) as excess_conversions,
            cast(
                sum(weighed_touchpoints.caused_share * outcomes.value) as decimal(38, 12)
            ) as excess_value
        from credited_touchpoints
        inner join
            weighed_touchpoints
            on credited_touchpoints.conversion_id = weighed_touchpoints.conversion_id
            and credited_touchpoints.touchpoint_id = weighed_touchpoints.touchpoint_id
        inner join outcomes on credited_touchpoints.conversion_id = outcomes.conversion_id
        where credited_touchpoints.attribution_model = 'linear'
        group by
            credited_touchpoints.topic_id, weighed_touchpoints.person_key, outcomes.activity_date
    )

select *
from excess_by_day
