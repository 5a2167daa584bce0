-- One row per session_id, topic_id.
-- The topics of a session are those of the post whose link brought it, and `all`.
with
    sessions as (select * from {{ ref("int_sessions_joined_to_links") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    sessions_with_topics as (
        select sessions.session_id, post_topics.topic_id
        from sessions
        inner join
            post_topics
            on sessions.platform = post_topics.platform
            and sessions.post_id = post_topics.post_id
        where post_topics.topic_id <> 'all'
        union all
        select session_id, 'all'
        from sessions
    )

select *
from sessions_with_topics
