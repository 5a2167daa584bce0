-- One row per platform, post_id, topic_id.
-- Posts that people wrote themselves in the longest window, by topic, with the names of topics that
-- they hold and the key of the text to be judged. A repost says nothing of its own.
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    matches as (select * from {{ ref("int_posts_matched_to_terms") }}),

    topics_rolled_up as (select * from {{ ref("int_topics_rolled_up") }}),

    windows as (select * from {{ ref("int_windows") }}),

    longest_window as (select min(starts_on) as starts_on from windows),

    -- an address names a topic, and is not read
    names_in_posts as (
        select platform, post_id, topic_id, {{ plain_phrase("term") }} as name
        from matches
        where term_kind in ('hashtag', 'phrase')
    ),

    names_by_topic as (
        select
            names_in_posts.platform,
            names_in_posts.post_id,
            topics_rolled_up.ancestor_topic_id as topic_id,
            {{ joined_text("names_in_posts.name") }} as topic_terms
        from names_in_posts
        inner join topics_rolled_up on names_in_posts.topic_id = topics_rolled_up.topic_id
        group by names_in_posts.platform, names_in_posts.post_id, topics_rolled_up.ancestor_topic_id
    ),

    names_by_post as (
        select platform, post_id, {{ joined_text("name") }} as post_terms
        from names_in_posts
        group by platform, post_id
    ),

    asked as (
        select
            posts.platform,
            posts.post_id,
            post_topics.topic_id,
            posts.person_key,
            posts.activity_date,
            posts.text,
            posts.lang,
            -- a post may be on a topic by an address only
            coalesce(names_by_topic.topic_terms, '') as topic_terms,
            coalesce(names_by_post.post_terms, '') as post_terms
        from posts
        inner join longest_window on posts.activity_date >= longest_window.starts_on
        inner join
            post_topics
            on posts.platform = post_topics.platform
            and posts.post_id = post_topics.post_id
        left join
            names_by_topic
            on posts.platform = names_by_topic.platform
            and posts.post_id = names_by_topic.post_id
            and post_topics.topic_id = names_by_topic.topic_id
        left join
            names_by_post
            on posts.platform = names_by_post.platform
            and posts.post_id = names_by_post.post_id
        where posts.post_kind <> 'repost' and {{ is_judged("post_topics.topic_id") }}
    )

select
    platform,
    post_id,
    topic_id,
    person_key,
    activity_date,
    topic_terms,
    post_terms,
    {{ text_key("text", "lang", "topic_terms", "post_terms") }} as text_key
from asked
