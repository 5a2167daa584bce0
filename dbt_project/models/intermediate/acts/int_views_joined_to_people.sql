-- One row per platform, post_id, occurred_at, viewer_account_id, visitor_id.
-- Views of posts with the people on both sides; people who look at their own posts are left out.
with
    impressions as (select * from {{ ref("stg_impressions") }}),

    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    visitors as (select * from {{ ref("int_visitors_joined_to_people") }}),

    views as (
        select
            impressions.platform,
            impressions.post_id,
            impressions.occurred_at,
            impressions.viewer_account_id,
            impressions.visitor_id,
            impressions.activity_date,
            posts.person_key,
            -- a view that names both an account and a visitor is one view
            coalesce(viewers.person_key, visitors.person_key) as audience_key
        from impressions
        inner join
            posts on impressions.platform = posts.platform and impressions.post_id = posts.post_id
        left join
            nodes as viewers
            on viewers.node_kind = 'account'
            and impressions.platform = viewers.platform
            and impressions.viewer_account_id = viewers.id
        left join
            visitors
            on {{ visitor_at("visitors", "impressions", "occurred_at") }}
            and impressions.viewer_account_id is null
        where {{ before_as_of("impressions.occurred_at") }}
    )

select *
from views
where audience_key is not null and audience_key <> person_key
