-- One row per platform, activity_date.
-- The days on which the dump holds anything of a platform.
with
    posts as (select * from {{ ref("stg_posts") }}),

    interactions as (select * from {{ ref("stg_interactions") }}),

    days as (
        select platform, activity_date
        from posts
        group by platform, activity_date
        union
        select platform, activity_date
        from interactions
        group by platform, activity_date
    )

select *
from days
