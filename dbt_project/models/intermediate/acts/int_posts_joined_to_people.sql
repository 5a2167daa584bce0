-- One row per platform, post_id.
-- Posts that still stand at as_of, with their author as a person and what kind of post they are.
with
    posts as (select * from {{ ref("stg_posts") }}),

    deletions as (select * from {{ ref("stg_deletions") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    standing_posts as (
        select posts.*
        from posts
        left join
            deletions on posts.platform = deletions.platform and posts.post_id = deletions.post_id
        where {{ before_as_of("posts.created_at") }} and deletions.post_id is null
    )

select
    standing_posts.platform,
    standing_posts.post_id,
    nodes.person_key,
    standing_posts.account_id,
    standing_posts.created_at,
    standing_posts.activity_date,
    -- a repost of a quote is a repost: the quote in it is somebody else's
    case
        when
            standing_posts.repost_of_post_id is not null
            or standing_posts.repost_of_account_id is not null
        then 'repost'
        when
            standing_posts.reply_to_post_id is not null
            or standing_posts.reply_to_account_id is not null
        then 'reply'
        when
            standing_posts.quote_of_post_id is not null
            or standing_posts.quote_of_account_id is not null
        then 'quote'
        else 'original'
    end as post_kind,
    standing_posts.text,
    standing_posts.lang,
    standing_posts.hashtags,
    standing_posts.mentions,
    standing_posts.urls,
    standing_posts.reply_to_post_id,
    standing_posts.reply_to_account_id,
    standing_posts.repost_of_post_id,
    standing_posts.repost_of_account_id,
    standing_posts.quote_of_post_id,
    standing_posts.quote_of_account_id
from standing_posts
inner join
    nodes
    on nodes.node_kind = 'account'
    and standing_posts.platform = nodes.platform
    and standing_posts.account_id = nodes.id
