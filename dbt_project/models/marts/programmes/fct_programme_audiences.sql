-- One row per person_key, audience_key.
-- Who demonstrably saw the people who may be chosen, without suspects.
with
    windows as (select * from {{ ref("int_windows") }}),

    candidates as (select * from {{ ref("fct_programme_candidates") }}),

    audience_last_seen as (select * from {{ ref("fct_topic_audience_last_seen") }})

select candidates.person_key, audience_last_seen.audience_key
from candidates
inner join windows on windows.window_days = {{ var("programme_window_days") }}
inner join
    audience_last_seen
    on audience_last_seen.topic_id = '{{ var("programme_topic") }}'
    and candidates.person_key = audience_last_seen.person_key
    and audience_last_seen.last_seen_date >= windows.starts_on
where candidates.is_eligible and candidates.incremental > 0 and not audience_last_seen.is_suspect
