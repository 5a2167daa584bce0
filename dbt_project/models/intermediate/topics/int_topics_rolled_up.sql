-- One row per topic_id, ancestor_topic_id.
-- A topic with itself and every topic above it; a cycle in the taxonomy ends at its first repeat.
with recursive
    topics as (select * from {{ ref("int_topics_named") }}),

    parents as (
        select topic as topic_id, parent_topic as parent_topic_id
        from {{ ref("stg_topics") }}
        where {{ is_parent("parent_topic") }}
    ),

    ancestors as (
        select topic_id, topic_id as ancestor_topic_id, 0 as generation
        from topics
        where topic_id <> 'all'
        -- two ways up may meet again
        union
        select ancestors.topic_id, parents.parent_topic_id, ancestors.generation + 1
        from ancestors
        inner join parents on ancestors.ancestor_topic_id = parents.topic_id
        where ancestors.generation < {{ var("topic_max_depth") }}
    ),

    ancestors_once as (
        select topic_id, ancestor_topic_id, min(generation) as generation
        from ancestors
        group by topic_id, ancestor_topic_id
    )

select *
from ancestors_once
