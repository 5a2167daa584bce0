-- One row per platform, account_id, topic_id, person_key, activity_date.
-- Posts that stood in the feeds of an account's followers that day (UTC), by the person who wrote
-- them: the account's own, and those of others that it reposted. Replies stand in no feed.
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    posts_carried as (
        select platform, account_id, post_id, person_key, activity_date
        from posts
        where post_kind in ('original', 'quote')
        union all
        select
            reposts.platform,
            reposts.account_id,
            originals.post_id,
            originals.person_key,
            reposts.activity_date
        from posts as reposts
        inner join
            posts as originals
            on reposts.platform = originals.platform
            and reposts.repost_of_post_id = originals.post_id
        where reposts.post_kind = 'repost'
    ),

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
