-- One row per window_days, topic_id, person_key.
-- Kred's influence points by its published rules, for what others did because of the person, and
-- the score that they make within the topic.
{% set lowest = legacy_weight("kred_influence", "lowest") %}
{% set highest = legacy_weight("kred_influence", "highest") %}
with
    windows as (select * from {{ ref("int_windows") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    graph as (select * from {{ ref("fct_response_graph") }}),

    follows as (select * from {{ ref("int_follows_joined_to_people") }}),

    audience_potential as (select * from {{ ref("int_audience_potential") }}),

    points_by_actor as (
        select
            window_days,
            topic_id,
            person_key,
            audience_key as actor_person_key,
            {{ legacy_points("kred_influence", ["reply", "repost", "mention"], "graph") }} as points
        from graph
        where replies + reposts + mentions > 0
        union all
        -- a follow is about no post, hence about no topic
        select
            windows.window_days,
            'all',
            follows.person_key,
            follows.follower_person_key,
            {{ legacy_weight("kred_influence", "follow") }}
        from follows
        inner join windows on follows.last_followed_date >= windows.starts_on
        -- following two accounts of one person is following that person once
        group by windows.window_days, follows.person_key, follows.follower_person_key
    ),

    -- Kred saw the counter; an actor of whom nothing tells has the common points
    points_earned as (
        select
            points_by_actor.window_days,
            points_by_actor.topic_id,
            points_by_actor.person_key,
            sum(
                points_by_actor.points * case
                    when
                        coalesce(
                            audience_potential.follower_counter,
                            audience_potential.audience_potential
                        )
                        > {{ legacy_weight("kred_influence", "large_audience") }}
                    then {{ legacy_weight("kred_influence", "large_audience_factor") }}
                    else 1
                end
            ) as points
        from points_by_actor
        left join
            audience_potential on points_by_actor.actor_person_key = audience_potential.person_key
        group by points_by_actor.window_days, points_by_actor.topic_id, points_by_actor.person_key
    ),

    points_of_people as (
        select
            counted.window_days,
            counted.topic_id,
            counted.person_key,
            -- for whom nobody did anything has earned none
            cast(coalesce(points_earned.points, 0) as double) as influence_points
        from counted
        left join
            points_earned
            on counted.window_days = points_earned.window_days
            and counted.topic_id = points_earned.topic_id
            and counted.person_key = points_earned.person_key
    ),

    points_with_largest as (
        select *, max(influence_points) over (partition by window_days, topic_id) as largest_points
        from points_of_people
    )

select
    window_days,
    topic_id,
    person_key,
    influence_points,
    case
        when largest_points > 0
        then
            {{ lowest }}
            + {{ highest - lowest }} * ({{ log_scaled("influence_points", "largest_points") }})
    end as kred_influence,
    case
        when largest_points = 0 then 'nobody on the topic earned a point'
    end as kred_influence_missing_because
from points_with_largest
