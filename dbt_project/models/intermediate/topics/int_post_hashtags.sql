-- One row per platform, post_id, hashtag.
-- The hashtags of posts in comparable form.
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    hashtags_unnested as (
        select
            platform,
            post_id,
            person_key,
            post_kind,
            activity_date,
            {{ each_of("hashtags") }} as hashtag_as_written
        from posts
    ),

    hashtags_normalised as (
        select
            platform,
            post_id,
            person_key,
            post_kind,
            activity_date,
            {{ normalised_hashtag("hashtag_as_written") }} as hashtag
        from hashtags_unnested
    ),

    -- a post may carry one hashtag twice
    hashtags_distinct as (select distinct * from hashtags_normalised where hashtag <> '')

select *
from hashtags_distinct
