-- One row per person_key.
-- People on the topic of the programme, whether they meet every rule, and what they cost.
with
    facts as (select * from {{ ref("fct_programme_facts") }}),

    exclusions as (select * from {{ ref("fct_programme_exclusions") }}),

    campaigns as (select * from {{ ref("fct_campaigns_valued") }}),

    rules_broken as (
        select person_key, count(*) as rules_broken from exclusions group by person_key
    ),

    -- what a person took last is what they may be expected to take
    last_costs as (
        select person_key, cost
        from campaigns
        where cost > 0
        qualify
            row_number() over (
                partition by person_key order by ends_on desc nulls last, campaign_id
            )
            = 1
    )

select
    facts.person_key,
    -- no rule broken is none
    coalesce(rules_broken.rules_broken, 0) as rules_broken,
    rules_broken.person_key is null as is_eligible,
    facts.value as incremental,
    coalesce(last_costs.cost, {{ var("programme_default_cost") }}) as cost,
    case when last_costs.cost is null then 'assumed' else 'campaign' end as cost_basis
from facts
left join rules_broken on facts.person_key = rules_broken.person_key
left join last_costs on facts.person_key = last_costs.person_key
where facts.measure = 'incremental_conversions'
