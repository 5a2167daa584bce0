-- One row per window_days, platform, stream.
-- On how many days of a window a stream of a platform told something, was quiet, or is missing.
with
    windows as (select * from {{ ref("int_windows") }}),

    days as (select * from {{ ref("int_platform_days_judged") }}),

    days_in_window as (
        select
            windows.window_days,
            days.*,
            lag(days.day_status) over (
                partition by windows.window_days, days.platform, days.stream
                order by days.activity_date
            ) as status_of_day_before
        from days
        inner join windows on days.activity_date >= windows.starts_on
    ),

    streams_covered as (
        select
            window_days,
            platform,
            stream,
            sum(events) as events,
            count(*) filter (where day_status = 'told') as days_told,
            count(*) filter (where day_status = 'quiet') as days_quiet,
            count(*) filter (where day_status = 'missing') as days_missing,
            count(*) filter (
                where
                    day_status = 'missing'
                    and (status_of_day_before is null or status_of_day_before <> 'missing')
            ) as gaps,
            min(case when events > 0 then activity_date end) as first_day_told,
            max(case when events > 0 then activity_date end) as last_day_told,
            min(case when day_status = 'missing' then activity_date end) as first_day_missing,
            max(case when day_status = 'missing' then activity_date end) as last_day_missing
        from days_in_window
        group by window_days, platform, stream
    )

select *, cast(days_told + days_quiet as double) / window_days as coverage
from streams_covered
