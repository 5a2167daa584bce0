-- One row per rate_name, window_days, topic_id, person_key.
-- Rates shrunk by empirical Bayes, with their credible interval: the posterior is
-- Beta(alpha + p n, beta + (1 - p) n) with the raw rate p and n effective trials, which are fewer
-- than the trials as far as clusters differ and exposure is estimated (macro effective_trials).
-- Their number depends on the rate: it is taken at the prior's mean first, and at the rate that
-- comes of it then. `_all` counts those who are suspected as well, with the same prior, so that the
-- difference is what they did.
{% set sides = ["", "_all"] %}
with
    trials as (select * from {{ ref("fct_rate_trials") }}),

    priors as (select * from {{ ref("fct_rate_priors") }}),

    dispersions as (select * from {{ ref("fct_rate_dispersions") }}),

    trials_with_prior as (
        select
            trials.*,
            {% for side in sides %}
                trials.successes{{ side }}
                / nullif(trials.trials{{ side }}, 0) as raw_rate{{ side }},
            {% endfor %}
            priors.prior_basis,
            priors.prior_alpha,
            priors.prior_beta,
            priors.prior_alpha / (priors.prior_alpha + priors.prior_beta) as prior_rate,
            dispersions.dispersion,
            trials.successes <> trials.successes_all
            or trials.trials <> trials.trials_all as has_suspects
        from trials
        inner join
            priors
            on trials.rate_name = priors.rate_name
            and trials.window_days = priors.window_days
            and trials.topic_id = priors.topic_id
        inner join
            dispersions
            on trials.rate_name = dispersions.rate_name
            and trials.window_days = dispersions.window_days
            and trials.topic_id = dispersions.topic_id
    ),

    at_the_prior as (
        select
            *,
            {% for side in sides %}
                {{ effective_trials("trials" ~ side, "prior_rate", side) }} as first_worth{{ side }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from trials_with_prior
    ),

    first_rates as (
        select
            *,
            {% for side in sides %}
                (prior_alpha + raw_rate{{ side }} * first_worth{{ side }})
                / (prior_alpha + prior_beta + first_worth{{ side }}) as first_rate{{ side }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from at_the_prior
    ),

    at_the_first_rate as (
        select
            *,
            {% for side in sides %}
                {{ effective_trials("trials" ~ side, "first_rate" ~ side, side) }}
                as effective_trials{{ side }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from first_rates
    ),

    posteriors as (
        select
            *,
            {% for side in sides %}
                prior_alpha + raw_rate{{ side }} * effective_trials{{ side }} as alpha{{ side }},
                prior_beta + (1 - raw_rate{{ side }}) * effective_trials{{ side }} as beta{{ side }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from at_the_first_rate
    ),

    -- where hardly anybody answers, the posterior is so skewed that its mean lies beyond the upper
    -- tail; the interval is widened to hold it, and then holds more than it says
    rates as (
        select
            *,
            alpha / (alpha + beta) as rate,
            least(
                alpha / (alpha + beta), {{ beta_quantile(interval_tail("low"), "alpha", "beta") }}
            ) as rate_low,
            greatest(
                alpha / (alpha + beta), {{ beta_quantile(interval_tail("high"), "alpha", "beta") }}
            ) as rate_high
        from posteriors
    )

select
    rate_name,
    window_days,
    topic_id,
    person_key,
    successes,
    trials,
    effective_trials,
    prior_basis,
    prior_rate,
    rate,
    rate_low,
    rate_high,
    successes_all,
    trials_all,
    -- who is answered by nobody suspected has one rate, and it is worked out once
    case when has_suspects then alpha_all / (alpha_all + beta_all) else rate end as rate_all,
    case
        when has_suspects
        then
            least(
                alpha_all / (alpha_all + beta_all),
                {{ beta_quantile(interval_tail("low"), "alpha_all", "beta_all") }}
            )
        else rate_low
    end as rate_low_all,
    case
        when has_suspects
        then
            greatest(
                alpha_all / (alpha_all + beta_all),
                {{ beta_quantile(interval_tail("high"), "alpha_all", "beta_all") }}
            )
        else rate_high
    end as rate_high_all
from rates
