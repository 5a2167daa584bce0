-- One row per window_days, topic_id, person_key.
-- Credit times what experiments with other people found for each credited conversion: incremental
-- conversions, as far as credit can tell them.
with
    counted as (select * from {{ ref("fct_people_counted") }}),

    credit as (select * from {{ ref("fct_conversion_credit") }}),

    excess as (select * from {{ ref("fct_conversion_excess") }}),

    waits as (select * from {{ ref("int_waits_counted_by_lag") }}),

    lift_by_credit as (select * from {{ ref("fct_lift_by_credit") }}),

    lift_ratios as (select * from {{ ref("fct_lift_ratios") }}),

    told as (select count(*) > 0 as is_told from waits),

    -- several experiments with one person are weighed by their precision
    experiments_of_people as (
        select
            window_days,
            person_key,
            count(*) as experiments,
            {{ exact_sum("1 / (incremental_error * incremental_error)") }} as precision,
            {{ exact_sum("incremental / (incremental_error * incremental_error)") }}
            as weighted_incremental,
            {{ exact_sum("credit * incremental / (incremental_error * incremental_error)") }}
            as weighted_product,
            {{ exact_sum("credit * credit / (incremental_error * incremental_error)") }}
            as weighted_square
        from lift_by_credit
        cross join told
        where lift_by_credit.credit_kind = case when told.is_told then 'excess' else 'credit' end
        group by window_days, person_key
    ),

    credit_of_people as (
        select
            counted.window_days,
            counted.topic_id,
            counted.person_key,
            told.is_told as is_beyond_habit,
            case
                when told.is_told
                -- who has nothing beyond habit has none
                then coalesce(cast(excess.excess_conversions as double), 0)
                -- likewise without credit; who took over a conversion did not bring it
                else
                    coalesce(cast(credit.conversions - credit.conversions_intercepted as double), 0)
            end as credit,
            counted.sessions,
            -- and no journeys
            coalesce(credit.journeys, 0) as journeys
        from counted
        cross join told
        left join
            credit
            on counted.window_days = credit.window_days
            and counted.topic_id = credit.topic_id
            and counted.person_key = credit.person_key
            and credit.attribution_model = '{{ var("ranking_attribution_model") }}'
        left join
            excess
            on counted.window_days = excess.window_days
            and counted.topic_id = excess.topic_id
            and counted.person_key = excess.person_key
        left join
            experiments_of_people
            on counted.window_days = experiments_of_people.window_days
            and counted.person_key = experiments_of_people.person_key
            and counted.topic_id = 'all'
        where
            counted.sessions > 0
            or credit.journeys > 0
            or experiments_of_people.person_key is not null
    ),

    -- the ratio of the others, so that nobody's experiment speaks twice; before any has spoken it
    -- is 1
    ratios_of_people as (
        select
            credit_of_people.*,
            -- no experiment is none
            coalesce(lift_ratios.experiments, 0)
            - coalesce(experiments_of_people.experiments, 0) as other_experiments,
            {% for sum in ["product", "square"] %}
                1 / power({{ var("lift_ratio_prior_spread") }}, 2)
                -- likewise nothing of them
                + coalesce(lift_ratios.weighted_{{ sum }}, 0)
                - coalesce(experiments_of_people.weighted_{{ sum }}, 0) as {{ sum }}_sum,
            {% endfor %}
            experiments_of_people.weighted_incremental
            / experiments_of_people.precision as experiment_incremental,
            1 / experiments_of_people.precision as experiment_variance
        from credit_of_people
        left join
            lift_ratios
            on credit_of_people.window_days = lift_ratios.window_days
            and lift_ratios.credit_kind
            = case when credit_of_people.is_beyond_habit then 'excess' else 'credit' end
        left join
            experiments_of_people
            on credit_of_people.window_days = experiments_of_people.window_days
            and credit_of_people.person_key = experiments_of_people.person_key
    ),

    with_ratio as (
        select
            *,
            other_experiments >= {{ var("lift_ratio_min_experiments") }} as is_calibrated,
            case
                when other_experiments >= {{ var("lift_ratio_min_experiments") }}
                then greatest(product_sum / square_sum, {{ var("lift_ratio_least") }})
                else 1
            end as lift_ratio,
            case
                when other_experiments >= {{ var("lift_ratio_min_experiments") }}
                then 1 / square_sum
                else 0
            end as lift_ratio_variance
        from ratios_of_people
    ),

    -- a count varies as a Poisson one does, Jeffreys' half conversion added, and the ratio by
    -- itself
    with_spread as (
        select
            *,
            lift_ratio * (greatest(credit, 0) + 0.5) as posterior_mean,
            power(lift_ratio, 2) * (greatest(credit, 0) + 0.5)
            + power(greatest(credit, 0) + 0.5, 2) * lift_ratio_variance as posterior_variance
        from with_ratio
    )

select
    window_days,
    topic_id,
    person_key,
    is_beyond_habit,
    is_calibrated,
    credit,
    lift_ratio,
    lift_ratio_variance,
    cast(sessions + journeys as bigint) as sample_size,
    lift_ratio * credit as calibrated,
    {% for side in ["low", "high"] %}
        {{ gamma_of_moments(side, "posterior_mean", "posterior_variance") }}
        as calibrated_{{ side }},
    {% endfor %}
    posterior_variance as calibrated_variance,
    experiment_incremental,
    experiment_variance
from with_spread
