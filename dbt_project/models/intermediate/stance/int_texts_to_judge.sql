-- One row per text_key.
-- The distinct texts of posts and replies whose stance is asked, with what else a judgement needs.
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    asked_posts as (select * from {{ ref("int_posts_asked_for_stance") }}),

    asked_replies as (select * from {{ ref("int_replies_asked_for_stance") }}),

    asked as (
        select platform, post_id, topic_terms, post_terms, text_key
        from asked_posts
        where text_key is not null
        union all
        select platform, post_id, '', '', text_key
        from asked_replies
        where text_key is not null
    ),

    -- all rows of a key say the same
    texts as (
        select
            asked.text_key,
            min(posts.text) as text,
            min(posts.lang) as lang,
            min(asked.topic_terms) as topic_terms,
            min(asked.post_terms) as post_terms
        from asked
        inner join posts on asked.platform = posts.platform and asked.post_id = posts.post_id
        group by asked.text_key
    )

select *
from texts
