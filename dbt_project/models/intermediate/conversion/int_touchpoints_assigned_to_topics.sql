-- One row per conversion_id, topic_id, touchpoint_id.
-- The touchpoints that share in a journey on a topic, in order. A conversion with a topic of its
-- own credits every touchpoint, one without only those on the topic.
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
            touchpoints.platform,
            touchpoints.post_id,
            touchpoints.campaign_id,
            touchpoints.age_days,
            touchpoints.is_intercepted,
            row_number() over (
                partition by touchpoints.conversion_id, journey_topics.topic_id
                order by touchpoints.touched_at, touchpoints.touchpoint_id
            ) as place
        from touchpoints
        inner join journey_topics on touchpoints.conversion_id = journey_topics.conversion_id
        left join
            post_topics
            on touchpoints.platform = post_topics.platform
            and touchpoints.post_id = post_topics.post_id
            and journey_topics.topic_id = post_topics.topic_id
        where journey_topics.is_own_topic or post_topics.topic_id is not null
    )

select *
from touchpoints_on_topic
