-- One row per topic_id, person_key, audience_key.
-- When somebody was last seen in a person's audience. As all windows end together, whoever was
-- last seen after a window's start is in it: distinct people of any window are a count of rows.
with
    audience_daily as (select * from {{ ref("fct_topic_audience_daily") }}),

    suspects as (select * from {{ ref("int_people_suspected") }}),

    last_seen as (
        select
            topic_id,
            person_key,
            audience_key,
            max(activity_date) filter (where audience_events > 0) as last_seen_date,
            max(activity_date) filter (where responses > 0) as last_response_date
        from audience_daily
        group by topic_id, person_key, audience_key
    )

select last_seen.*, suspects.person_key is not null as is_suspect
from last_seen
left join suspects on last_seen.audience_key = suspects.person_key
