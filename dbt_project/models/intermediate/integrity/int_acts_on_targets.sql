-- One row per platform, target, actor_person_key.
-- What people acted on in the longest window, and when first: a post, or a person where no post is
-- told, or a link that they shared.
with
    acts as (select * from {{ ref("int_acts_on_people") }}),

    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    windows as (select * from {{ ref("int_windows") }}),

    longest_window as (select min(starts_on) as starts_on from windows),

    links_shared as (
        select
            platform,
            person_key as actor_person_key,
            activity_date,
            created_at,
            {{ each_of("urls") }} as url
        from posts
        -- the links in a repost were shared by the author of the original
        where post_kind <> 'repost'
    ),

    acts_told as (
        select
            platform,
            case
                when target_post_id is not null
                then 'post:' || target_post_id
                else 'person:' || person_key
            end as target,
            actor_person_key,
            activity_date,
            occurred_at
        from acts
        union all
        select
            platform,
            'link:' || {{ comparable_url("url") }} as target,
            actor_person_key,
            activity_date,
            created_at
        from links_shared
        where url is not null
    ),

    acts_on_targets as (
        select
            acts_told.platform,
            acts_told.target,
            acts_told.actor_person_key,
            min(acts_told.occurred_at) as first_at
        from acts_told
        inner join longest_window on acts_told.activity_date >= longest_window.starts_on
        group by acts_told.platform, acts_told.target, acts_told.actor_person_key
    )

select *
from acts_on_targets
