-- One row per as_of, window_days, topic_id, chosen_people.
-- The few who together have the most credit for what others took up.
{{ config(alias="adoption_seeds", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    seeds as (select * from {{ ref("fct_adoption_seeds") }}),

    candidates as (select * from {{ ref("fct_adoption_candidates") }}),

    -- decimals, of which a sum is never a hair below its part
    seeds_rounded as (
        select
            window_days,
            topic_number,
            chosen_people,
            person_key,
            cast(people_added as decimal(38, 9)) as people_added,
            cast(people_bound as decimal(38, 9)) as people_bound
        from seeds
    ),

    with_sum as (
        select
            window_days,
            topic_number,
            chosen_people,
            person_key,
            people_added,
            sum(people_added) over (
                partition by window_days, topic_number order by chosen_people
            ) as people_together,
            people_bound
        from seeds_rounded
    )

select
    windows.as_of,
    cast(with_sum.window_days as bigint) as window_days,
    candidates.topic_id,
    with_sum.chosen_people,
    candidates.person_id as added_person_id,
    cast(with_sum.people_added as double) as people_added,
    cast(with_sum.people_together as double) as people_together,
    -- rounding may put it a hair below
    cast(greatest(with_sum.people_bound, with_sum.people_together) as double) as people_bound
from with_sum
inner join windows on with_sum.window_days = windows.window_days
inner join
    candidates
    on with_sum.topic_number = candidates.topic_number
    and with_sum.person_key = candidates.person_key
