-- One row per platform, post_id, act_kind, target_post_id, target_account_id.
-- What a post does to others by being a repost, a reply, a quote, or by naming them.
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    references_unpivoted as (
        select
            platform,
            post_id,
            account_id,
            person_key,
            'repost' as act_kind,
            repost_of_post_id as target_post_id,
            repost_of_account_id as target_account_id,
            created_at
        from posts
        where post_kind = 'repost'
        union all
        select
            platform,
            post_id,
            account_id,
            person_key,
            'reply',
            reply_to_post_id,
            reply_to_account_id,
            created_at
        from posts
        where
            post_kind <> 'repost'
            and (reply_to_post_id is not null or reply_to_account_id is not null)
        union all
        select
            platform,
            post_id,
            account_id,
            person_key,
            'quote',
            quote_of_post_id,
            quote_of_account_id,
            created_at
        from posts
        where
            post_kind <> 'repost'
            and (quote_of_post_id is not null or quote_of_account_id is not null)
    ),

    mentions_unnested as (
        select
            platform,
            post_id,
            account_id,
            person_key,
            {{ each_of("mentions") }} as target_account_id,
            reply_to_account_id,
            created_at
        from posts
        -- the names in a repost were named by the author of the original
        where post_kind <> 'repost'
    ),

    -- a post may name one account twice
    mentions_distinct as (
        select distinct
            platform,
            post_id,
            account_id,
            person_key,
            'mention' as act_kind,
            cast(null as varchar) as target_post_id,
            target_account_id,
            created_at
        from mentions_unnested
        -- a platform puts the name of the one who is answered into every reply
        where
            target_account_id is not null
            and (reply_to_account_id is null or target_account_id <> reply_to_account_id)
    ),

    acts as (
        select *
        from references_unpivoted
        union all
        select *
        from mentions_distinct
    )

select *
from acts
