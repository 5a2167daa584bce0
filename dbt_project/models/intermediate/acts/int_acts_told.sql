-- One row per platform, act_key.
-- Acts of people, each told once, whichever stream told of it.
with
    post_acts as (select * from {{ ref("int_acts_of_posts") }}),

    interactions as (select * from {{ ref("stg_interactions") }}),

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
        select interactions_with_target.*, nodes.person_key as actor_person_key
        from interactions_with_target
        inner join
            nodes
            on nodes.node_kind = 'account'
            and interactions_with_target.platform = nodes.platform
            and interactions_with_target.account_id = nodes.id
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
            person_key as actor_person_key,
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
            actor_person_key,
            post_id,
            target_account_id,
            null,
            occurred_at
        from interactions_told_once
    )

select *
from acts_told
