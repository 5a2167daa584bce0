-- One row per session_id.
-- Web sessions with their visitor as a person, and GA4's engagement rule.
with
    visits as (select * from {{ ref("int_visits_cut_to_sessions") }}),

    conversions as (select * from {{ ref("stg_conversions") }}),

    visitors as (select * from {{ ref("int_visitors_joined_to_people") }}),

    sessions as (
        select
            session_id,
            min(visitor_id) as visitor_id,
            min(occurred_at) as started_at,
            max(occurred_at) as ended_at,
            count(*) filter (where event = 'page_view') as page_views,
            sum(engagement_ms) as engagement_ms
        from visits
        group by session_id
    ),

    conversions_in_sessions as (
        select sessions.session_id, count(*) as conversions
        from sessions
        inner join
            conversions
            on sessions.visitor_id = conversions.visitor_id
            and conversions.occurred_at >= sessions.started_at
            and conversions.occurred_at
            <= sessions.ended_at + interval '{{ var("session_timeout_minutes") }}' minute
        -- giving something back is not engagement
        where conversions.kind <> 'refund' and (conversions.value is null or conversions.value >= 0)
        group by sessions.session_id
    )

select
    sessions.session_id,
    sessions.visitor_id,
    visitors.person_key as visitor_person_key,
    sessions.started_at,
    sessions.ended_at,
    sessions.page_views,
    sessions.engagement_ms,
    conversions_in_sessions.conversions is not null as has_conversion,
    -- a session without engagement times is judged by the other two rules
    coalesce(sessions.engagement_ms, 0) >= {{ var("engaged_session_ms") }}
    or sessions.page_views >= {{ var("engaged_session_page_views") }}
    or conversions_in_sessions.conversions is not null as is_engaged
from sessions
-- who signs in during a session was there from its start
inner join visitors on {{ visitor_at("visitors", "sessions", "ended_at") }}
left join conversions_in_sessions on sessions.session_id = conversions_in_sessions.session_id
