-- One row per window_days, person_key.
-- How long the feed of a reader is, and how likely the reader is to see any one post of it.
with
    windows as (select * from {{ ref("int_windows") }}),

    follows as (select * from {{ ref("int_follows_joined_to_people") }}),

    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    -- reposts of posts that are not in the dump take attention as well
    posts_in_feeds as (
        select windows.window_days, posts.platform, posts.account_id, count(*) as posts
        from posts
        inner join windows on posts.activity_date >= windows.starts_on
        where posts.post_kind <> 'reply'
        group by windows.window_days, posts.platform, posts.account_id
    ),

    feeds as (
        select
            windows.window_days,
            follows.follower_person_key as person_key,
            cast(sum(posts_in_feeds.posts * {{ share_of_window("follows", "windows") }}) as double)
            / windows.window_days as feed_posts_per_day
        from follows
        inner join
            posts_in_feeds
            on follows.platform = posts_in_feeds.platform
            and follows.account_id = posts_in_feeds.account_id
        inner join windows on posts_in_feeds.window_days = windows.window_days
        group by windows.window_days, follows.follower_person_key
    )

select
    window_days,
    person_key,
    feed_posts_per_day,
    case
        when feed_posts_per_day > {{ var("attention_capacity_per_day") }}
        then {{ var("attention_capacity_per_day") }} / feed_posts_per_day
        else 1
    end as chance_of_sight
from feeds
where feed_posts_per_day > 0
