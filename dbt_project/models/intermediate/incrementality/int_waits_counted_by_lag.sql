-- One row per person_key, lag_from_days.
-- How many days were waited for a purchase after a person's links, by how long ago the link was
-- used.
-- What is bought in a settled day, long after, is what these visitors buy anyway. No rows where too
-- few conversions follow links to tell.
with
    sessions as (select * from {{ ref("int_sessions_joined_to_links") }}),

    touchpoints as (select * from {{ ref("int_touchpoints_ordered_to_conversions") }}),

    placed_touchpoints as (select * from {{ ref("int_touchpoints_placed_by_lag") }}),

    windows as (select * from {{ ref("int_windows") }}),

    as_of_time as (select cast(max(as_of) as timestamp) as ends_at from windows),

    buckets as ({{ lag_buckets() }}),

    sessions_intercepted as (
        select touchpoint_id from touchpoints where is_intercepted group by touchpoint_id
    ),

    -- who came yesterday has been waited for one day only
    waits as (
        select
            sessions.person_key,
            {{ seconds_between("sessions.arrived_at", "as_of_time.ends_at") }} / 86400.0 as days
        from sessions
        cross join as_of_time
        left join
            sessions_intercepted
            on 'session:' || sessions.session_id = sessions_intercepted.touchpoint_id
        where sessions_intercepted.touchpoint_id is null
    ),

    waits_by_bucket as (
        select
            waits.person_key,
            buckets.lag_from_days,
            buckets.is_settled,
            {{
                exact_sum(
                    "greatest(least(waits.days, buckets.lag_to_days) - buckets.lag_from_days, 0)"
                )
            }} as days_waited
        from waits
        cross join buckets
        group by waits.person_key, buckets.lag_from_days, buckets.is_settled
    ),

    conversions as (
        select count(*) as conversions, count(*) filter (where is_settled) as settled_conversions
        from placed_touchpoints
    ),

    settled_days as (
        select {{ exact_sum("days_waited") }} as days_waited from waits_by_bucket where is_settled
    )

select
    waits_by_bucket.person_key,
    waits_by_bucket.lag_from_days,
    waits_by_bucket.is_settled,
    waits_by_bucket.days_waited,
    conversions.settled_conversions / settled_days.days_waited as settled_per_day
from waits_by_bucket
inner join conversions on conversions.conversions >= {{ var("lag_min_conversions") }}
inner join settled_days on settled_days.days_waited > 0
