-- One row per platform, actor_person_key, person_key.
-- Who answered how many posts of whom in the longest window, out of how many that stood in feeds.
with
    acts as (select * from {{ ref("int_acts_on_targets") }}),

    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    windows as (select * from {{ ref("int_windows") }}),

    longest_window as (select min(starts_on) as starts_on from windows),

    -- a reply stands under the post that it answers, and few get to see it
    posts_in_feeds as (
        select
            posts.platform,
            posts.person_key,
            posts.created_at,
            'post:' || posts.post_id as target,
            count(*) over (partition by posts.platform, posts.person_key) as posts_published
        from posts
        inner join longest_window on posts.activity_date >= longest_window.starts_on
        where posts.post_kind in ('original', 'quote')
    ),

    pairs as (
        select
            acts.platform,
            acts.actor_person_key,
            posts_in_feeds.person_key,
            count(*) as posts_answered,
            max(posts_in_feeds.posts_published) as posts_published,
            count(*) filter (
                where
                    {{ seconds_between("posts_in_feeds.created_at", "acts.first_at") }}
                    <= 60 * {{ var("pod_minutes") }}
            ) as posts_answered_quickly
        from acts
        inner join
            posts_in_feeds
            on acts.platform = posts_in_feeds.platform
            and acts.target = posts_in_feeds.target
        where acts.actor_person_key <> posts_in_feeds.person_key
        group by acts.platform, acts.actor_person_key, posts_in_feeds.person_key
    )

select
    *,
    posts_answered >= {{ var("steady_min_posts") }}
    and posts_answered >= {{ var("steady_min_share") }} * posts_published as is_steady
from pairs
