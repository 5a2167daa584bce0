-- One row per platform, post_id.
-- Which post a repost, reply or quote came from. Platforms name the original of a repost and not
-- the repost through which it was seen: that is taken to be the last one before, of all that the
-- reposter follows.
with
    post_acts as (select * from {{ ref("int_acts_of_posts") }}),

    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    follows as (select * from {{ ref("int_follows_joined_to_people") }}),

    links_told as (
        select
            post_acts.platform,
            post_acts.post_id,
            post_acts.act_kind,
            post_acts.account_id,
            post_acts.created_at,
            post_acts.target_post_id
        from post_acts
        inner join
            posts
            on post_acts.platform = posts.platform
            and post_acts.target_post_id = posts.post_id
        where
            post_acts.act_kind in ('repost', 'reply', 'quote')
            and post_acts.target_post_id <> post_acts.post_id
        -- a reply that quotes is said in reply
        qualify
            row_number() over (
                partition by post_acts.platform, post_acts.post_id
                order by post_acts.act_kind desc, post_acts.target_post_id
            )
            = 1
    ),

    reposts as (
        select
            links_told.platform,
            links_told.post_id,
            links_told.account_id,
            links_told.target_post_id,
            links_told.created_at,
            posts.person_key
        from links_told
        inner join
            posts on links_told.platform = posts.platform and links_told.post_id = posts.post_id
        where links_told.act_kind = 'repost'
    ),

    reposts_seen_before as (
        select reposts.platform, reposts.post_id, earlier.post_id as parent_post_id
        from reposts
        inner join
            follows
            on reposts.platform = follows.platform
            and reposts.person_key = follows.follower_person_key
        inner join
            reposts as earlier
            on follows.platform = earlier.platform
            and follows.account_id = earlier.account_id
            and reposts.target_post_id = earlier.target_post_id
        where
            earlier.created_at < reposts.created_at
            and (follows.followed_since is null or follows.followed_since <= reposts.created_at)
            and (follows.followed_until is null or follows.followed_until > reposts.created_at)
        qualify
            row_number() over (
                partition by reposts.platform, reposts.post_id
                order by earlier.created_at desc, earlier.post_id
            )
            = 1
    )

select
    links_told.platform,
    links_told.post_id,
    coalesce(reposts_seen_before.parent_post_id, links_told.target_post_id) as parent_post_id,
    reposts_seen_before.parent_post_id is not null as is_parent_inferred
from links_told
left join
    reposts_seen_before
    on links_told.platform = reposts_seen_before.platform
    and links_told.post_id = reposts_seen_before.post_id
