-- One row per platform, account_id, topic_id, person_key, activity_date.
-- Posts that stood in the feeds of an account's followers that day (UTC), by the person who wrote
-- them.
with
    posts_carried as (select * from {{ ref("int_posts_carried") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    posts_by_day as (
        select
            posts_carried.platform,
            posts_carried.account_id,
            post_topics.topic_id,
            posts_carried.person_key,
            posts_carried.activity_date,
            count(*) as posts
        from posts_carried
        inner join
            post_topics
            on posts_carried.platform = post_topics.platform
            and posts_carried.post_id = post_topics.post_id
        group by
            posts_carried.platform,
            posts_carried.account_id,
            post_topics.topic_id,
            posts_carried.person_key,
            posts_carried.activity_date
    )

select *
from posts_by_day
