-- One row per person_key.
-- Of those who answered a person in the longest window, how many are suspects.
with
    pairs as (select * from {{ ref("int_pairs_answered") }}),

    suspects as (select * from {{ ref("int_people_suspected") }}),

    answered_by_suspects as (
        select pairs.person_key
        from pairs
        inner join suspects on pairs.actor_person_key = suspects.person_key
        group by pairs.person_key
    ),

    answers as (
        select
            pairs.person_key,
            count(distinct pairs.actor_person_key) as answerers,
            count(distinct suspects.person_key) as suspects,
            sum(pairs.posts_answered) as answers,
            sum(pairs.posts_answered) filter (
                where suspects.person_key is not null
            ) as answers_of_suspects
        from pairs
        inner join answered_by_suspects on pairs.person_key = answered_by_suspects.person_key
        left join suspects on pairs.actor_person_key = suspects.person_key
        group by pairs.person_key
    )

select
    person_key,
    answerers,
    suspects,
    cast(answers as bigint) as answers,
    cast(answers_of_suspects as bigint) as answers_of_suspects,
    answers_of_suspects / cast(answers as double) as suspect_share
from answers
