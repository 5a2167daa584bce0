-- One row per node.
-- Every account and visitor id that any stream names.
with
    accounts as (select * from {{ ref("stg_accounts") }}),

    follows as (select * from {{ ref("stg_follows") }}),

    posts as (select * from {{ ref("stg_posts") }}),

    interactions as (select * from {{ ref("stg_interactions") }}),

    impressions as (select * from {{ ref("stg_impressions") }}),

    tracked_links as (select * from {{ ref("stg_tracked_links") }}),

    visits as (select * from {{ ref("stg_visits") }}),

    conversions as (select * from {{ ref("stg_conversions") }}),

    consents as (select * from {{ ref("stg_consents") }}),

    identities as (select * from {{ ref("stg_identities") }}),

    named_accounts as (
        select platform, account_id
        from accounts
        union
        select platform, follower_id
        from follows
        union
        select platform, followed_id
        from follows
        union
        select platform, account_id
        from posts
        union
        select platform, reply_to_account_id
        from posts
        union
        select platform, repost_of_account_id
        from posts
        union
        select platform, quote_of_account_id
        from posts
        union
        select platform, {{ each_of("mentions") }}
        from posts
        union
        select platform, account_id
        from interactions
        union
        select platform, target_account_id
        from interactions
        union
        select platform, viewer_account_id
        from impressions
        union
        select platform, account_id
        from tracked_links
        union
        select platform, account_id
        from consents
        union
        -- an account of whose platform the dump tells nothing is its person's all the same
        select left_platform, left_id
        from identities
        where left_kind = 'account'
        union
        select right_platform, right_id
        from identities
        where right_kind = 'account'
    ),

    named_visitors as (
        select visitor_id
        from visits
        union
        select visitor_id
        from conversions
        union
        select visitor_id
        from impressions
    ),

    named_nodes as (
        select
            'account' as node_kind,
            platform,
            account_id as id,
            {{ node("'account'", "platform", "account_id") }} as node
        from named_accounts
        -- an id alone names no account
        where account_id is not null and platform is not null
        union all
        select 'visitor', null, visitor_id, {{ node("'visitor'", "null", "visitor_id") }}
        from named_visitors
        where visitor_id is not null
    )

select *
from named_nodes
