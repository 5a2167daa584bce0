-- One row per platform, account_id.
-- What was last known of an account before as_of; each fact from its own latest observation.
with
    accounts as (select * from {{ ref("stg_accounts") }}),

    windows as (select * from {{ ref("int_windows") }}),

    run_dates as (select max(as_of) as as_of from windows),

    accounts_latest as (
        select
            accounts.platform,
            accounts.account_id,
            max_by(accounts.handle, accounts.observed_at) as handle,
            max_by(accounts.followers_count, accounts.observed_at) as followers_count,
            max_by(accounts.following_count, accounts.observed_at) as following_count,
            max_by(accounts.posts_count, accounts.observed_at) as posts_count,
            max_by(accounts.is_automated, accounts.observed_at) as is_automated,
            max_by(accounts.created_at, accounts.observed_at) as created_at,
            max(accounts.observed_at) as observed_at
        from accounts
        cross join run_dates
        where accounts.observed_at < run_dates.as_of
        group by accounts.platform, accounts.account_id
    )

select *
from accounts_latest
