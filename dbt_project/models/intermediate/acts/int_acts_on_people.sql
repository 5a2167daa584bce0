-- One row per platform, act_key.
-- Acts of one person on another, whichever stream told of them; what people do to themselves and
-- to posts that were deleted is left out.
with
    post_acts as (select * from {{ ref("int_acts_of_posts") }}),

    interactions as (select * from {{ ref("stg_interactions") }}),

    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    deletions as (select * from {{ ref("stg_deletions") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    -- the same repost, reply, quote or mention may be told as a post and as an interaction, which
    -- names the post that is acted on or only its author
    acts_told_by_posts as (
        select platform, account_id, act_kind, created_at, 'post:' || target_post_id as target
        from post_acts
        where target_post_id is not null
        union
        select platform, account_id, act_kind, created_at, 'account:' || target_account_id
        from post_acts
        where target_account_id is not null
    ),

    interactions_with_target as (
        select
            interactions.*,
            case
                when interactions.post_id is not null
                then 'post:' || interactions.post_id
                else 'account:' || interactions.target_account_id
            end as target
        from interactions
        left join
            deletions
            on interactions.platform = deletions.platform
            and interactions.interaction_id = deletions.interaction_id
        where {{ before_as_of("interactions.occurred_at") }} and deletions.interaction_id is null
    ),

    interactions_told_once as (
        select interactions_with_target.*
        from interactions_with_target
        left join
            acts_told_by_posts
            on interactions_with_target.platform = acts_told_by_posts.platform
            and interactions_with_target.account_id = acts_told_by_posts.account_id
            and interactions_with_target.kind = acts_told_by_posts.act_kind
            and interactions_with_target.occurred_at = acts_told_by_posts.created_at
            and interactions_with_target.target = acts_told_by_posts.target
        where acts_told_by_posts.target is null
    ),

    acts_told as (
        select
            platform,
            -- an act on a post only has no target account
            concat_ws(':', 'post', act_kind, post_id, coalesce(target_account_id, '')) as act_key,
            act_kind,
            account_id,
            target_post_id,
            target_account_id,
            post_id as acting_post_id,
            created_at as occurred_at
        from post_acts
        union all
        select
            platform,
            interaction_key,
            kind,
            account_id,
            post_id,
            target_account_id,
            null,
            occurred_at
        from interactions_told_once
    ),

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
    actor.person_key as actor_person_key,
    acted_on.person_key,
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
    nodes as actor
    on actor.node_kind = 'account'
    and acts_with_target.platform = actor.platform
    and acts_with_target.account_id = actor.id
inner join
    nodes as acted_on
    on acted_on.node_kind = 'account'
    and acts_with_target.platform = acted_on.platform
    and acts_with_target.acted_on_account_id = acted_on.id
where actor.person_key <> acted_on.person_key
