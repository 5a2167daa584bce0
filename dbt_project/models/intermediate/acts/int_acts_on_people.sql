-- One row per platform, act_key.
-- Acts of one person on another; what people do to themselves and to posts that were deleted is
-- left out. Who acts was looked up in a table before this one: where both ends are looked up at
-- once, an engine may pair everybody with everybody else first.
with
    acts_told as (select * from {{ ref("int_acts_told") }}),

    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    deletions as (select * from {{ ref("stg_deletions") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    acts_with_target as (
        select
            acts_told.*,
            posts.post_id is not null as is_target_landed,
            posts.created_at as target_created_at,
            coalesce(posts.account_id, acts_told.target_account_id) as acted_on_account_id
        from acts_told
        left join
            posts
            on acts_told.platform = posts.platform
            and acts_told.target_post_id = posts.post_id
        left join
            deletions
            on acts_told.platform = deletions.platform
            and acts_told.target_post_id = deletions.post_id
        where deletions.post_id is null
    )

select
    acts_with_target.platform,
    acts_with_target.act_key,
    acts_with_target.act_kind,
    acts_with_target.actor_person_key,
    nodes.person_key,
    acts_with_target.target_post_id,
    acts_with_target.is_target_landed,
    acts_with_target.acting_post_id,
    -- topics come from the post that was answered; a repost is a copy of it, and a mention is
    -- about what the post that makes it is about
    case
        when acts_with_target.is_target_landed
        then acts_with_target.target_post_id
        when acts_with_target.act_kind in ('repost', 'mention')
        then acts_with_target.acting_post_id
    end as topic_post_id,
    acts_with_target.occurred_at,
    cast(acts_with_target.occurred_at as date) as activity_date,
    -- clocks of two sources may differ: what seems to come before its cause has no known delay
    case
        when acts_with_target.occurred_at >= acts_with_target.target_created_at
        then
            {{
                seconds_between(
                    "acts_with_target.target_created_at", "acts_with_target.occurred_at"
                )
            }} / 60
    end as minutes_after_post
from acts_with_target
inner join
    nodes
    on nodes.node_kind = 'account'
    and acts_with_target.platform = nodes.platform
    and acts_with_target.acted_on_account_id = nodes.id
where acts_with_target.actor_person_key <> nodes.person_key
