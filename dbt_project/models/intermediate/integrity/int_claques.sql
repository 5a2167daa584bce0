-- One row per platform, person_key.
-- People who are answered by a claque: a few without an audience of their own who answer nearly
-- everything, and are a good part of all who answer, beyond what others' steady answerers are.
with
    pairs as (select * from {{ ref("int_pairs_answered") }}),

    steady_answers as (select * from {{ ref("int_steady_answers_filtered") }}),

    -- only of people with enough posts can anybody be a steady answerer
    crowds as (
        select
            platform,
            person_key,
            count(*) as answerers,
            count(*) filter (where is_steady) as steady_answerers
        from pairs
        where posts_published >= {{ var("steady_min_posts") }}
        group by platform, person_key
    ),

    platforms as (
        select
            platform,
            count(*) as people_compared,
            sum(answerers) as answerers,
            sum(steady_answerers) as steady_answerers
        from crowds
        group by platform
    ),

    claques as (
        select platform, person_key, count(*) as claque_people
        from steady_answers
        group by platform, person_key
    ),

    claques_with_share as (
        select
            claques.platform,
            claques.person_key,
            claques.claque_people,
            crowds.answerers,
            platforms.people_compared,
            claques.claque_people / cast(crowds.answerers as double) as crowd_share,
            -- of everybody else, one half added so that the share of nobody is no zero
            (platforms.steady_answerers - crowds.steady_answerers + 0.5)
            / (platforms.answerers - crowds.answerers + 1) as chance_of_steady
        from claques
        inner join
            crowds on claques.platform = crowds.platform and claques.person_key = crowds.person_key
        inner join platforms on claques.platform = platforms.platform
    ),

    claques_with_chance as (
        select
            *,
            answerers * chance_of_steady as steady_answerers_expected,
            {{ binomial_tail_bound("answerers", "crowd_share", "chance_of_steady") }} as log_chance
        from claques_with_share
    )

select
    platform,
    person_key,
    claque_people,
    answerers,
    crowd_share,
    steady_answerers_expected,
    log_chance,
    people_compared
from claques_with_chance
where
    claque_people >= {{ var("claque_min_people") }}
    and crowd_share >= {{ var("claque_min_crowd_share") }}
    and log_chance + ln(people_compared) <= ln({{ var("integrity_chance") }})
