-- One row per platform, actor_person_key, person_key.
-- Who answers a person steadily without an audience of their own: nobody answers them but those who
-- answer one person steadily together with them.
with
    pairs as (select * from {{ ref("int_pairs_answered") }}),

    steady as (select * from pairs where is_steady),

    steady_actors as (select actor_person_key from steady group by actor_person_key),

    answers_to_steady_actors as (
        select pairs.actor_person_key, pairs.person_key
        from pairs
        inner join steady_actors on pairs.person_key = steady_actors.actor_person_key
        group by pairs.actor_person_key, pairs.person_key
    ),

    -- Rows: those answers, times the few whom a steady actor answers steadily. Worked out before
    -- fellows are looked up: all fans of one person would meet each other otherwise.
    answers_with_targets {{ as_worked_out() }} (
        select
            answers_to_steady_actors.actor_person_key,
            answers_to_steady_actors.person_key,
            steady.platform,
            steady.person_key as steady_person_key
        from answers_to_steady_actors
        inner join steady on answers_to_steady_actors.person_key = steady.actor_person_key
    ),

    answers_by_fellows as (
        select answers_with_targets.actor_person_key, answers_with_targets.person_key
        from answers_with_targets
        inner join
            steady
            on answers_with_targets.actor_person_key = steady.actor_person_key
            and answers_with_targets.platform = steady.platform
            and answers_with_targets.steady_person_key = steady.person_key
        group by answers_with_targets.actor_person_key, answers_with_targets.person_key
    ),

    with_an_audience as (
        select answers_to_steady_actors.person_key
        from answers_to_steady_actors
        left join
            answers_by_fellows
            on answers_to_steady_actors.actor_person_key = answers_by_fellows.actor_person_key
            and answers_to_steady_actors.person_key = answers_by_fellows.person_key
        where answers_by_fellows.person_key is null
        group by answers_to_steady_actors.person_key
    ),

    steady_without_audience as (
        select
            steady.platform,
            steady.actor_person_key,
            steady.person_key,
            steady.posts_answered,
            steady.posts_published
        from steady
        left join with_an_audience on steady.actor_person_key = with_an_audience.person_key
        where with_an_audience.person_key is null
    )

select *
from steady_without_audience
