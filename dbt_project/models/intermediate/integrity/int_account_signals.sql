-- One row per person_key.
-- What the accounts of a person say of themselves: age at the first act of the longest window,
-- follow ratio, posting rate, and whether they are told to be automated. Null where nothing tells.
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
        left join first_acts on nodes.person_key = first_acts.person_key
    ),

    -- of several accounts the oldest tells the age, and the one with the most of each the rest
    signals as (
        select
            person_key,
            min(first_act_at) as first_act_at,
            {{ seconds_between("min(created_at)", "min(first_act_at)") }}
            / 86400 as account_age_days,
            max(
                case
                    -- who is followed by nobody follows so many times as many as one would
                    when followers_count is not null
                    then following_count / cast(greatest(followers_count, 1) as double)
                end
            ) as follow_ratio,
            max(following_count) as following_count,
            max(
                case
                    -- the first day is a whole one
                    when days_observed is not null then posts_count / greatest(days_observed, 1)
                end
            ) as posts_per_day,
            max(is_automated) as is_automated
        from accounts_of_people
        group by person_key
    )

select *
from signals
