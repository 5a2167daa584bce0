-- One row per window_days, topic_id, person_key.
-- The cascades of the posts that a person published on a topic in a window.
with
    windows as (select * from {{ ref("int_windows") }}),

    cascades as (select * from {{ ref("fct_cascades") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    cascades_in_window as (
        select
            windows.window_days,
            post_topics.topic_id,
            cascades.person_key,
            count(*) as cascades,
            cast(sum(cascades.cascade_posts) as bigint) as cascade_posts,
            max(cascades.cascade_posts) as largest_cascade,
            max(cascades.cascade_depth) as deepest_cascade
        from cascades
        inner join windows on cascades.activity_date >= windows.starts_on
        inner join
            post_topics
            on cascades.platform = post_topics.platform
            and cascades.root_post_id = post_topics.post_id
        group by windows.window_days, post_topics.topic_id, cascades.person_key
    )

select *
from cascades_in_window
