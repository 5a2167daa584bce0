-- One row per topic_id, person_key, audience_key, activity_date.
-- Who was seen in whose audience on a topic and day (UTC), and what they did there.
with
    acts as (select * from {{ ref("int_acts_on_people") }}),

    views as (select * from {{ ref("int_views_joined_to_people") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    sessions as (select * from {{ ref("int_sessions_joined_to_links") }}),

    session_topics as (select * from {{ ref("int_sessions_assigned_to_topics") }}),

    acts_on_topics as (
        select
            post_topics.topic_id,
            acts.person_key,
            acts.actor_person_key as audience_key,
            acts.activity_date,
            acts.act_kind as event_kind
        from acts
        inner join
            post_topics
            on acts.platform = post_topics.platform
            and acts.topic_post_id = post_topics.post_id
        where post_topics.topic_id <> 'all'
        union all
        select 'all', person_key, actor_person_key, activity_date, act_kind
        from acts
    ),

    views_on_topics as (
        select
            post_topics.topic_id,
            views.person_key,
            views.audience_key,
            views.activity_date,
            'view' as event_kind
        from views
        inner join
            post_topics
            on views.platform = post_topics.platform
            and views.post_id = post_topics.post_id
    ),

    arrivals_on_topics as (
        select
            session_topics.topic_id,
            sessions.person_key,
            sessions.visitor_person_key as audience_key,
            sessions.activity_date,
            'arrival' as event_kind
        from sessions
        inner join session_topics on sessions.session_id = session_topics.session_id
    ),

    events as (
        select *
        from acts_on_topics
        union all
        select *
        from views_on_topics
        union all
        select *
        from arrivals_on_topics
    ),

    audience_by_day as (
        select
            topic_id,
            person_key,
            audience_key,
            activity_date,
            {% for kind in event_kinds() %}
                count(*) filter (where event_kind = '{{ kind }}') as {{ plural(kind) }},
            {% endfor %}
            count(*) filter (where event_kind in ({{ response_kinds() }})) as responses,
            count(*) filter (where event_kind <> 'mention') as audience_events
        from events
        group by topic_id, person_key, audience_key, activity_date
    )

select *
from audience_by_day
