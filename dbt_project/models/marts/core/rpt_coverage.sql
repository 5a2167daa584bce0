-- One row per as_of, window_days, platform, stream.
-- Which sources the numbers of a window rest on, and since when one of them is missing.
{{ config(alias="coverage", schema="published", access="public") }}
with
    streams_covered as (select * from {{ ref("fct_coverage") }}),

    windows as (select * from {{ ref("int_windows") }})

select
    windows.as_of,
    cast(windows.window_days as bigint) as window_days,
    streams_covered.platform,
    streams_covered.stream,
    cast(streams_covered.events as bigint) as events,
    streams_covered.days_told,
    streams_covered.days_quiet,
    streams_covered.days_missing,
    streams_covered.gaps,
    streams_covered.first_day_told,
    streams_covered.last_day_told,
    streams_covered.first_day_missing,
    streams_covered.last_day_missing,
    streams_covered.coverage
from streams_covered
inner join windows on streams_covered.window_days = windows.window_days
