-- One row per as_of, window_days, topic_id, person_id.
-- Who could hear a person on a topic, and who did: without those who are suspected, and with them
-- (`_all`).
{{ config(alias="person_reach", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    audience_potential as (select * from {{ ref("int_audience_potential") }}),

    audience_expected as (select * from {{ ref("fct_topic_audience_expected") }}),

    people as (select * from {{ ref("dim_people") }}),

    people_covered as (select * from {{ ref("fct_people_covered") }})

select
    windows.as_of,
    cast(counted.window_days as bigint) as window_days,
    counted.topic_id,
    people.person_id,
    cast(audience_potential.audience_potential as bigint) as audience_potential,
    audience_potential.audience_basis,
    cast(audience_potential.follower_counter as bigint) as follower_counter,
    cast(counted.audience_observed as bigint) as audience_observed,
    cast(counted.audience_observed_all as bigint) as audience_observed_all,
    cast(counted.incremental_audience as bigint) as incremental_audience,
    cast(audience_expected.audience_exposed as bigint) as audience_exposed,
    cast(audience_expected.audience_expected as double) as audience_expected,
    cast(audience_expected.audience_expected_all as double) as audience_expected_all,
    case
        when audience_expected.audience_expected is not null
        then null
        when counted.posts = 0
        then 'no post in the window'
        else 'no follow tells in whose feed the posts stood'
    end as audience_expected_missing_because,
    cast(counted.impressions as bigint) as impressions,
    cast(counted.posts as bigint) as posts,
    cast(counted.active_days as bigint) as active_days,
    people_covered.coverage
from counted
inner join windows on counted.window_days = windows.window_days
inner join people on counted.person_key = people.person_key
left join audience_potential on counted.person_key = audience_potential.person_key
left join
    audience_expected
    on counted.window_days = audience_expected.window_days
    and counted.topic_id = audience_expected.topic_id
    and counted.person_key = audience_expected.person_key
left join
    people_covered
    on counted.window_days = people_covered.window_days
    and counted.person_key = people_covered.person_key
where counted.is_publishable
