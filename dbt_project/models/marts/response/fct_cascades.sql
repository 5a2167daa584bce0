-- One row per platform, root_post_id.
-- What came of a post: reposts, replies and quotes of it, of those, and so on, up to as_of. What
-- its author added is handed on and not counted.
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    descendants as (select * from {{ ref("int_posts_ordered_to_cascades") }}),

    acts as (select * from {{ ref("int_acts_on_people") }}),

    members as (
        select
            descendants.platform,
            descendants.root_post_id,
            posts.person_key,
            descendants.cascade_generation
        from descendants
        inner join
            posts on descendants.platform = posts.platform and descendants.post_id = posts.post_id
        union all
        -- acts that a platform tells of without a post of their own
        select
            acts.platform,
            coalesce(descendants.root_post_id, acts.target_post_id),
            acts.actor_person_key,
            -- the post itself is the root
            coalesce(descendants.cascade_generation, 0) + 1
        from acts
        left join
            descendants
            on acts.platform = descendants.platform
            and acts.target_post_id = descendants.post_id
        where
            acts.act_kind in ('repost', 'reply', 'quote')
            and acts.is_target_landed
            and acts.acting_post_id is null
    )

select
    members.platform,
    members.root_post_id,
    roots.person_key,
    roots.activity_date,
    count(*) as cascade_posts,
    count(distinct members.person_key) as cascade_people,
    max(members.cascade_generation) as cascade_depth
from members
inner join
    posts as roots on members.platform = roots.platform and members.root_post_id = roots.post_id
where members.person_key <> roots.person_key
group by members.platform, members.root_post_id, roots.person_key, roots.activity_date
