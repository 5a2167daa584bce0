-- One row per window_days, topic_id, person_key, posts_seen.
-- How many people demonstrably saw 1, 2, ... posts of a person on a topic; the last holds all
-- above.
-- The windows are columns until the end, so that readers and posts are joined once.
with
    windows as (select * from {{ ref("int_windows") }}),

    sights as (select * from {{ ref("int_posts_seen") }}),

    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    {% for days in var("window_days") %}
        window_{{ days }} as (select * from windows where window_days = {{ days }}),
    {% endfor %}

    posts_by_reader as (
        select
            post_topics.topic_id,
            posts.person_key,
            sights.audience_key,
            {% for days in var("window_days") %}
                count(*) filter (
                    where sights.last_seen_date >= window_{{ days }}.starts_on
                ) as posts_{{ days }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from sights
        inner join posts on sights.platform = posts.platform and sights.post_id = posts.post_id
        inner join
            post_topics
            on sights.platform = post_topics.platform
            and sights.post_id = post_topics.post_id
        {% for days in var("window_days") %} cross join window_{{ days }} {% endfor %}
        group by post_topics.topic_id, posts.person_key, sights.audience_key
    ),

    readers_by_window as (
        {% for days in var("window_days") %}
            select
                {{ days }} as window_days,
                topic_id,
                person_key,
                least(posts_{{ days }}, {{ var("reach_frequency_most") }}) as posts_seen,
                count(*) as people_reached
            from posts_by_reader
            where posts_{{ days }} > 0
            group by
                topic_id, person_key, least(posts_{{ days }}, {{ var("reach_frequency_most") }})
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from readers_by_window
