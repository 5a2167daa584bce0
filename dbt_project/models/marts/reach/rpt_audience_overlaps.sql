-- One row per as_of, window_days, topic_id, person_id, other_person_id.
-- How much of the observed audience of a leading person is another one's as well.
{{ config(alias="audience_overlaps", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    candidates as (select * from {{ ref("fct_reach_candidates") }}),

    audience_last_seen as (select * from {{ ref("fct_topic_audience_last_seen") }}),

    people as (select * from {{ ref("dim_people") }}),

    leaders as (
        select
            candidates.window_days,
            candidates.topic_id,
            candidates.audience_place,
            candidates.audience_observed,
            candidates.person_key,
            people.person_id
        from candidates
        inner join people on candidates.person_key = people.person_key
        where candidates.audience_place <= {{ var("overlap_people") }}
    ),

    audiences as (
        select
            leaders.window_days,
            leaders.topic_id,
            leaders.audience_place,
            audience_last_seen.audience_key
        from leaders
        inner join windows on leaders.window_days = windows.window_days
        inner join
            audience_last_seen
            on leaders.topic_id = audience_last_seen.topic_id
            and leaders.person_key = audience_last_seen.person_key
            and audience_last_seen.last_seen_date >= windows.starts_on
    ),

    people_shared as (
        select
            audiences.window_days,
            audiences.topic_id,
            audiences.audience_place,
            others.audience_place as other_place,
            count(*) as shared
        from audiences
        inner join
            audiences as others
            on audiences.window_days = others.window_days
            and audiences.topic_id = others.topic_id
            and audiences.audience_key = others.audience_key
        where audiences.audience_place <> others.audience_place
        group by
            audiences.window_days,
            audiences.topic_id,
            audiences.audience_place,
            others.audience_place
    ),

    pairs as (
        select
            leaders.window_days,
            leaders.topic_id,
            leaders.person_id,
            others.person_id as other_person_id,
            leaders.audience_observed,
            others.audience_observed as other_audience_observed,
            -- no row is nobody
            coalesce(people_shared.shared, 0) as shared
        from leaders
        inner join
            leaders as others
            on leaders.window_days = others.window_days
            and leaders.topic_id = others.topic_id
            and leaders.audience_place <> others.audience_place
        left join
            people_shared
            on leaders.window_days = people_shared.window_days
            and leaders.topic_id = people_shared.topic_id
            and leaders.audience_place = people_shared.audience_place
            and others.audience_place = people_shared.other_place
    )

select
    windows.as_of,
    cast(pairs.window_days as bigint) as window_days,
    pairs.topic_id,
    pairs.person_id,
    pairs.other_person_id,
    cast(pairs.shared as bigint) as audience_shared,
    cast(pairs.shared as double) / pairs.audience_observed as shared_share,
    cast(pairs.shared as double)
    / (pairs.audience_observed + pairs.other_audience_observed - pairs.shared) as jaccard
from pairs
inner join windows on pairs.window_days = windows.window_days
