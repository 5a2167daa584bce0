-- A post has one weight in all, shared by the topics that it shows signs of.
{{ config(meta={"dagster": {"ref": {"name": "int_posts_assigned_to_topics"}}}) }}
with post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }})

select platform, post_id, sum(own_weight) as own_weight
from post_topics
where topic_id <> 'all'
group by platform, post_id
having abs(sum(own_weight) - 1) > 0.000001
