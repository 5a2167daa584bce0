-- One row per rate_name, window_days, topic_id.
-- How unlike each other the posts of one person are (or the sessions of one visitor to those of
-- another), beyond chance: pairs of one post succeed and fail together, so that they tell less of
-- the person than as many independent pairs.
--
-- The probability p_ij of cluster j of person i varies about p_i with the variance d (p_i (1 -
-- p_i))^2, that is by about d on the scale of logits (Williams 1982, model III): a lucky post
-- multiplies, whoever wrote it. What that does to the rate p = sum(y_j) / n of n = sum(n_j) trials
-- is the sum D = sum((y_j - p n_j)^2) (the linearised variance of a ratio, Cochran 1977), whose
-- expectation is v (n - q / n) + d v^2 (q - n) (1 - q / n^2) with q = sum(n_j^2) and v = p_i (1 -
-- p_i); the last factor is exact for clusters of one size. Without bias for independent trials, v
-- is y (n - y) / (n (n - 1)), and v^2 is y (y - 1) (n - y) (n - y - 1) / (n (n - 1) (n - 2) (n -
-- 3)). Solved for d by sums over the topic's people, each weighted by n / q, one over the mean size
-- of the cluster that a trial is in, so that no viral post speaks for all.
with
    trials as (select * from {{ ref("fct_rate_trials") }}),

    spreads as (
        select
            rate_name,
            window_days,
            topic_id,
            trials,
            trials_squared,
            trials / trials_squared as weight,
            successes_squared
            - 2.0 * successes / trials * successes_by_trials
            + 1.0 * successes * successes / trials / trials * trials_squared as spread,
            successes * (trials - successes) / (trials * (trials - 1)) as variance,
            successes
            * (successes - 1.0)
            * (trials - successes)
            -- exposure may be a fraction more than the answers
            * greatest(trials - successes - 1, 0)
            / (trials * (trials - 1) * (trials - 2) * (trials - 3)) as variance_squared
        from trials
        where clusters > 1 and trials > 3 and trials_squared > trials
    ),

    moments as (
        select
            rate_name,
            window_days,
            topic_id,
            count(*) filter (where variance_squared > 0) as people,
            {{ exact_sum("weight * (spread - variance * (trials - trials_squared / trials))") }}
            as excess,
            {{
                exact_sum(
                    "weight * variance_squared * (trials_squared - trials)"
                    ~ " * (1 - trials_squared / trials / trials)"
                )
            }} as excess_per_dispersion
        from spreads
        group by rate_name, window_days, topic_id
    ),

    -- less spread than chance alone gives, or a cluster for every trial, is none
    dispersions as (
        select
            rate_name,
            window_days,
            topic_id,
            people,
            case
                when excess_per_dispersion > 0
                then round(greatest(excess / excess_per_dispersion, 0), 9)
            end as dispersion
        from moments
    ),

    topics as (
        select rate_name, window_days, topic_id
        from trials
        group by rate_name, window_days, topic_id
    ),

    dispersions_of_all as (select * from dispersions where topic_id = 'all'),

    dispersions_with_basis as (
        select
            topics.rate_name,
            topics.window_days,
            topics.topic_id,
            case
                when
                    dispersions.people >= {{ var("prior_min_people") }}
                    and dispersions.dispersion is not null
                then 'topic'
                when dispersions_of_all.dispersion is not null
                then 'all'
                else 'none'
            end as dispersion_basis,
            dispersions.dispersion as topic_dispersion,
            dispersions_of_all.dispersion as all_dispersion
        from topics
        left join
            dispersions
            on topics.rate_name = dispersions.rate_name
            and topics.window_days = dispersions.window_days
            and topics.topic_id = dispersions.topic_id
        left join
            dispersions_of_all
            on topics.rate_name = dispersions_of_all.rate_name
            and topics.window_days = dispersions_of_all.window_days
    )

select
    rate_name,
    window_days,
    topic_id,
    dispersion_basis,
    case
        dispersion_basis when 'topic' then topic_dispersion when 'all' then all_dispersion else 0
    end as dispersion
from dispersions_with_basis
