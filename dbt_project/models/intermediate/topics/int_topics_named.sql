-- One row per topic_id.
-- Every topic of this run: the taxonomy's, those that conversions name, hashtags that enough people
-- used, and `all`, which holds everything once.
with
    topics as (select * from {{ ref("stg_topics") }}),

    topic_terms as (select * from {{ ref("stg_topic_terms") }}),

    terms as (select * from {{ ref("int_topic_terms") }}),

    conversions as (select * from {{ ref("stg_conversions") }}),

    post_hashtags as (select * from {{ ref("int_post_hashtags") }}),

    -- a phrase that is one word stands in the text of its hashtag
    words_of_taxonomy as (
        select term from terms where term_kind in ('hashtag', 'phrase') group by term
    ),

    taxonomy_size as (select count(*) as terms from topic_terms),

    hashtags_in_use as (
        select '#' || post_hashtags.hashtag as topic_id
        from post_hashtags
        cross join taxonomy_size
        left join words_of_taxonomy on post_hashtags.hashtag = words_of_taxonomy.term
        where {{ hashtags_discovered("taxonomy_size.terms") }} and words_of_taxonomy.term is null
        group by post_hashtags.hashtag
        having count(distinct post_hashtags.person_key) >= {{ var("topic_min_authors") }}
    ),

    parents as (select topic, name, parent_topic from topics where {{ is_parent("parent_topic") }}),

    all_topics as (
        select 'all' as topic_id, 'Everything' as topic_name, null as parent_topic_id, 0 as priority
        union all
        select topic, name, parent_topic, 1
        from parents
        union all
        select topic, name, null, 1
        from topics
        union all
        select topic, null, null, 2
        from topic_terms
        union all
        select parent_topic, null, null, 3
        from parents
        union all
        select topic, null, null, 4
        from conversions
        where topic is not null and topic <> 'all'
        union all
        select topic_id, null, null, 5
        from hashtags_in_use
    ),

    -- one row may name a topic and others its parents: the first of each, in their order
    topics_once as (
        select
            topic_id,
            min(topic_name) as topic_name,
            min(parent_topic_id) as parent_topic_id,
            min(priority) as priority
        from all_topics
        group by topic_id
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
