-- One row per as_of, topic_id, person_id, measure.
-- Why somebody may not be chosen for a programme: every rule that they do not meet.
{{ config(alias="programme_exclusions", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    exclusions as (select * from {{ ref("fct_programme_exclusions") }}),

    people as (select * from {{ ref("dim_people") }})

select
    windows.as_of,
    cast(windows.window_days as bigint) as window_days,
    '{{ var("programme_topic") }}' as topic_id,
    people.person_id,
    exclusions.measure,
    cast(exclusions.measured as double) as measured,
    cast(exclusions.at_least as double) as at_least,
    cast(exclusions.at_most as double) as at_most,
    exclusions.reason
from exclusions
inner join windows on windows.window_days = {{ var("programme_window_days") }}
inner join people on exclusions.person_key = people.person_key
where people.is_publishable
