-- One row per window_days, topic_id, person_key.
-- How soon the responses of a window came after the posts that they answer. The windows are columns
-- until the end, so that acts and topics are joined once.
with
    windows as (select * from {{ ref("int_windows") }}),

    acts as (select * from {{ ref("int_acts_on_people") }}),

    suspects as (select * from {{ ref("int_people_suspected") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    {% for days in var("window_days") %}
        window_{{ days }} as (select * from windows where window_days = {{ days }}),
    {% endfor %}

    delays as (
        select
            post_topics.topic_id,
            acts.person_key,
            {% for days in var("window_days") %}
                case
                    when acts.activity_date >= window_{{ days }}.starts_on
                    then acts.minutes_after_post
                end as delay_{{ days }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from acts
        inner join
            post_topics
            on acts.platform = post_topics.platform
            and acts.target_post_id = post_topics.post_id
        left join suspects on acts.actor_person_key = suspects.person_key
        {% for days in var("window_days") %} cross join window_{{ days }} {% endfor %}
        -- those who answer within seconds by arrangement would halve any half-life
        where
            suspects.person_key is null
            and acts.act_kind in ({{ response_kinds() }})
            and acts.minutes_after_post is not null
    ),

    medians as (
        select
            topic_id,
            person_key,
            {% for days in var("window_days") %}
                count(delay_{{ days }}) as responses_{{ days }},
                {{ median_of("delay_" ~ days) }} as half_life_{{ days }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from delays
        group by topic_id, person_key
    ),

    medians_by_window as (
        {% for days in var("window_days") %}
            select
                {{ days }} as window_days,
                topic_id,
                person_key,
                responses_{{ days }} as responses_timed,
                half_life_{{ days }} as half_life_minutes
            from medians
            where responses_{{ days }} > 0
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from medians_by_window
