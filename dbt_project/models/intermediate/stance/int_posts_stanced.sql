-- One row per platform, post_id, topic_id.
-- The stance of posts towards their topics, or why there is none.
with
    asked as (select * from {{ ref("int_posts_asked_for_stance") }}),

    judged as (select * from {{ ref("int_texts_judged") }})

select
    asked.platform,
    asked.post_id,
    asked.topic_id,
    asked.person_key,
    asked.activity_date,
    asked.text_key,
    judged.language,
    judged.stance,
    judged.stance_label,
    judged.stance_basis,
    -- what has no key has no text
    coalesce(
        judged.stance_missing_because, case when asked.text_key is null then 'no text' end
    ) as stance_missing_because
from asked
left join judged on asked.text_key = judged.text_key
