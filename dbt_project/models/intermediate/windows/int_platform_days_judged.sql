-- One row per platform, stream, activity_date.
-- Every day of the longest window: whether a stream told something, was quiet, or is missing. On
-- the stream `all`, the acts together, a day is missing where one stream of them is; of views the
-- dump may hold a sample.
with
    platform_days as (select * from {{ ref("int_platform_days") }}),

    windows as (select * from {{ ref("int_windows") }}),

    longest_window as (
        select max(window_days) as window_days, min(starts_on) as starts_on, max(as_of) as as_of
        from windows
    ),

    days_in_window as (
        select
            platform_days.platform,
            platform_days.stream,
            platform_days.activity_date,
            platform_days.events
        from platform_days
        inner join
            longest_window
            on platform_days.activity_date >= longest_window.starts_on
            and platform_days.activity_date < longest_window.as_of
    ),

    days_told as (
        select platform, stream, activity_date, events
        from days_in_window
        union all
        select platform, 'all', activity_date, sum(events)
        from days_in_window
        where stream <> 'impressions'
        group by platform, activity_date
    ),

    usual_days as (
        select
            platform,
            stream,
            sum(events) as events_of_stream,
            {{ median_of("events") }} as usual_events
        from days_told
        group by platform, stream
    ),

    -- events come in clusters, and weeks have their days: how far the days below the median lie
    -- apart, in units of the chance of independent events (Poisson: 1). Days above say nothing here
    streams as (
        select
            usual_days.platform,
            usual_days.stream,
            usual_days.events_of_stream,
            usual_days.usual_events,
            greatest(
                avg(
                    (usual_days.usual_events - days_told.events)
                    * (usual_days.usual_events - days_told.events)
                )
                / usual_days.usual_events,
                1
            ) as dispersion
        from usual_days
        inner join
            days_told
            on usual_days.platform is not distinct from days_told.platform
            and usual_days.stream = days_told.stream
            and days_told.events <= usual_days.usual_events
        group by
            usual_days.platform,
            usual_days.stream,
            usual_days.events_of_stream,
            usual_days.usual_events
    ),

    days_of_window as (
        select
            window_days,
            cast({{ each_of(days_between("starts_on", "as_of")) }} as date) as activity_date
        from longest_window
        where as_of is not null
    ),

    days_of_streams as (
        select
            streams.*,
            days_of_window.window_days,
            days_of_window.activity_date,
            -- a day that the stream does not tell of has no events
            coalesce(days_told.events, 0) as events
        from streams
        cross join days_of_window
        left join
            days_told
            on streams.platform is not distinct from days_told.platform
            and streams.stream = days_told.stream
            and days_of_window.activity_date = days_told.activity_date
    ),

    silences_numbered as (
        select
            *,
            sum(case when events > 0 then 1 else 0 end) over (
                partition by platform, stream order by activity_date
            ) as silence_number
        from days_of_streams
    ),

    silences as (
        select
            *,
            sum(case when events = 0 then 1 else 0 end) over (
                partition by platform, stream, silence_number
            ) as silent_days
        from silences_numbered
    ),

    days_judged as (
        select
            platform,
            stream,
            activity_date,
            events,
            case
                when events > 0
                then 'told'
                -- by chance e^-(rate * days / dispersion), at the rate of a usual day, or of all
                -- other days where most are silent
                when
                    least(usual_events, events_of_stream / (window_days - silent_days))
                    * silent_days
                    > - ln({{ var("coverage_gap_probability") }}) * dispersion
                then 'missing'
                else 'quiet'
            end as day_status
        from silences
    ),

    days_of_acts_missing as (
        select platform, activity_date
        from days_judged
        where day_status = 'missing' and stream <> 'impressions'
        group by platform, activity_date
    )

select
    days_judged.platform,
    days_judged.stream,
    days_judged.activity_date,
    cast(days_judged.events as bigint) as events,
    case
        when days_of_acts_missing.activity_date is not null
        then 'missing'
        else days_judged.day_status
    end as day_status
from days_judged
left join
    days_of_acts_missing
    on days_judged.stream = 'all'
    and days_judged.platform is not distinct from days_of_acts_missing.platform
    and days_judged.activity_date = days_of_acts_missing.activity_date
