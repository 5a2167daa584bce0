-- One row per window_days, person_key, topic_id.
-- How much of what a person wrote and passed on in a window is on a topic; `all` holds everything.
with
    windows as (select * from {{ ref("int_windows") }}),

    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    posts_said as (
        select
            platform,
            post_id as topic_post_id,
            person_key,
            activity_date,
            cast(1 as double) as weight,
            false as is_repost
        from posts
        where post_kind <> 'repost'
        union all
        -- a repost is on the topics of its original, or where that did not land, of its own copy
        select
            reposts.platform,
            coalesce(originals.post_id, reposts.post_id),
            reposts.person_key,
            reposts.activity_date,
            cast({{ var("person_topic_repost_weight") }} as double),
            true
        from posts as reposts
        left join
            posts as originals
            on reposts.platform = originals.platform
            and reposts.repost_of_post_id = originals.post_id
        where
            reposts.post_kind = 'repost'
            -- who passes on own words says nothing new
            and (originals.person_key is null or originals.person_key <> reposts.person_key)
    ),

    shares_by_day as (
        select
            post_topics.topic_id,
            posts_said.person_key,
            posts_said.activity_date,
            count(*) filter (where not posts_said.is_repost) as posts,
            count(*) filter (where posts_said.is_repost) as reposts_made,
            {{ exact_sum("posts_said.weight * post_topics.topic_weight") }} as weighted_posts,
            {{ exact_sum("posts_said.weight * post_topics.own_weight") }} as own_weighted_posts,
            {{
                exact_sum(
                    "posts_said.weight * post_topics.topic_weight * post_topics.topic_weight"
                )
            }} as weighted_squares
        from posts_said
        inner join
            post_topics
            on posts_said.platform = post_topics.platform
            and posts_said.topic_post_id = post_topics.post_id
        group by post_topics.topic_id, posts_said.person_key, posts_said.activity_date
    )

select
    windows.window_days,
    shares_by_day.person_key,
    shares_by_day.topic_id,
    cast(sum(shares_by_day.posts) as bigint) as posts,
    cast(sum(shares_by_day.reposts_made) as bigint) as reposts_made,
    count(*) as topic_days,
    {{ exact_sum("shares_by_day.weighted_posts") }} as weighted_posts,
    {{ exact_sum("shares_by_day.own_weighted_posts") }} as own_weighted_posts,
    {{ exact_sum("shares_by_day.weighted_squares") }} as weighted_squares
from shares_by_day
inner join windows on shares_by_day.activity_date >= windows.starts_on
group by windows.window_days, shares_by_day.person_key, shares_by_day.topic_id
