-- One row per as_of, window_days, experiment_id, person_id.
-- What randomised holdouts found: what the units from whom a person's posts were withheld bought,
-- and what those bought who were free to see them.
{{ config(alias="experiments", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    experiments as (select * from {{ ref("fct_experiments") }}),

    lifts as (select * from {{ ref("fct_experiment_lifts") }}),

    people as (select * from {{ ref("dim_people") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    currency as (select max(reporting_currency) as value_currency from conversions)

select
    windows.as_of,
    cast(experiments.window_days as bigint) as window_days,
    experiments.experiment_id,
    people.person_id,
    experiments.unit_kind,
    experiments.first_assigned_at,
    cast(experiments.units_exposed as bigint) as units_exposed,
    cast(experiments.units_held_out as bigint) as units_held_out,
    cast(experiments.units_in_both_arms as bigint) as units_in_both_arms,
    cast(experiments.held_out_units_reached as bigint) as held_out_units_reached,
    cast(experiments.srm_p_value as double) as srm_p_value,
    cast(experiments.conversions_exposed as double) as conversions_exposed,
    cast(experiments.conversions_held_out as double) as conversions_held_out,
    cast(of_conversions.mean_exposed as double) as conversions_per_unit_exposed,
    cast(of_conversions.mean_held_out as double) as conversions_per_unit_held_out,
    cast(of_conversions.lift as double) as lift_per_unit,
    cast(of_conversions.lift_low as double) as lift_per_unit_low,
    cast(of_conversions.lift_high as double) as lift_per_unit_high,
    case
        when experiments.audience_scale is null then 'exposed_units' else 'audience'
    end as estimand,
    cast(experiments.audience_scale as double) as audience_scale,
    cast(experiments.identified_share as double) as identified_share,
    cast(of_conversions.incremental as double) as incremental_conversions,
    cast(of_conversions.incremental_low as double) as incremental_conversions_low,
    cast(of_conversions.incremental_high as double) as incremental_conversions_high,
    cast(of_value.incremental as double) as incremental_value,
    cast(of_value.incremental_low as double) as incremental_value_low,
    cast(of_value.incremental_high as double) as incremental_value_high,
    currency.value_currency,
    of_conversions.refused_because
from experiments
inner join windows on experiments.window_days = windows.window_days
inner join people on experiments.person_key = people.person_key
cross join currency
{% for outcome in ["conversions", "value"] %}
    inner join
        lifts as of_{{ outcome }}
        on of_{{ outcome }}.outcome = '{{ outcome }}'
        and experiments.window_days = of_{{ outcome }}.window_days
        and experiments.experiment_id = of_{{ outcome }}.experiment_id
        and experiments.person_key = of_{{ outcome }}.person_key
{% endfor %}
where people.is_publishable
