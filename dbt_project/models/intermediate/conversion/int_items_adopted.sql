-- One row per topic_id, item_kind, item, person_key.
-- When somebody first used a hashtag or link in a post on a topic, of items that enough people
-- used: the log of adoptions. A repost uses what the post that it repeats shows.
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    post_hashtags as (select * from {{ ref("int_post_hashtags") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    acts as (select * from {{ ref("int_acts_on_people") }}),

    post_urls as (select platform, post_id, {{ each_of("urls") }} as url from posts),

    post_items as (
        select platform, post_id, 'hashtag' as item_kind, hashtag as item
        from post_hashtags
        -- a post may show a link twice
        union
        select platform, post_id, 'url', {{ comparable_url("url") }}
        from post_urls
        where {{ url_host(comparable_url("url")) }} <> ''
    ),

    uses as (
        select
            posts.platform,
            posts.post_id as shown_in_post_id,
            post_items.item_kind,
            post_items.item,
            posts.person_key,
            posts.created_at as used_at
        from posts
        inner join
            post_items
            on posts.platform = post_items.platform
            and posts.post_id = post_items.post_id
        union all
        select
            acts.platform,
            acts.target_post_id,
            post_items.item_kind,
            post_items.item,
            acts.actor_person_key,
            acts.occurred_at
        from acts
        inner join
            post_items
            on acts.platform = post_items.platform
            and acts.target_post_id = post_items.post_id
        where acts.act_kind = 'repost'
    ),

    first_uses as (
        select
            post_topics.topic_id,
            uses.item_kind,
            uses.item,
            uses.person_key,
            min(uses.used_at) as adopted_at
        from uses
        inner join
            post_topics
            on uses.platform = post_topics.platform
            and uses.shown_in_post_id = post_topics.post_id
        group by post_topics.topic_id, uses.item_kind, uses.item, uses.person_key
    ),

    items as (
        select topic_id, item_kind, item
        from first_uses
        group by topic_id, item_kind, item
        having count(*) >= {{ var("adoption_min_adopters") }}
    ),

    items_numbered as (
        select
            topic_id,
            item_kind,
            item,
            dense_rank() over (
                order by case when topic_id = 'all' then 0 else 1 end, topic_id
            ) as topic_number,
            row_number() over (
                order by case when topic_id = 'all' then 0 else 1 end, topic_id, item_kind, item
            ) as item_number
        from items
    )

select
    first_uses.topic_id,
    first_uses.item_kind,
    first_uses.item,
    first_uses.person_key,
    items_numbered.topic_number,
    items_numbered.item_number,
    first_uses.adopted_at
from first_uses
inner join
    items_numbered
    on first_uses.topic_id = items_numbered.topic_id
    and first_uses.item_kind = items_numbered.item_kind
    and first_uses.item = items_numbered.item
