-- One row per node.
-- Every account, visitor and person id that any stream names, with the person it belongs to.
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

    identity_components as (select * from {{ ref("int_identity_components") }}),

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
        where account_id is not null
        union all
        select 'visitor', null, visitor_id, {{ node("'visitor'", "null", "visitor_id") }}
        from named_visitors
        where visitor_id is not null
    ),

    nodes_with_person as (
        select
            named_nodes.node,
            named_nodes.node_kind,
            named_nodes.platform,
            named_nodes.id,
            -- an id that nothing links is a person of its own
            coalesce(identity_components.component, named_nodes.node) as person_node
        from named_nodes
        left join identity_components on named_nodes.node = identity_components.node
    ),

    nodes_keyed as (
        select nodes_with_person.*, {{ keyed_hash("person_node") }} as person_digest
        from nodes_with_person
        cross join {{ person_keys() }} as person_keys
    )

select
    node,
    node_kind,
    platform,
    id,
    {{ hex_to_bigint("person_digest") }} as person_key,
    substr(person_digest, 1, 32) as person_id
from nodes_keyed
