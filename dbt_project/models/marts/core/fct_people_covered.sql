-- One row per window_days, person_key.
-- The share of pairs of a platform of the person and a day of the window on which nothing is
-- missing. A platform of which the dump tells no act counts 0.
with
    windows as (select * from {{ ref("int_windows") }}),

    coverage as (select * from {{ ref("fct_coverage") }}),

    people as (select * from {{ ref("dim_people") }}),

    platforms_of_people as (
        select platforms, platform_count
        from people
        where platforms is not null
        group by platforms, platform_count
    ),

    -- few combinations of platforms, many people: the days are counted once per combination
    days_covered as (
        select
            windows.window_days,
            platforms_of_people.platforms,
            platforms_of_people.platform_count,
            -- a platform that is not told of has no day
            sum(coalesce(coverage.days_told + coverage.days_quiet, 0)) as days
        from platforms_of_people
        cross join windows
        left join
            coverage
            on windows.window_days = coverage.window_days
            and coverage.stream = 'all'
            and position(
                concat(',', coverage.platform, ',')
                in concat(',', platforms_of_people.platforms, ',')
            )
            > 0
        group by
            windows.window_days, platforms_of_people.platforms, platforms_of_people.platform_count
    ),

    people_covered as (
        select
            days_covered.window_days,
            people.person_key,
            cast(days_covered.days as double)
            / (days_covered.platform_count * days_covered.window_days) as coverage
        from people
        inner join days_covered on people.platforms = days_covered.platforms
    )

select *
from people_covered
