-- One row per platform, post_id.
-- How many views of a post are to be expected from the feeds in which it stood, by its author and
-- by reposts, before what a platform's counters say of such expectations.
with
    posts_carried as (select * from {{ ref("int_posts_carried") }}),

    accounts_read as (select * from {{ ref("int_accounts_read_daily") }}),

    follows as (select * from {{ ref("int_follows_joined_to_people") }}),

    -- of an account of which no follow is told nothing can be expected
    accounts_in_graph as (select platform, account_id from follows group by platform, account_id),

    views_expected as (
        select
            posts_carried.platform,
            posts_carried.post_id,
            {{ exact_sum("accounts_read.expected_readers") }} as expected_views,
            {{ exact_sum("accounts_read.expected_readers_all") }} as expected_views_all,
            -- the followers of those who reposted it say nothing of the author's own
            bool_or(
                posts_carried.carrying_post_id = posts_carried.post_id
                and accounts_in_graph.account_id is not null
            ) as is_author_in_graph
        from posts_carried
        inner join
            accounts_read
            on posts_carried.platform = accounts_read.platform
            and posts_carried.account_id = accounts_read.account_id
            and posts_carried.activity_date = accounts_read.activity_date
        left join
            accounts_in_graph
            on posts_carried.platform = accounts_in_graph.platform
            and posts_carried.account_id = accounts_in_graph.account_id
        group by posts_carried.platform, posts_carried.post_id
    )

select platform, post_id, expected_views, expected_views_all
from views_expected
where is_author_in_graph
