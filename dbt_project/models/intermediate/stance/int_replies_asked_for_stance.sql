-- One row per platform, act_key.
-- Replies of the longest window to posts on topics, with the key of the text to be judged: all of
-- it, as who answers need not name the topic.
with
    acts as (select * from {{ ref("int_acts_on_people") }}),

    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    windows as (select * from {{ ref("int_windows") }}),

    longest_window as (select min(starts_on) as starts_on from windows),

    posts_on_topics as (
        select platform, post_id
        from post_topics
        where {{ is_judged("topic_id") }}
        group by platform, post_id
    )

select
    acts.platform,
    acts.act_key,
    acts.acting_post_id as post_id,
    acts.target_post_id,
    acts.person_key,
    acts.activity_date,
    {{ text_key("posts.text", "posts.lang") }} as text_key
from acts
inner join longest_window on acts.activity_date >= longest_window.starts_on
inner join
    posts_on_topics
    on acts.platform = posts_on_topics.platform
    and acts.target_post_id = posts_on_topics.post_id
inner join posts on acts.platform = posts.platform and acts.acting_post_id = posts.post_id
where acts.act_kind = 'reply'
