-- One row per window_days, topic_id, person_key.
-- What people say in their replies to a person's posts on a topic: praise or complaint.
with
    windows as (select * from {{ ref("int_windows") }}),

    replies as (select * from {{ ref("int_replies_asked_for_stance") }}),

    judged as (select * from {{ ref("int_texts_judged") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    replies_in_window as (
        select
            windows.window_days,
            post_topics.topic_id,
            replies.person_key,
            count(judged.stance_label) as replies_judged,
            count(*) filter (where judged.stance_label = 'laud') as replies_lauding,
            count(*) filter (where judged.stance_label = 'complain') as replies_complaining
        from replies
        inner join windows on replies.activity_date >= windows.starts_on
        inner join
            post_topics
            on replies.platform = post_topics.platform
            and replies.target_post_id = post_topics.post_id
        left join judged on replies.text_key = judged.text_key
        where {{ is_judged("post_topics.topic_id") }}
        group by windows.window_days, post_topics.topic_id, replies.person_key
    )

select *
from replies_in_window
