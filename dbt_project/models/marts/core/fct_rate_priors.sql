-- One row per rate_name, window_days, topic_id.
-- The beta prior of a rate among the people of a topic, fitted by the method of moments for the
-- beta-binomial (Kleinman 1973) in two steps: first each person weighted by what the trials are
-- worth at the topic's mean rate, then by what the first step says that these are worth.
--
-- With rates p_i of n_i effective trials, weights w_i of sum W and mean m = sum(w_i p_i) / W, the
-- spread S = sum(w_i (p_i - m)^2) has the expectation m (1 - m) (A + r B), where
-- A = sum(w_i (1 - w_i / W) / n_i), B = sum(w_i (1 - w_i / W) (1 - 1 / n_i)) and r is the
-- intraclass correlation 1 / (alpha + beta + 1). Solved for r. People whose trials are worth less
-- than one say nothing of the spread.
with
    trials as (select * from {{ ref("fct_rate_trials") }}),

    dispersions as (select * from {{ ref("fct_rate_dispersions") }}),

    trials_with_mean as (
        select
            trials.rate_name,
            trials.window_days,
            trials.topic_id,
            trials.successes,
            trials.trials,
            trials.trials_squared,
            trials.trials_unsure,
            dispersions.dispersion,
            cast(sum(trials.successes) over topics as double)
            / nullif({{ exact_sum("trials.trials", "over topics") }}, 0) as pooled_rate
        from trials
        inner join
            dispersions
            on trials.rate_name = dispersions.rate_name
            and trials.window_days = dispersions.window_days
            and trials.topic_id = dispersions.topic_id
        where trials.trials > 0
        window topics as (partition by trials.rate_name, trials.window_days, trials.topic_id)
    ),

    trials_with_worth as (
        select
            rate_name,
            window_days,
            topic_id,
            successes / trials as raw_rate,
            {{ effective_trials("trials", "pooled_rate") }} as trials
        from trials_with_mean
    ),

    weighted_by_trials as (select *, trials as weight from trials_with_worth where trials >= 1),

    first_step as ({{ beta_binomial_moments("weighted_by_trials") }}),

    weighted_by_worth as (
        select
            weighted_by_trials.rate_name,
            weighted_by_trials.window_days,
            weighted_by_trials.topic_id,
            weighted_by_trials.trials,
            weighted_by_trials.raw_rate,
            weighted_by_trials.trials
            / (1 + first_step.intraclass_correlation * (weighted_by_trials.trials - 1)) as weight
        from weighted_by_trials
        inner join
            first_step
            on weighted_by_trials.rate_name = first_step.rate_name
            and weighted_by_trials.window_days = first_step.window_days
            and weighted_by_trials.topic_id = first_step.topic_id
    ),

    second_step as ({{ beta_binomial_moments("weighted_by_worth") }}),

    strengths as (
        select
            rate_name,
            window_days,
            topic_id,
            people,
            mean_rate,
            intraclass_correlation,
            case
                -- nobody or everybody succeeded: there is no spread to learn from
                when mean_rate <= 0 or mean_rate >= 1
                then null
                when intraclass_correlation <= 0
                then {{ var("prior_max_strength") }}
                else
                    least(
                        greatest(1 / intraclass_correlation - 1, {{ var("prior_min_strength") }}),
                        {{ var("prior_max_strength") }}
                    )
            end as strength
        from second_step
    ),

    strengths_of_all as (select * from strengths where topic_id = 'all'),

    -- a topic may hold nobody whose trials are worth one
    priors as (
        select
            dispersions.rate_name,
            dispersions.window_days,
            dispersions.topic_id,
            coalesce(strengths.people, 0) as people,
            case
                when
                    strengths.people >= {{ var("prior_min_people") }}
                    and strengths.strength is not null
                then 'topic'
                when strengths_of_all.strength is not null
                then 'all'
                else 'jeffreys'
            end as prior_basis,
            strengths.mean_rate as topic_mean_rate,
            strengths.strength as topic_strength,
            strengths_of_all.mean_rate as all_mean_rate,
            strengths_of_all.strength as all_strength
        from dispersions
        left join
            strengths
            on dispersions.rate_name = strengths.rate_name
            and dispersions.window_days = strengths.window_days
            and dispersions.topic_id = strengths.topic_id
        left join
            strengths_of_all
            on dispersions.rate_name = strengths_of_all.rate_name
            and dispersions.window_days = strengths_of_all.window_days
    )

select
    rate_name,
    window_days,
    topic_id,
    people,
    prior_basis,
    case
        when prior_basis = 'topic'
        then topic_mean_rate * topic_strength
        when prior_basis = 'all'
        then all_mean_rate * all_strength
        else 0.5
    end as prior_alpha,
    case
        when prior_basis = 'topic'
        then (1 - topic_mean_rate) * topic_strength
        when prior_basis = 'all'
        then (1 - all_mean_rate) * all_strength
        else 0.5
    end as prior_beta
from priors
