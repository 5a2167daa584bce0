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

    -- many posts carry a hashtag as it is written: its form is worked out once
    hashtags_as_written as (select distinct hashtag_as_written from hashtags_unnested),

    hashtags_compared as (
        select hashtag_as_written, {{ comparable_hashtag("hashtag_as_written") }} as hashtag
        from hashtags_as_written
    ),

    hashtags_of_posts as (
        select
            hashtags_unnested.platform,
            hashtags_unnested.post_id,
            hashtags_unnested.person_key,
            hashtags_unnested.post_kind,
            hashtags_unnested.activity_date,
            hashtags_compared.hashtag
        from hashtags_unnested
        inner join
            hashtags_compared
            on hashtags_unnested.hashtag_as_written = hashtags_compared.hashtag_as_written
        where hashtags_compared.hashtag <> ''
    ),

    -- a post may carry one hashtag twice
    hashtags_distinct as (select distinct * from hashtags_of_posts)

select *
from hashtags_distinct
