-- One row per session_id.
-- Sessions that somebody brought, by the first event in them that tells so; what people do with
-- their own links is left out.
with
    sessions as (select * from {{ ref("int_visits_grouped_to_sessions") }}),

    visits as (select * from {{ ref("int_visits_joined_to_links") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    arrivals as (
        select
            session_id,
            occurred_at as arrived_at,
            touchpoint_kind,
            link_id,
            platform,
            account_id,
            post_id,
            campaign_id
        from visits
        qualify
            row_number() over (
                partition by session_id
                order by occurred_at, link_id, platform, account_id, post_id, campaign_id
            )
            = 1
    ),

    linked_sessions as (
        select
            sessions.session_id,
            nodes.person_key,
            sessions.visitor_person_key,
            arrivals.touchpoint_kind,
            arrivals.link_id,
            arrivals.platform,
            arrivals.post_id,
            arrivals.campaign_id,
            arrivals.arrived_at,
            cast(arrivals.arrived_at as date) as activity_date,
            sessions.is_engaged,
            sessions.has_conversion
        from sessions
        inner join arrivals on sessions.session_id = arrivals.session_id
        inner join
            nodes
            on nodes.node_kind = 'account'
            and arrivals.platform = nodes.platform
            and arrivals.account_id = nodes.id
        where sessions.visitor_person_key <> nodes.person_key
    )

select *
from linked_sessions
