-- One row per block_number.
-- Dense blocks of steady answers, held against a world in which everybody answers as many people
-- and is answered by as many, and steady answerers are spread by chance.
with
    members as (select * from {{ ref("int_dense_blocks") }}),

    steady_answers as (select * from {{ ref("int_steady_answers_filtered") }}),

    pairs as (select * from {{ ref("int_pairs_answered") }}),

    -- platforms do not matter here: a farm may serve several
    pairs_of_people as (
        select actor_person_key, person_key, max(cast(is_steady as integer)) as steady
        from pairs
        group by actor_person_key, person_key
    ),

    totals as (
        select
            count(*) as pairs,
            sum(steady) / cast(nullif(count(*), 0) as double) as steady_share,
            count(distinct actor_person_key) as actors,
            count(distinct person_key) as people
        from pairs_of_people
    ),

    block_pairs as (
        select one.block_number, steady_answers.actor_person_key, steady_answers.person_key
        from members as one
        inner join steady_answers on one.key = steady_answers.actor_person_key
        inner join
            members as other
            on one.block_number = other.block_number
            and steady_answers.person_key = other.key
        where one.side = 'row' and other.side = 'column'
        -- once, on however many platforms
        group by one.block_number, steady_answers.actor_person_key, steady_answers.person_key
    ),

    sizes as (
        select
            block_number,
            count(*) as steady_pairs,
            count(distinct actor_person_key) as block_people,
            count(distinct person_key) as block_targets
        from block_pairs
        group by block_number
    ),

    people_answered as (
        select members.block_number, count(*) as pairs
        from members
        inner join pairs_of_people on members.key = pairs_of_people.actor_person_key
        where members.side = 'row'
        group by members.block_number
    ),

    answerers as (
        select members.block_number, count(*) as pairs
        from members
        inner join pairs_of_people on members.key = pairs_of_people.person_key
        where members.side = 'column'
        group by members.block_number
    ),

    blocks as (
        select
            sizes.block_number,
            sizes.block_people,
            sizes.block_targets,
            sizes.steady_pairs,
            sizes.steady_pairs
            / (cast(sizes.block_people as double) * sizes.block_targets) as filled_share,
            sizes.steady_pairs / cast(answerers.pairs as double) as crowd_share,
            totals.steady_share
            * people_answered.pairs
            * (answerers.pairs / cast(totals.pairs as double)) as steady_pairs_expected,
            totals.actors,
            totals.people
        from sizes
        inner join people_answered on sizes.block_number = people_answered.block_number
        inner join answerers on sizes.block_number = answerers.block_number
        cross join totals
    ),

    blocks_with_chance as (
        select
            blocks.*,
            {{ poisson_tail_bound("steady_pairs", "steady_pairs_expected") }} as log_chance,
            -- as if every block of as many people and targets had been asked
            {{ log_choices("actors", "block_people") }}
            + {{ log_choices("people", "block_targets") }} as log_blocks_compared
        from blocks
    )

select
    block_number,
    block_people,
    block_targets,
    steady_pairs,
    steady_pairs_expected,
    filled_share,
    crowd_share,
    log_chance,
    log_blocks_compared,
    block_people >= {{ var("dense_block_min_people") }}
    and block_targets >= {{ var("dense_block_min_targets") }}
    and crowd_share >= {{ var("dense_block_min_crowd_share") }}
    and log_chance + log_blocks_compared <= ln({{ var("integrity_chance") }}) as is_beyond_chance
from blocks_with_chance
