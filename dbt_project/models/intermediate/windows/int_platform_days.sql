-- One row per platform, stream, activity_date.
-- The days on which a stream of the dump tells of something that happened on a platform; of the
-- web, which is no platform, the platform is null.
with
    posts as (select * from {{ ref("stg_posts") }}),

    interactions as (select * from {{ ref("stg_interactions") }}),

    impressions as (select * from {{ ref("stg_impressions") }}),

    visits as (select * from {{ ref("stg_visits") }}),

    conversions as (select * from {{ ref("stg_conversions") }}),

    days as (
        select platform, 'posts' as stream, activity_date, count(*) as events
        from posts
        -- the original of a repost says nothing of the day on which it was written
        where not is_embedded
        group by platform, activity_date
        union all
        select platform, 'interactions', activity_date, count(*)
        from interactions
        group by platform, activity_date
        union all
        select platform, 'impressions', activity_date, count(*)
        from impressions
        group by platform, activity_date
        union all
        select null, 'visits', activity_date, count(*)
        from visits
        group by activity_date
        union all
        select null, 'conversions', activity_date, count(*)
        from conversions
        group by activity_date
    )

select *
from days
