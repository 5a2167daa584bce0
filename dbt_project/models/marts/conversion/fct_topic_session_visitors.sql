-- One row per window_days, topic_id, person_key, visitor_person_key.
-- The web sessions of one visitor that a person's tracked links brought on a topic in a window.
with
    windows as (select * from {{ ref("int_windows") }}),

    sessions as (select * from {{ ref("int_sessions_joined_to_links") }}),

    session_topics as (select * from {{ ref("int_sessions_assigned_to_topics") }}),

    sessions_by_visitor as (
        select
            windows.window_days,
            session_topics.topic_id,
            sessions.person_key,
            sessions.visitor_person_key,
            count(*) as sessions,
            count(*) filter (where not sessions.is_engaged) as bounces,
            count(*) filter (where sessions.has_conversion) as converting_sessions
        from sessions
        inner join session_topics on sessions.session_id = session_topics.session_id
        inner join windows on sessions.activity_date >= windows.starts_on
        group by
            windows.window_days,
            session_topics.topic_id,
            sessions.person_key,
            sessions.visitor_person_key
    )

select *
from sessions_by_visitor
