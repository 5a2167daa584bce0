-- One row per as_of, window_days, topic_id, person_id, posts_seen.
-- How often a person reached people: how many of them demonstrably saw 1, 2, ... posts.
{{ config(alias="reach_frequencies", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    frequencies as (select * from {{ ref("fct_topic_reach_frequencies") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    people as (select * from {{ ref("dim_people") }})

select
    windows.as_of,
    cast(frequencies.window_days as bigint) as window_days,
    frequencies.topic_id,
    people.person_id,
    cast(frequencies.posts_seen as bigint) as posts_seen,
    frequencies.posts_seen = {{ var("reach_frequency_most") }} as is_or_more,
    cast(frequencies.people_reached as bigint) as people_reached,
    cast(
        sum(frequencies.people_reached) over (
            partition by frequencies.window_days, frequencies.topic_id, frequencies.person_key
            order by frequencies.posts_seen desc
            rows between unbounded preceding and current row
        ) as bigint
    ) as people_reached_at_least
from frequencies
inner join windows on frequencies.window_days = windows.window_days
inner join people on frequencies.person_key = people.person_key
inner join
    counted
    on frequencies.window_days = counted.window_days
    and frequencies.topic_id = counted.topic_id
    and frequencies.person_key = counted.person_key
where counted.is_publishable
