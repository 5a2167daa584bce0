-- One row per platform, post_id.
-- Posts that came of another one, with the post at the root and how many steps away it is.
with recursive
    links as (select * from {{ ref("int_posts_linked_to_parents") }}),

    -- the first step below posts that came of nothing; posts that name each other in a circle
    -- have none
    roots as (
        select links.platform, links.post_id, links.parent_post_id as root_post_id
        from links
        left join
            links as parents
            on links.platform = parents.platform
            and links.parent_post_id = parents.post_id
        where parents.post_id is null
    ),

    descendants as (
        select platform, post_id, root_post_id, 1 as cascade_generation
        from roots
        union all
        select
            links.platform,
            links.post_id,
            descendants.root_post_id,
            descendants.cascade_generation + 1
        from descendants
        inner join
            links
            on descendants.platform = links.platform
            and descendants.post_id = links.parent_post_id
    )

select *
from descendants
