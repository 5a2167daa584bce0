-- One row per window_days, person_key.
-- The share of a window's days on which the dump holds anything of the person's platforms.
with
    windows as (select * from {{ ref("int_windows") }}),

    platform_days as (select * from {{ ref("int_platform_days") }}),

    people as (select * from {{ ref("dim_people") }}),

    platforms_of_people as (
        select platforms from people where platforms is not null group by platforms
    ),

    -- few combinations of platforms, many people: the days are counted once per combination
    days_covered as (
        select
            windows.window_days,
            platforms_of_people.platforms,
            count(distinct platform_days.activity_date) as days
        from platforms_of_people
        cross join windows
        left join
            platform_days
            on concat(',', platforms_of_people.platforms, ',')
            like concat('%,', platform_days.platform, ',%')
            and platform_days.activity_date >= windows.starts_on
            and platform_days.activity_date < windows.as_of
        group by windows.window_days, platforms_of_people.platforms
    ),

    people_covered as (
        select
            days_covered.window_days,
            people.person_key,
            cast(days_covered.days as double) / days_covered.window_days as coverage
        from people
        inner join days_covered on people.platforms = days_covered.platforms
    )

select *
from people_covered
