-- One row per window_days, topic_id, person_key.
-- Everything counted of a person on a topic in a window, before any rate is formed: without those
-- who are suspected, and with them (`_all`).
{% set sums_of_posts = [
    "impressions",
    "counted_likes",
    "counted_reposts",
    "counted_replies",
    "counted_quotes",
] %}
with
    windows as (select * from {{ ref("int_windows") }}),

    topic_posts as (select * from {{ ref("fct_topic_posts_daily") }}),

    topic_responses as (select * from {{ ref("fct_topic_responses_daily") }}),

    topic_sessions as (select * from {{ ref("fct_topic_sessions_daily") }}),

    audience_last_seen as (select * from {{ ref("fct_topic_audience_last_seen") }}),

    members as (select * from {{ ref("fct_topic_audience_members") }}),

    credit as (select * from {{ ref("fct_conversion_credit") }}),

    people as (select * from {{ ref("dim_people") }}),

    consents as (select * from {{ ref("int_consents_latest") }}),

    posts_in_window as (
        select
            windows.window_days,
            topic_posts.topic_id,
            topic_posts.person_key,
            cast(sum(topic_posts.posts) as bigint) as posts,
            count(distinct topic_posts.activity_date) as active_days,
            {% for column in sums_of_posts %}
                cast(sum(topic_posts.{{ column }}) as bigint) as {{ column }},
            {% endfor %}
            {{ exact_sum("topic_posts.exposed_pairs_all") }} as exposed_pairs_all,
            max(topic_posts.exposure_basis_rank) as exposure_basis_rank
        from topic_posts
        inner join windows on topic_posts.activity_date >= windows.starts_on
        group by windows.window_days, topic_posts.topic_id, topic_posts.person_key
    ),

    responses_in_window as (
        select
            windows.window_days,
            topic_responses.topic_id,
            topic_responses.person_key,
            {% for suffix in ["", "_all"] %}
                {% for kind in event_kinds() %}
                    cast(
                        sum(topic_responses.{{ plural(kind) }}{{ suffix }}) as bigint
                    ) as {{ plural(kind) }}{{ suffix }},
                {% endfor %}
                cast(sum(topic_responses.responses{{ suffix }}) as bigint) as responses{{ suffix }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from topic_responses
        inner join windows on topic_responses.activity_date >= windows.starts_on
        group by windows.window_days, topic_responses.topic_id, topic_responses.person_key
    ),

    audience_in_window as (
        select
            windows.window_days,
            audience_last_seen.topic_id,
            audience_last_seen.person_key,
            {% for suffix in ["", "_all"] %}
                {% set whose = "true" if suffix else "not audience_last_seen.is_suspect" %}
                count(*) filter (where {{ whose }}) as audience_observed{{ suffix }},
                count(*) filter (
                    where audience_last_seen.last_response_date >= windows.starts_on and {{ whose }}
                ) as unique_responders{{ suffix }}
                {% if not loop.last %}, {% endif %}
            {% endfor %},
            count(*) filter (
                where members.voices_seen = 1 and not audience_last_seen.is_suspect
            ) as incremental_audience
        from audience_last_seen
        inner join windows on audience_last_seen.last_seen_date >= windows.starts_on
        inner join
            members
            on windows.window_days = members.window_days
            and audience_last_seen.topic_id = members.topic_id
            and audience_last_seen.audience_key = members.audience_key
        group by windows.window_days, audience_last_seen.topic_id, audience_last_seen.person_key
    ),

    sessions_in_window as (
        select
            windows.window_days,
            topic_sessions.topic_id,
            topic_sessions.person_key,
            cast(sum(topic_sessions.sessions) as bigint) as sessions,
            cast(sum(topic_sessions.bounces) as bigint) as bounces,
            cast(sum(topic_sessions.converting_sessions) as bigint) as converting_sessions
        from topic_sessions
        inner join windows on topic_sessions.activity_date >= windows.starts_on
        group by windows.window_days, topic_sessions.topic_id, topic_sessions.person_key
    ),

    people_in_window as (
        select window_days, topic_id, person_key
        from posts_in_window
        union
        select window_days, topic_id, person_key
        from responses_in_window
        union
        select window_days, topic_id, person_key
        from sessions_in_window
        union
        select window_days, topic_id, person_key
        from credit
        where person_key is not null
    ),

    hidden_topics as (select person_key, topic_id from consents where action = 'hide_topic')

select
    people_in_window.window_days,
    people_in_window.topic_id,
    people_in_window.person_key,
    -- a count of rows that are not there is 0; whether a source tells at all is asked by the marts
    {% for column in ["posts", "active_days"] %}
        coalesce(posts_in_window.{{ column }}, 0) as {{ column }},
    {% endfor %}
    {% for column in sums_of_posts %} posts_in_window.{{ column }}, {% endfor %}
    posts_in_window.exposed_pairs_all,
    posts_in_window.exposure_basis_rank,
    -- likewise, no rows are none
    {% for suffix in ["", "_all"] %}
        {% for kind in event_kinds() %}
            coalesce(
                responses_in_window.{{ plural(kind) }}{{ suffix }}, 0
            ) as {{ plural(kind) }}{{ suffix }},
        {% endfor %}
        coalesce(responses_in_window.responses{{ suffix }}, 0) as responses{{ suffix }},
        {% for column in ["audience_observed", "unique_responders"] %}
            coalesce(audience_in_window.{{ column }}{{ suffix }}, 0) as {{ column }}{{ suffix }},
        {% endfor %}
    {% endfor %}
    -- likewise
    coalesce(audience_in_window.incremental_audience, 0) as incremental_audience,
    coalesce(sessions_in_window.sessions, 0) as sessions,
    coalesce(sessions_in_window.bounces, 0) as bounces,
    coalesce(sessions_in_window.converting_sessions, 0) as converting_sessions,
    people.is_publishable and hidden_topics.person_key is null as is_publishable
from people_in_window
{% for part in ["posts", "responses", "audience", "sessions"] %}
    left join
        {{ part }}_in_window
        on people_in_window.window_days = {{ part }}_in_window.window_days
        and people_in_window.topic_id = {{ part }}_in_window.topic_id
        and people_in_window.person_key = {{ part }}_in_window.person_key
{% endfor %}
left join people on people_in_window.person_key = people.person_key
left join
    hidden_topics
    on people_in_window.person_key = hidden_topics.person_key
    and people_in_window.topic_id = hidden_topics.topic_id
