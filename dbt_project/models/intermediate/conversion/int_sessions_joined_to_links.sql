-- One row per session_id.
-- Sessions that somebody's tracked link brought; what people do with their own links is left out.
with
    sessions as (select * from {{ ref("int_visits_grouped_to_sessions") }}),

    tracked_links as (select * from {{ ref("stg_tracked_links") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    linked_sessions as (
        select sessions.*, nodes.person_key, tracked_links.platform, tracked_links.post_id
        from sessions
        inner join tracked_links on sessions.link_id = tracked_links.link_id
        inner join
            nodes
            on nodes.node_kind = 'account'
            and tracked_links.platform = nodes.platform
            and tracked_links.account_id = nodes.id
        where sessions.visitor_person_key <> nodes.person_key
    )

select
    session_id,
    person_key,
    visitor_person_key,
    link_id,
    platform,
    post_id,
    arrived_at,
    cast(arrived_at as date) as activity_date,
    is_engaged,
    has_conversion
from linked_sessions
