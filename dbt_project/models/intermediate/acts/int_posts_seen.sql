-- One row per platform, post_id, audience_key.
-- Who demonstrably saw a post of somebody, by viewing it, answering it, or coming through its link:
-- what they did, and when last.
with
    acts as (select * from {{ ref("int_acts_on_people") }}),

    views as (select * from {{ ref("int_views_joined_to_people") }}),

    sessions as (select * from {{ ref("int_sessions_joined_to_links") }}),

    sights as (
        select
            platform,
            target_post_id as post_id,
            actor_person_key as audience_key,
            activity_date,
            act_kind as event_kind
        from acts
        where is_target_landed and act_kind <> 'mention'
        union all
        select platform, post_id, audience_key, activity_date, 'view'
        from views
        union all
        select platform, post_id, visitor_person_key, activity_date, 'arrival'
        from sessions
        where post_id is not null
    ),

    posts_seen as (
        select
            platform,
            post_id,
            audience_key,
            max(activity_date) as last_seen_date,
            {% for kind in answer_kinds() %}
                bool_or({{ is_answer("event_kind", kind) }}) as has_{{ kind }},
            {% endfor %}
            bool_or(event_kind = 'view') as has_view
        from sights
        group by platform, post_id, audience_key
    )

select *
from posts_seen
