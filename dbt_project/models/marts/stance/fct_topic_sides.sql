-- One row per window_days, topic_id.
-- How many people laud a topic and how many complain of it, whoever they are. Each person counts
-- once, on the side of most of their texts.
with
    stance as (select * from {{ ref("fct_topic_stance") }}),

    sides as (
        select
            window_days,
            topic_id,
            count(*) filter (where texts_lauding > texts_complaining) as people_lauding,
            count(*) filter (where texts_lauding < texts_complaining) as people_complaining
        from stance
        group by window_days, topic_id
    )

select
    window_days,
    topic_id,
    people_lauding,
    people_complaining,
    {{ jeffreys_share("people_lauding_share", "people_lauding", "people_complaining") }}
from sides
