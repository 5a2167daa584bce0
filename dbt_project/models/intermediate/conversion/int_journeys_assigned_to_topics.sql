-- One row per conversion_id, topic_id.
-- The topics of a journey: the conversion's own and those above it, else those of its
-- touchpoints' posts; and `all`.
with
    conversions as (select * from {{ ref("int_conversions_valued") }}),

    followed_journeys as (select * from {{ ref("int_refunds_matched_to_purchases") }}),

    touchpoints as (select * from {{ ref("int_touchpoints_ordered_to_conversions") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    topics_rolled_up as (select * from {{ ref("int_topics_rolled_up") }}),

    -- a refund that fits no purchase is a journey too, one that nobody led
    journeys as (
        select conversions.conversion_id, conversions.own_topic_id
        from conversions
        inner join
            followed_journeys
            on conversions.conversion_id = followed_journeys.conversion_id
            and conversions.conversion_id = followed_journeys.journey_conversion_id
    ),

    own_topics as (
        select
            journeys.conversion_id,
            topics_rolled_up.ancestor_topic_id as topic_id,
            true as is_own_topic
        from journeys
        inner join topics_rolled_up on journeys.own_topic_id = topics_rolled_up.topic_id
    ),

    touched_topics as (
        select touchpoints.conversion_id, post_topics.topic_id, false as is_own_topic
        from touchpoints
        inner join
            post_topics
            on touchpoints.platform = post_topics.platform
            and touchpoints.post_id = post_topics.post_id
        inner join journeys on touchpoints.conversion_id = journeys.conversion_id
        where journeys.own_topic_id is null and post_topics.topic_id <> 'all'
        group by touchpoints.conversion_id, post_topics.topic_id
    ),

    journey_topics as (
        select *
        from own_topics
        union all
        select *
        from touched_topics
        union all
        select conversion_id, 'all', true
        from journeys
    )

select *
from journey_topics
