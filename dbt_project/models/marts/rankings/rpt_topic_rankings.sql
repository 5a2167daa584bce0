-- One row per as_of, window_days, topic_id, lens, person_id.
-- People ranked by topic, window and lens. Three lenses, never one score. What suspects do is left
-- out of `score` and `rank`; they are ranked themselves, and flagged.
{{ config(alias="topic_rankings", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    scores as (select * from {{ ref("fct_topic_scores") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    people as (select * from {{ ref("dim_people") }}),

    people_covered as (select * from {{ ref("fct_people_covered") }}),

    suspects as (select * from {{ ref("int_people_suspected") }}),

    publishable_scores as (
        select scores.*, people.person_id, people.handle
        from scores
        inner join
            counted
            on scores.window_days = counted.window_days
            and scores.topic_id = counted.topic_id
            and scores.person_key = counted.person_key
        inner join people on scores.person_key = people.person_key
        where counted.is_publishable
    ),

    ranks as (
        select
            *,
            row_number() over (
                partition by window_days, topic_id, lens
                order by score desc, sample_size desc, score_high desc nulls last, person_id
            ) as rank,
            row_number() over (
                partition by window_days, topic_id, lens
                order by score_all desc, sample_size desc, score_high desc nulls last, person_id
            ) as rank_all
        from publishable_scores
    ),

    -- Walking down from the highest value, with upper ends before lower ends of the same value:
    -- the lower ends passed before one's upper end are people surely above, the upper ends passed
    -- up to one's lower end are all who may be.
    interval_ends as (
        select window_days, topic_id, lens, person_key, score_high as end_value, 0 as is_lower
        from ranks
        union all
        select window_days, topic_id, lens, person_key, score_low, 1
        from ranks
    ),

    ends_passed as (
        select
            *,
            sum(is_lower) over ends_down as lower_ends_passed,
            sum(1 - is_lower) over ends_down as upper_ends_passed
        from interval_ends
        window
            ends_down as (
                partition by window_days, topic_id, lens
                order by end_value desc nulls first, is_lower, person_key
                rows between unbounded preceding and current row
            )
    ),

    rank_intervals as (
        select
            window_days,
            topic_id,
            lens,
            person_key,
            max(case when is_lower = 0 then lower_ends_passed + 1 end) as rank_low,
            max(case when is_lower = 1 then upper_ends_passed end) as rank_high
        from ends_passed
        group by window_days, topic_id, lens, person_key
    )

select
    windows.as_of,
    cast(ranks.window_days as bigint) as window_days,
    ranks.topic_id,
    ranks.lens,
    ranks.person_id,
    cast(ranks.rank as bigint) as rank,
    cast(rank_intervals.rank_low as bigint) as rank_low,
    cast(rank_intervals.rank_high as bigint) as rank_high,
    cast(ranks.score as double) as score,
    cast(ranks.score_low as double) as score_low,
    cast(ranks.score_high as double) as score_high,
    ranks.score_unit,
    ranks.interval_kind,
    cast(ranks.sample_size as bigint) as sample_size,
    ranks.evidence,
    people_covered.coverage,
    suspects.person_key is not null as is_suspect,
    cast(ranks.rank_all as bigint) as rank_all,
    cast(ranks.score_all as double) as score_all,
    ranks.handle
from ranks
inner join windows on ranks.window_days = windows.window_days
inner join
    rank_intervals
    on ranks.window_days = rank_intervals.window_days
    and ranks.topic_id = rank_intervals.topic_id
    and ranks.lens = rank_intervals.lens
    and ranks.person_key = rank_intervals.person_key
left join suspects on ranks.person_key = suspects.person_key
left join
    people_covered
    on ranks.window_days = people_covered.window_days
    and ranks.person_key = people_covered.person_key
