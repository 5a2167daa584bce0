-- One row per topic_id, person_key, activity_date.
-- What a person published on a topic that day (UTC), with the exposure and answers of those posts.
with
    posts as (select * from {{ ref("fct_posts") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    posts_by_day as (
        select
            post_topics.topic_id,
            posts.person_key,
            posts.activity_date,
            count(*) as posts,
            cast(sum(posts.impressions) as bigint) as impressions,
            cast(sum(posts.counted_likes) as bigint) as counted_likes,
            cast(sum(posts.counted_reposts) as bigint) as counted_reposts,
            cast(sum(posts.counted_replies) as bigint) as counted_replies,
            cast(sum(posts.counted_quotes) as bigint) as counted_quotes,
            cast(sum(posts.exposed_people) as bigint) as exposed_pairs,
            cast(
                sum(posts.responders) filter (where posts.exposed_people is not null) as bigint
            ) as responding_pairs,
            cast(
                sum(posts.clickers) filter (where posts.exposed_people is not null) as bigint
            ) as clicking_pairs,
            -- the weakest basis names the sum
            max(
                case
                    posts.exposure_basis
                    when 'impressions'
                    then 1
                    when 'viewers'
                    then 3
                    when 'follow_graph'
                    then 2
                    when 'follower_counter'
                    then 4
                end
            ) as exposure_basis_rank
        from posts
        inner join
            post_topics
            on posts.platform = post_topics.platform
            and posts.post_id = post_topics.post_id
        group by post_topics.topic_id, posts.person_key, posts.activity_date
    )

select *
from posts_by_day
