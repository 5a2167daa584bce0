-- One row per as_of, topic_id, person_id.
-- Whom a programme could work with, who of them the budget is best spent on, and what each adds.
{{ config(alias="programme_candidates", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    candidates as (select * from {{ ref("fct_programme_candidates") }}),

    selection as (select * from {{ ref("fct_programme_selection") }}),

    people as (select * from {{ ref("dim_people") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    currency as (select max(reporting_currency) as value_currency from conversions)

select
    windows.as_of,
    cast(windows.window_days as bigint) as window_days,
    '{{ var("programme_topic") }}' as topic_id,
    people.person_id,
    candidates.is_eligible,
    cast(candidates.rules_broken as bigint) as rules_broken,
    cast(candidates.incremental as double) as incremental_conversions,
    cast(candidates.cost as double) as cost,
    candidates.cost_basis,
    currency.value_currency,
    cast(selection.selection_place as bigint) as selection_place,
    cast(selection.incremental_added as double) as incremental_added,
    cast(selection.incremental_expected as double) as incremental_expected,
    cast(selection.cost_spent as double) as cost_spent,
    cast(selection.incremental_bound as double) as incremental_bound
from candidates
inner join windows on windows.window_days = {{ var("programme_window_days") }}
cross join currency
inner join people on candidates.person_key = people.person_key
left join selection on candidates.person_key = selection.person_key
where people.is_publishable
