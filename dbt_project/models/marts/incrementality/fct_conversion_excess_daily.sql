-- One row per topic_id, person_key, activity_date.
-- Conversions that followed a person's links sooner than chance would have it, net of refunds, by
-- day of the purchase.
with
    touchpoints as (select * from {{ ref("int_touchpoints_assigned_to_topics") }}),

    weighed_touchpoints as (select * from {{ ref("int_touchpoints_weighed_by_lag") }}),

    journeys_netted as (select * from {{ ref("int_journeys_netted") }}),

    excess_by_day as (
        select
            touchpoints.topic_id,
            weighed_touchpoints.person_key,
            journeys_netted.activity_date,
            cast(
                sum(weighed_touchpoints.caused_share * journeys_netted.conversions) as decimal(
                    38, 12
                )
            ) as excess_conversions,
            cast(
                sum(weighed_touchpoints.caused_share * journeys_netted.value) as decimal(38, 12)
            ) as excess_value
        from touchpoints
        inner join
            weighed_touchpoints
            on touchpoints.conversion_id = weighed_touchpoints.conversion_id
            and touchpoints.touchpoint_id = weighed_touchpoints.touchpoint_id
        inner join journeys_netted on touchpoints.conversion_id = journeys_netted.conversion_id
        group by touchpoints.topic_id, weighed_touchpoints.person_key, journeys_netted.activity_date
    )

select *
from excess_by_day
