-- One row per window_days, experiment_id, person_key, outcome.
-- Difference of the means of the two arms with Welch's interval, and what it makes for everybody
-- who may have seen the person. Null where the experiment is refused.
with
    experiments as (select * from {{ ref("fct_experiments") }}),

    outcomes as (
        {% for outcome in ["conversions", "value"] %}
            select
                window_days,
                experiment_id,
                person_key,
                '{{ outcome }}' as outcome,
                units_exposed,
                units_held_out,
                srm_p_value,
                {{ outcome }}_exposed / nullif(units_exposed, 0) as mean_exposed,
                {{ outcome }}_held_out / nullif(units_held_out, 0) as mean_held_out,
                {% for arm in ["exposed", "held_out"] %}
                    {{ outcome }}_squared_{{ arm }}
                    - {{ outcome }}_{{ arm }}
                    * {{ outcome }}_{{ arm }}
                    / nullif(units_{{ arm }}, 0) as squares_{{ arm }},
                {% endfor %}
                -- where the graph tells nothing, of the exposed units only
                units_exposed * coalesce(audience_scale, 1) / identified_share as people_exposed
            from experiments
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    -- the spread of few units is hardly known: each arm borrows from the units of all experiments
    spread_of_all as (
        select
            window_days,
            outcome,
            {{ exact_sum("squares_exposed + squares_held_out") }}
            / nullif(sum(units_exposed + units_held_out - 2), 0) as variance
        from outcomes
        where least(units_exposed, units_held_out) > 1
        group by window_days, outcome
    ),

    with_errors as (
        select
            outcomes.*
            {% for arm in ["exposed", "held_out"] %}
                ,
                (
                    outcomes.squares_{{ arm }}
                    + {{ var("experiment_prior_units") }} * spread_of_all.variance
                )
                / (outcomes.units_{{ arm }} - 1 + {{ var("experiment_prior_units") }})
                / nullif(outcomes.units_{{ arm }}, 0) as squared_error_{{ arm }}
            {% endfor %}
        from outcomes
        left join
            spread_of_all
            on outcomes.window_days = spread_of_all.window_days
            and outcomes.outcome = spread_of_all.outcome
    ),

    judged as (
        select
            *,
            case
                when least(units_exposed, units_held_out) < {{ var("experiment_min_units") }}
                then 'too few units in an arm'
                when srm_p_value < {{ var("experiment_srm_p_value") }}
                then 'arms of other sizes than were meant'
                when not squared_error_exposed + squared_error_held_out > 0
                then 'nobody bought'
                when people_exposed is null
                then 'no visitor is known to be a unit'
            end as refused_because
        from with_errors
    ),

    errors as (
        select
            *,
            case when refused_because is null then mean_exposed - mean_held_out end as lift,
            case
                when refused_because is null
                then sqrt(squared_error_exposed + squared_error_held_out)
            end as standard_error,
            -- Welch and Satterthwaite
            power(squared_error_exposed + squared_error_held_out, 2) / nullif(
                power(squared_error_exposed, 2)
                / (units_exposed - 1 + {{ var("experiment_prior_units") }})
                + power(squared_error_held_out, 2)
                / (units_held_out - 1 + {{ var("experiment_prior_units") }}),
                0
            ) as degrees_of_freedom
        from judged
    ),

    with_width as (
        select *, standard_error * {{ t_half_width("degrees_of_freedom") }} as half_width
        from errors
    )

select
    window_days,
    experiment_id,
    person_key,
    outcome,
    refused_because,
    mean_exposed,
    mean_held_out,
    lift,
    lift - half_width as lift_low,
    lift + half_width as lift_high,
    people_exposed,
    lift * people_exposed as incremental,
    (lift - half_width) * people_exposed as incremental_low,
    (lift + half_width) * people_exposed as incremental_high,
    standard_error * people_exposed as incremental_error
from with_width
