-- One row per window_days, experiment_id, person_key.
-- How often the posts of a person with an experiment are to be expected to have been seen, by
-- everybody and by the exposed units: what of the audience the experiment speaks of.
with
    windows as (select * from {{ ref("int_windows") }}),

    units as (select * from {{ ref("int_assignments_joined_to_people") }}),

    posts_carried as (select * from {{ ref("int_posts_carried_daily") }}),

    follows as (select * from {{ ref("int_follows_joined_to_people") }}),

    feeds as (select * from {{ ref("int_feeds_read") }}),

    experiments as (
        select experiment_id, person_key, min(assigned_at) as begins_at
        from units
        group by experiment_id, person_key
    ),

    posts_in_windows as (
        select
            windows.window_days,
            experiments.experiment_id,
            experiments.person_key,
            posts_carried.platform,
            posts_carried.account_id,
            sum(posts_carried.posts) as posts,
            sum(
                case
                    when posts_carried.activity_date >= cast(experiments.begins_at as date)
                    then posts_carried.posts
                    else 0
                end
            ) as posts_since
        from posts_carried
        inner join experiments on posts_carried.person_key = experiments.person_key
        inner join windows on posts_carried.activity_date >= windows.starts_on
        where posts_carried.topic_id = 'all'
        group by
            windows.window_days,
            experiments.experiment_id,
            experiments.person_key,
            posts_carried.platform,
            posts_carried.account_id
    ),

    sightings as (
        select
            posts_in_windows.window_days,
            posts_in_windows.experiment_id,
            posts_in_windows.person_key,
            units.arm,
            posts_in_windows.posts
            * {{ share_of_window("follows", "windows") }}
            * feeds.chance_of_sight as sightings,
            posts_in_windows.posts_since
            * {{ share_of_window("follows", "windows") }}
            * feeds.chance_of_sight as sightings_since
        from posts_in_windows
        inner join windows on posts_in_windows.window_days = windows.window_days
        inner join
            follows
            on posts_in_windows.platform = follows.platform
            and posts_in_windows.account_id = follows.account_id
        inner join
            feeds
            on posts_in_windows.window_days = feeds.window_days
            and follows.follower_person_key = feeds.person_key
        left join
            units
            on posts_in_windows.experiment_id = units.experiment_id
            and posts_in_windows.person_key = units.person_key
            and follows.follower_person_key = units.unit_person_key
        where posts_in_windows.person_key <> follows.follower_person_key
    )

select
    window_days,
    experiment_id,
    person_key,
    -- from whom posts are withheld saw those before, and none since
    {{
        exact_sum(
            "case when arm = 'held_out' then sightings - sightings_since else sightings end"
        )
    }} as sightings_by_all,
    {{ exact_sum("case when arm = 'exposed' then sightings_since else 0 end") }}
    as sightings_by_exposed
from sightings
group by window_days, experiment_id, person_key
