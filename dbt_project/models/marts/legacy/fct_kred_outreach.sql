-- One row per topic_id, person_key.
-- Kred's outreach points by its published rules, for what the person did for others at any time up
-- to as_of, and the level that they reach. Acts add up and are never taken back by age.
{% set levels = [["level_1", 1], ["level_2", 2]] %}
with
    audience_daily as (select * from {{ ref("fct_topic_audience_daily") }}),

    follows as (select * from {{ ref("int_follows_joined_to_people") }}),

    points_by_act as (
        select
            topic_id,
            audience_key as person_key,
            {{ legacy_points("kred_outreach", ["reply", "repost", "mention"], "audience_daily") }}
            as points
        from audience_daily
        where replies + reposts + mentions > 0
        union all
        -- a follow is about no post, hence about no topic
        select 'all', follower_person_key, {{ legacy_weight("kred_outreach", "follow") }}
        from follows
        where last_followed_date is not null
        -- following two accounts of one person is following that person once
        group by person_key, follower_person_key
    ),

    points_given as (
        select topic_id, person_key, cast(sum(points) as double) as outreach_points
        from points_by_act
        group by topic_id, person_key
    )

select
    topic_id,
    person_key,
    outreach_points,
    case
        {% for threshold, level in levels | reverse %}
            when outreach_points >= {{ legacy_weight("kred_outreach_level", threshold) }}
            then {{ level }}
        {% endfor %}
        else 0
    end as outreach_level
from points_given
