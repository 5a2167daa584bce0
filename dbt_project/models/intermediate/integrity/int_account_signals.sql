-- One row per person_key.
-- What the accounts of those who acted in the longest window say of themselves: age, follow ratio,
-- posting rate, and whether they are told to be automated. Null where nothing tells.
with
    accounts as (select * from {{ ref("int_accounts_observed_latest") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    acts as (select * from {{ ref("int_acts_on_targets") }}),

    first_acts as (
        select actor_person_key as person_key, min(first_at) as first_act_at
        from acts
        group by actor_person_key
    ),

    accounts_of_people as (
        select
            nodes.person_key,
            first_acts.first_act_at,
            accounts.created_at,
            accounts.followers_count,
            accounts.following_count,
            accounts.posts_count,
            accounts.is_automated,
            {{ seconds_between("accounts.created_at", "accounts.observed_at") }}
            / 86400 as days_observed
        from accounts
        inner join
            nodes
            on nodes.node_kind = 'account'
            and accounts.platform = nodes.platform
            and accounts.account_id = nodes.id
        inner join first_acts on nodes.person_key = first_acts.person_key
    ),

    -- of several accounts the oldest tells the age, and the one with the most of each the rest
    signals as (
        select
            person_key,
            {{ seconds_between("min(created_at)", "min(first_act_at)") }}
            / 86400 as account_age_days,
            max(
                -- who is followed by nobody follows so many times as many as one would
                following_count / cast(greatest(followers_count, 1) as double)
            ) as follow_ratio,
            max(following_count) as following_count,
            -- the first day is a whole one
            max(posts_count / greatest(days_observed, 1)) as posts_per_day,
            max(is_automated) as is_automated
        from accounts_of_people
        group by person_key
    )

select *
from signals
