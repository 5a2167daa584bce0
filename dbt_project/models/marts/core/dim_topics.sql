-- One row per topic_id.
-- The topics of this run.
with topics as (select * from {{ ref("int_topics_named") }}) select * from topics
