-- One row per topic_id, action_kind, person_key.
-- When somebody first wrote on a topic, or first bought on it, within the longest window; and how
-- often, in powers of two, so that who does so often is compared with their like.
with
    windows as (select * from {{ ref("int_windows") }}),

    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    journey_topics as (select * from {{ ref("int_journeys_assigned_to_topics") }}),

    actions as (
        select
            post_topics.topic_id,
            'post' as action_kind,
            posts.person_key,
            posts.created_at as acted_at,
            posts.activity_date
        from posts
        inner join
            post_topics
            on posts.platform = post_topics.platform
            and posts.post_id = post_topics.post_id
        where posts.post_kind <> 'repost'
        union all
        select
            journey_topics.topic_id,
            'purchase',
            conversions.visitor_person_key,
            conversions.occurred_at,
            conversions.activity_date
        from conversions
        inner join journey_topics on conversions.conversion_id = journey_topics.conversion_id
        -- a topic that was read off the links before a purchase is no choice of the buyer
        where not conversions.is_refund and journey_topics.is_own_topic
    ),

    first_actions as (
        select
            actions.topic_id,
            actions.action_kind,
            actions.person_key,
            min(actions.acted_at) as acted_at,
            cast(floor(log2(count(*))) as bigint) as stratum
        from actions
        inner join windows on actions.activity_date >= windows.starts_on
        where windows.window_days = {{ var("window_days") | max }} and actions.topic_id <> 'all'
        group by actions.topic_id, actions.action_kind, actions.person_key
    )

select *
from first_actions
