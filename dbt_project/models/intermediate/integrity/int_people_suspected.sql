-- One row per person_key.
-- People whose acts are suspected to be no genuine answers: what they do is left out where a
-- measure is told without suspects.
with
    rings as (select * from {{ ref("int_rings") }}),

    claques as (select * from {{ ref("int_claques") }}),

    steady_answers as (select * from {{ ref("int_steady_answers_filtered") }}),

    blocks as (select * from {{ ref("int_dense_blocks_tested") }}),

    block_members as (select * from {{ ref("int_dense_blocks") }}),

    reasons as (
        select person_key, 'ring' as reason
        from rings
        union all
        select steady_answers.actor_person_key, 'claque'
        from steady_answers
        inner join
            claques
            on steady_answers.platform = claques.platform
            and steady_answers.person_key = claques.person_key
        union all
        select block_members.key, 'dense_block'
        from block_members
        inner join blocks on block_members.block_number = blocks.block_number
        where block_members.side = 'row' and blocks.is_beyond_chance
    ),

    people as (
        select
            person_key,
            max(reason = 'ring') as is_in_ring,
            max(reason = 'claque') as is_in_claque,
            max(reason = 'dense_block') as is_in_dense_block
        from reasons
        group by person_key
    )

select *
from people
