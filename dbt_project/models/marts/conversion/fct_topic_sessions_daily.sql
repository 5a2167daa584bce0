-- One row per topic_id, person_key, activity_date.
-- The web sessions that a person's tracked links brought on a topic that day (UTC).
with
    sessions as (select * from {{ ref("int_sessions_joined_to_links") }}),

    session_topics as (select * from {{ ref("int_sessions_assigned_to_topics") }}),

    sessions_by_day as (
        select
            session_topics.topic_id,
            sessions.person_key,
            sessions.activity_date,
            count(*) as sessions,
            count(*) filter (where not sessions.is_engaged) as bounces,
            count(*) filter (where sessions.has_conversion) as converting_sessions
        from sessions
        inner join session_topics on sessions.session_id = session_topics.session_id
        group by session_topics.topic_id, sessions.person_key, sessions.activity_date
    )

select *
from sessions_by_day
