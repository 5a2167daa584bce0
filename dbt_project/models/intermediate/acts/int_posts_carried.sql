-- One row per platform, carrying_post_id.
-- What stood in the feeds of an account's followers: its own posts, and those of others that it
-- reposted. Replies stand in no feed.
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    posts_carried as (
        select
            platform,
            post_id as carrying_post_id,
            account_id,
            post_id,
            person_key,
            post_kind,
            activity_date
        from posts
        where post_kind in ('original', 'quote')
        union all
        select
            reposts.platform,
            reposts.post_id,
            reposts.account_id,
            originals.post_id,
            originals.person_key,
            originals.post_kind,
            reposts.activity_date
        from posts as reposts
        inner join
            posts as originals
            on reposts.platform = originals.platform
            and reposts.repost_of_post_id = originals.post_id
        where reposts.post_kind = 'repost'
    )

select *
from posts_carried
