-- One row per rate_name, window_days, topic_id, person_key.
-- Successes and trials of every rate that is shrunk, in one shape, with the sums over clusters that
-- tell what the trials are worth: a cluster is a post with its exposed people, or a visitor with
-- its sessions. `_all` counts those who are suspected as well. A kind of answer is asked only of
-- platforms that tell it.
{% set sums = ["exposed_pairs", "exposed_pairs_squared", "exposed_pairs_unsure"] %}
with
    windows as (select * from {{ ref("int_windows") }}),

    topic_posts as (select * from {{ ref("fct_topic_posts_daily") }}),

    session_visitors as (select * from {{ ref("fct_topic_session_visitors") }}),

    kinds_told as (
        select
            platform,
            {% for kind in answer_kinds() %}
                sum({{ kind }}_pairs_all) > 0 as has_{{ kind }} {% if not loop.last %}, {% endif %}
            {% endfor %}
        from topic_posts
        where topic_id = 'all'
        group by platform
    ),

    posts_in_window as (
        select
            windows.window_days,
            topic_posts.topic_id,
            topic_posts.person_key,
            topic_posts.platform,
            sum(topic_posts.posts_exposed) as posts_exposed,
            {% for suffix in ["", "_all"] %}
                {% for column in sums %}
                    {{ exact_sum("topic_posts." ~ column ~ suffix) }} as {{ column }}{{ suffix }},
                {% endfor %}
                {% for kind in answer_kinds() %}
                    sum(topic_posts.{{ kind }}_pairs{{ suffix }}) as {{ kind }}_pairs{{ suffix }},
                {% endfor %}
            {% endfor %}
            {% for kind in answer_kinds() %}
                sum(topic_posts.{{ kind }}_pairs_squared) as {{ kind }}_pairs_squared,
                {{ exact_sum("topic_posts." ~ kind ~ "_pairs_by_exposed") }}
                as {{ kind }}_pairs_by_exposed
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from topic_posts
        inner join windows on topic_posts.activity_date >= windows.starts_on
        where topic_posts.exposed_pairs_all > 0
        group by
            windows.window_days, topic_posts.topic_id, topic_posts.person_key, topic_posts.platform
    ),

    pairs as (
        {% for kind in answer_kinds() %}
            select
                '{{ rate_of(kind) }}' as rate_name,
                posts_in_window.window_days,
                posts_in_window.topic_id,
                posts_in_window.person_key,
                posts_in_window.posts_exposed as clusters,
                {% for suffix in ["", "_all"] %}
                    posts_in_window.{{ kind }}_pairs{{ suffix }} as successes{{ suffix }},
                    posts_in_window.exposed_pairs{{ suffix }} as trials{{ suffix }},
                    posts_in_window.exposed_pairs_squared{{ suffix }} as trials_squared{{ suffix }},
                    posts_in_window.exposed_pairs_unsure{{ suffix }} as trials_unsure{{ suffix }},
                {% endfor %}
                posts_in_window.{{ kind }}_pairs_squared as successes_squared,
                posts_in_window.{{ kind }}_pairs_by_exposed as successes_by_trials
            from posts_in_window
            inner join kinds_told on posts_in_window.platform = kinds_told.platform
            where kinds_told.has_{{ kind }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    sessions as (
        {% for rate_name, column in [
            ("bounce_rate", "bounces"),
            ("conversion_rate", "converting_sessions"),
        ] %}
            select
                '{{ rate_name }}' as rate_name,
                window_days,
                topic_id,
                person_key,
                1 as clusters,
                {% for suffix in ["", "_all"] %}
                    {{ column }} as successes{{ suffix }},
                    cast(sessions as double) as trials{{ suffix }},
                    cast(sessions * sessions as double) as trials_squared{{ suffix }},
                    cast(0 as double) as trials_unsure{{ suffix }},
                {% endfor %}
                {{ column }} * {{ column }} as successes_squared,
                cast({{ column }} * sessions as double) as successes_by_trials
            from session_visitors
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    trials as (
        select *
        from pairs
        union all
        select *
        from sessions
    )

select
    rate_name,
    window_days,
    topic_id,
    person_key,
    cast(sum(clusters) as bigint) as clusters,
    {% for suffix in ["", "_all"] %}
        cast(sum(successes{{ suffix }}) as bigint) as successes{{ suffix }},
        {% for column in ["trials", "trials_squared", "trials_unsure"] %}
            {{ exact_sum(column ~ suffix) }} as {{ column }}{{ suffix }},
        {% endfor %}
    {% endfor %}
    cast(sum(successes_squared) as bigint) as successes_squared,
    {{ exact_sum("successes_by_trials") }} as successes_by_trials
from trials
group by rate_name, window_days, topic_id, person_key
