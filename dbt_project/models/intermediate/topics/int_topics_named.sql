-- One row per topic_id.
-- Every topic of this run: the taxonomy's, those that conversions name, hashtags where there is
-- no taxonomy, and `all`, which holds everything once.
with
    topics as (select * from {{ ref("stg_topics") }}),

    topic_terms as (select * from {{ ref("stg_topic_terms") }}),

    conversions as (select * from {{ ref("stg_conversions") }}),

    post_hashtags as (select * from {{ ref("int_post_hashtags") }}),

    taxonomy_size as (select count(*) as terms from topic_terms),

    hashtags_in_use as (
        select '#' || hashtag as topic_id
        from post_hashtags
        cross join taxonomy_size
        where taxonomy_size.terms = 0
        group by hashtag
        having count(distinct person_key) >= {{ var("topic_min_authors") }}
    ),

    all_topics as (
        select 'all' as topic_id, 'Everything' as topic_name, null as parent_topic_id, 0 as priority
        union all
        select topic, name, parent_topic, 1
        from topics
        union all
        select topic, null, null, 2
        from topic_terms
        union all
        select parent_topic, null, null, 3
        from topics
        where parent_topic is not null
        union all
        select topic, null, null, 4
        from conversions
        where topic is not null and topic <> 'all'
        union all
        select topic_id, null, null, 5
        from hashtags_in_use
    ),

    topics_once as (
        select
            *,
            row_number() over (
                partition by topic_id
                order by priority, topic_name nulls last, parent_topic_id nulls last
            ) as mention_number
        from all_topics
    )

select
    topic_id,
    -- a topic that nobody named is shown by its id
    coalesce(topic_name, topic_id) as topic_name,
    parent_topic_id,
    case
        when priority = 0
        then 'all'
        when priority <= 3
        then 'taxonomy'
        when priority = 4
        then 'conversion'
        else 'hashtag'
    end as topic_source
from topics_once
where mention_number = 1
