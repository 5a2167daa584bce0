-- One row per window_days, topic_id, audience_place, audience_key.
-- Who demonstrably saw the candidates of a reach curve.
with
    windows as (select * from {{ ref("int_windows") }}),

    candidates as (select * from {{ ref("fct_reach_candidates") }}),

    audience_last_seen as (select * from {{ ref("fct_topic_audience_last_seen") }})

select
    candidates.window_days,
    candidates.topic_id,
    candidates.audience_place,
    candidates.person_key,
    audience_last_seen.audience_key,
    candidates.largest_outside
from candidates
inner join windows on candidates.window_days = windows.window_days
inner join
    audience_last_seen
    on candidates.topic_id = audience_last_seen.topic_id
    and candidates.person_key = audience_last_seen.person_key
    and audience_last_seen.last_seen_date >= windows.starts_on
