-- One row per rate_name, window_days, topic_id, person_key.
-- Rates shrunk by empirical Bayes, with their credible interval: the posterior is
-- Beta(alpha + successes, beta + trials - successes).
with
    trials as (select * from {{ ref("fct_rate_trials") }}),

    priors as (select * from {{ ref("fct_rate_priors") }}),

    posteriors as (
        select
            trials.rate_name,
            trials.window_days,
            trials.topic_id,
            trials.person_key,
            trials.successes,
            trials.trials,
            priors.prior_basis,
            priors.prior_alpha + trials.successes as alpha,
            priors.prior_beta + trials.trials - trials.successes as beta
        from trials
        inner join
            priors
            on trials.rate_name = priors.rate_name
            and trials.window_days = priors.window_days
            and trials.topic_id = priors.topic_id
    )

select
    rate_name,
    window_days,
    topic_id,
    person_key,
    successes,
    trials,
    prior_basis,
    alpha / (alpha + beta) as rate,
    -- where hardly anybody answers, the posterior is so skewed that its mean lies beyond the upper
    -- tail; the interval is widened to hold it, and then holds more than it says
    least(
        alpha / (alpha + beta), {{ beta_quantile(interval_tail("low"), "alpha", "beta") }}
    ) as rate_low,
    greatest(
        alpha / (alpha + beta), {{ beta_quantile(interval_tail("high"), "alpha", "beta") }}
    ) as rate_high
from posteriors
