-- One row per as_of, window_days, topic_id, lens, compared_with.
-- How far the lenses of a topic agree with each other and with plain follower counts.
{{ config(alias="lens_diagnostics", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    scores as (select * from {{ ref("fct_topic_scores") }}),

    audience_potential as (select * from {{ ref("int_audience_potential") }}),

    measures as (
        select window_days, topic_id, person_key, lens as measure, score
        from scores
        union all
        select
            scores.window_days,
            scores.topic_id,
            scores.person_key,
            'log_followers',
            ln(1 + audience_potential.audience_potential)
        from scores
        inner join audience_potential on scores.person_key = audience_potential.person_key
        -- a person is in several lenses
        group by
            scores.window_days,
            scores.topic_id,
            scores.person_key,
            audience_potential.audience_potential
    ),

    measures_compared as (
        select
            scores.window_days,
            scores.topic_id,
            scores.lens,
            measures.measure as compared_with,
            scores.score,
            measures.score as other_score,
            rank() over scores_down as place,
            count(*) over scores_alike as ties,
            rank() over other_scores_down as other_place,
            count(*) over other_scores_alike as other_ties
        from scores
        inner join
            measures
            on scores.window_days = measures.window_days
            and scores.topic_id = measures.topic_id
            and scores.person_key = measures.person_key
            and scores.lens <> measures.measure
        window
            scores_down as (
                partition by scores.window_days, scores.topic_id, scores.lens, measures.measure
                order by scores.score
            ),
            scores_alike as (
                partition by
                    scores.window_days, scores.topic_id, scores.lens, measures.measure, scores.score
            ),
            other_scores_down as (
                partition by scores.window_days, scores.topic_id, scores.lens, measures.measure
                order by measures.score
            ),
            other_scores_alike as (
                partition by
                    scores.window_days,
                    scores.topic_id,
                    scores.lens,
                    measures.measure,
                    measures.score
            )
    ),

    diagnostics as (
        select
            window_days,
            topic_id,
            lens,
            compared_with,
            count(*) as people,
            -- ties stand at the average of the places that they take
            corr(
                cast(place as double) + (ties - 1) / 2.0,
                cast(other_place as double) + (other_ties - 1) / 2.0
            ) as rank_correlation,
            corr(score, other_score) as correlation
        from measures_compared
        group by window_days, topic_id, lens, compared_with
    )

select
    windows.as_of,
    cast(diagnostics.window_days as bigint) as window_days,
    diagnostics.topic_id,
    diagnostics.lens,
    diagnostics.compared_with,
    cast(diagnostics.people as bigint) as people_compared,
    -- the correlation of constants is undefined, and of sums in another order it differs by a hair
    round(
        case when isfinite(diagnostics.rank_correlation) then diagnostics.rank_correlation end, 9
    ) as rank_correlation,
    round(
        case
            when isfinite(diagnostics.correlation)
            then diagnostics.correlation * diagnostics.correlation
        end,
        9
    ) as r_squared
from diagnostics
inner join windows on diagnostics.window_days = windows.window_days
where diagnostics.people >= {{ var("prior_min_people") }}
