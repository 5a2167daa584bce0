-- One row per window_days, topic_id, person_key.
-- Conversions that would not have happened without a person, by the best evidence there is, with
-- what each kind of evidence says by itself. Experiments and comparisons speak of all topics
-- together.
with
    calibrated as (select * from {{ ref("fct_conversion_calibrated") }}),

    matched as (select * from {{ ref("fct_matched") }}),

    interceptions as (select * from {{ ref("int_interceptions_counted") }}),

    evidence as (
        select
            calibrated.*,
            experiment_incremental
            - {{ normal_half_width() }} * sqrt(experiment_variance) as experiment_low,
            experiment_incremental
            + {{ normal_half_width() }} * sqrt(experiment_variance) as experiment_high,
            case
                when not coalesce(interceptions.is_interceptor, false) then matched.incremental
            end as matched_incremental,
            matched.incremental
            - {{ normal_half_width() }} * matched.incremental_error as matched_low,
            matched.incremental
            + {{ normal_half_width() }} * matched.incremental_error as matched_high
        from calibrated
        left join
            matched
            on calibrated.topic_id = 'all'
            and calibrated.window_days = matched.window_days
            and calibrated.person_key = matched.person_key
        left join interceptions on calibrated.person_key = interceptions.person_key
    ),

    -- an experiment and the calibrated credit are two measurements of one thing: weighed by
    -- precision, a noisy experiment moves the credit a little, and a precise one replaces it
    combined as (
        select
            *,
            case
                when experiment_variance is not null
                then
                    (
                        calibrated / calibrated_variance
                        + experiment_incremental / experiment_variance
                    )
                    / (1 / calibrated_variance + 1 / experiment_variance)
            end as posterior,
            case
                when experiment_variance is not null
                then sqrt(1 / (1 / calibrated_variance + 1 / experiment_variance))
            end as posterior_error
        from evidence
    )

select
    window_days,
    topic_id,
    person_key,
    sample_size,
    case when is_beyond_habit then credit end as excess_conversions,
    lift_ratio,
    case
        when posterior is not null
        then 'experiment'
        when
            is_beyond_habit
            and credit between matched_low and matched_high
            and matched_incremental is not null
        then 'matched'
        when is_calibrated
        then 'calibrated_credit'
        when is_beyond_habit
        then 'excess_credit'
        else 'credit'
    end as evidence,
    case when posterior is not null then posterior else calibrated end as incremental,
    case
        when posterior is not null
        then posterior - {{ normal_half_width() }} * posterior_error
        -- the posterior of a count of none begins above it
        else least(calibrated, calibrated_low)
    end as incremental_low,
    case
        when posterior is not null
        then posterior + {{ normal_half_width() }} * posterior_error
        else greatest(calibrated, calibrated_high)
    end as incremental_high,
    case
        when posterior is not null then 'normal' when is_calibrated then 'gamma' else 'jeffreys'
    end as interval_kind,
    experiment_incremental,
    experiment_low,
    experiment_high,
    matched_incremental,
    case when matched_incremental is not null then matched_low end as matched_low,
    case when matched_incremental is not null then matched_high end as matched_high
from combined
