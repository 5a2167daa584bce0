-- One row per as_of, window_days, topic_id, chosen_people.
-- Which few people together were seen by the most, and how many that are.
{{ config(alias="reach_curves", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    curves as (select * from {{ ref("fct_reach_curves") }}),

    candidates as (select * from {{ ref("fct_reach_candidates") }}),

    members as (select * from {{ ref("fct_topic_audience_members") }}),

    people as (select * from {{ ref("dim_people") }}),

    audience_of_topics as (
        select window_days, topic_id, count(*) as audience_observed
        from members
        group by window_days, topic_id
    )

select
    windows.as_of,
    cast(curves.window_days as bigint) as window_days,
    candidates.topic_id,
    curves.chosen_people,
    people.person_id as added_person_id,
    curves.audience_added,
    curves.audience_reached,
    cast(
        least(curves.audience_bound, audience_of_topics.audience_observed) as bigint
    ) as audience_bound,
    cast(curves.audience_reached as double) / audience_of_topics.audience_observed as audience_share
from curves
inner join windows on curves.window_days = windows.window_days
inner join
    candidates
    on curves.window_days = candidates.window_days
    and curves.candidate_number = candidates.candidate_number
inner join people on candidates.person_key = people.person_key
inner join
    audience_of_topics
    on candidates.window_days = audience_of_topics.window_days
    and candidates.topic_id = audience_of_topics.topic_id
