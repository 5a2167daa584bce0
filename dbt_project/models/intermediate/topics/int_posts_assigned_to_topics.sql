-- One row per platform, post_id, topic_id.
-- The topics of a post: those it shows signs of, the topics above them, and `all`.
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    matches as (select * from {{ ref("int_posts_matched_to_terms") }}),

    topics_rolled_up as (select * from {{ ref("int_topics_rolled_up") }}),

    weights_by_topic as (
        select platform, post_id, topic_id, sum(weight) as weight
        from matches
        group by platform, post_id, topic_id
    ),

    own_weights as (
        select
            platform,
            post_id,
            topic_id,
            cast(weight as double) / sum(weight) over (partition by platform, post_id) as own_weight
        from weights_by_topic
    ),

    weights_rolled_up as (
        select
            own_weights.platform,
            own_weights.post_id,
            topics_rolled_up.ancestor_topic_id as topic_id,
            {{
                exact_sum(
                    "case when topics_rolled_up.generation = 0 then own_weights.own_weight else 0 end"
                )
            }}
            as own_weight,
            {{ exact_sum("own_weights.own_weight") }} as topic_weight
        from own_weights
        inner join topics_rolled_up on own_weights.topic_id = topics_rolled_up.topic_id
        group by own_weights.platform, own_weights.post_id, topics_rolled_up.ancestor_topic_id
    ),

    weights_with_all as (
        select platform, post_id, topic_id, own_weight, topic_weight
        from weights_rolled_up
        union all
        select platform, post_id, 'all', null, 1
        from posts
    )

select *
from weights_with_all
