-- One row per platform, account_id, activity_date.
-- How many people are to be expected to see one post of an account on a day on which it posted: the
-- sum of its followers' chances to see any one post of their feeds. Follows that begin and end
-- change the sum on their day, so no post is joined to its readers: the rows are follows and
-- account-days.
{% set longest_window = var("window_days") | max %}
with
    follows as (select * from {{ ref("int_follows_joined_to_people") }}),

    feeds as (select * from {{ ref("int_feeds_read") }}),

    suspects as (select * from {{ ref("int_people_suspected") }}),

    posts_carried as (select * from {{ ref("int_posts_carried") }}),

    readers as (
        select
            follows.platform,
            follows.account_id,
            -- what is told without a beginning stood before all that is told
            coalesce(cast(follows.followed_since as date), date '1000-01-01') as since_date,
            cast(follows.followed_until as date) as until_date,
            cast(feeds.chance_of_sight as decimal(10, 9)) as chance_all,
            cast(
                case
                    when suspects.person_key is null then feeds.chance_of_sight else 0
                end as decimal(10, 9)
            ) as chance
        from follows
        inner join
            feeds
            on feeds.window_days = {{ longest_window }}
            and follows.follower_person_key = feeds.person_key
        left join suspects on follows.follower_person_key = suspects.person_key
    ),

    changes as (
        select platform, account_id, since_date as activity_date, chance, chance_all, 0 as posts
        from readers
        union all
        select platform, account_id, until_date, - chance, - chance_all, 0
        from readers
        where until_date is not null
        union all
        select platform, account_id, activity_date, 0, 0, 1
        from posts_carried
    ),

    changes_by_day as (
        select
            platform,
            account_id,
            activity_date,
            sum(chance) as chance,
            sum(chance_all) as chance_all,
            sum(posts) as posts
        from changes
        group by platform, account_id, activity_date
    ),

    readers_by_day as (
        select
            platform,
            account_id,
            activity_date,
            posts,
            cast(sum(chance) over days_so_far as double) as expected_readers,
            cast(sum(chance_all) over days_so_far as double) as expected_readers_all
        from changes_by_day
        window
            days_so_far as (
                partition by platform, account_id
                order by activity_date
                rows between unbounded preceding and current row
            )
    )

select platform, account_id, activity_date, expected_readers, expected_readers_all
from readers_by_day
where posts > 0
