-- One row per platform, account_id, follower_person_key.
-- Who followed which account, as people: since when, until when, and when last they began to.
with
    follows as (select * from {{ ref("stg_follows") }}),

    deletions as (select * from {{ ref("stg_deletions") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    changes as (
        select platform, follower_id, followed_id, action, occurred_at
        from follows
        where {{ before_as_of("occurred_at") }}
        union all
        -- some platforms tell of an unfollow as the deletion of a follow
        select
            follows.platform,
            follows.follower_id,
            follows.followed_id,
            'unfollow',
            coalesce(deletions.occurred_at, follows.occurred_at)
        from follows
        inner join
            deletions
            on follows.platform = deletions.platform
            and follows.follow_id = deletions.follow_id
        where
            {{ before_as_of("follows.occurred_at") }}
            and (deletions.occurred_at is null or {{ before_as_of("deletions.occurred_at") }})
    ),

    changes_by_edge as (
        select
            platform,
            follower_id,
            followed_id,
            min(occurred_at) filter (where action = 'follow') as first_follow_at,
            max(occurred_at) filter (where action = 'follow') as last_follow_at,
            min(occurred_at) filter (where action = 'unfollow') as first_unfollow_at,
            max(occurred_at) filter (where action = 'unfollow') as last_unfollow_at
        from changes
        group by platform, follower_id, followed_id
    ),

    edges as (
        select
            platform,
            follower_id,
            followed_id,
            last_follow_at,
            -- what is first told of as ended began before all that is told
            case
                when first_unfollow_at is null or first_follow_at <= first_unfollow_at
                then first_follow_at
            end as followed_since,
            case
                when last_follow_at is null or last_unfollow_at >= last_follow_at
                then last_unfollow_at
            end as followed_until
        from changes_by_edge
    ),

    -- worked out before the other end is looked up: where both are looked up at once, an engine may
    -- pair everybody with everybody else first
    edges_with_followed {{ as_worked_out() }} (
        select edges.*, followed.person_key
        from edges
        inner join
            nodes as followed
            on followed.node_kind = 'account'
            and edges.platform = followed.platform
            and edges.followed_id = followed.id
    ),

    -- several accounts of one follower are one pair of eyes
    edges_of_people as (
        select
            edges.platform,
            edges.followed_id as account_id,
            edges.person_key,
            follower.person_key as follower_person_key,
            case
                when count(edges.followed_since) = count(*) then min(edges.followed_since)
            end as followed_since,
            case
                when count(edges.followed_until) = count(*) then max(edges.followed_until)
            end as followed_until,
            cast(max(edges.last_follow_at) as date) as last_followed_date
        from edges_with_followed as edges
        inner join
            nodes as follower
            on follower.node_kind = 'account'
            and edges.platform = follower.platform
            and edges.follower_id = follower.id
        where edges.person_key <> follower.person_key
        group by edges.platform, edges.followed_id, edges.person_key, follower.person_key
    )

select *
from edges_of_people
