-- One row per topic_id, ancestor_topic_id.
-- A topic with itself and every topic above it; a cycle in the taxonomy ends at its first repeat.
with recursive
    topics as (select * from {{ ref("int_topics_named") }}),

    ancestors as (
        select topic_id, topic_id as ancestor_topic_id, 0 as generation
        from topics
        where topic_id <> 'all'
        union all
        select ancestors.topic_id, topics.parent_topic_id, ancestors.generation + 1
        from ancestors
        inner join topics on ancestors.ancestor_topic_id = topics.topic_id
        where
            topics.parent_topic_id is not null
            and ancestors.generation < {{ var("topic_max_depth") }}
    ),

    ancestors_once as (
        select topic_id, ancestor_topic_id, min(generation) as generation
        from ancestors
        group by topic_id, ancestor_topic_id
    )

select *
from ancestors_once
