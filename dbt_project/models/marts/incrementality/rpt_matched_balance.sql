-- One row per as_of, window_days, person_id, covariate.
-- How alike the people who came through a person's links and those they are compared with were
-- before.
{{ config(alias="matched_balance", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    balance as (select * from {{ ref("fct_matched_balance") }}),

    people as (select * from {{ ref("dim_people") }})

select
    windows.as_of,
    cast(balance.window_days as bigint) as window_days,
    people.person_id,
    balance.covariate,
    balance.exposed as people_exposed,
    balance.matched as people_matched,
    cast(balance.mean_exposed as double) as mean_exposed,
    cast(balance.mean_others as double) as mean_others,
    cast(balance.mean_matched as double) as mean_matched,
    cast(balance.mean_alike as double) as mean_alike,
    cast(balance.imbalance_before as double) as imbalance_before,
    cast(balance.imbalance_after as double) as imbalance_after
from balance
inner join windows on balance.window_days = windows.window_days
inner join people on balance.person_key = people.person_key
where people.is_publishable
