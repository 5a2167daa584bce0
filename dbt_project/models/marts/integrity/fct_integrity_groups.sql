-- One row per person_key, flag.
-- Members of rings, claques, dense blocks and pods, with the numbers of their group and of theirs.
-- Of several groups of one kind the one with the most people counts.
with
    rings as (select * from {{ ref("int_rings") }}),

    claques as (select * from {{ ref("int_claques") }}),

    steady_answers as (select * from {{ ref("int_steady_answers_filtered") }}),

    block_members as (select * from {{ ref("int_dense_blocks") }}),

    blocks as (select * from {{ ref("int_dense_blocks_tested") }}),

    pods as (select * from {{ ref("int_pods") }}),

    members_of_rings as (
        select
            person_key,
            'ring' as flag,
            cast(ring_key as varchar) as group_key,
            ring_people as group_people,
            partners,
            close_acts / cast(nullif(near_acts, 0) as double) as flag_value,
            close_acts_expected / nullif(near_acts, 0) as expected_by_chance,
            -- chance is the threshold
            cast(null as double) as threshold,
            near_acts as sample_size,
            median_seconds_apart
        from rings
    ),

    members_of_claques as (
        select
            steady_answers.actor_person_key,
            'claque',
            steady_answers.platform || ':' || steady_answers.person_key,
            claques.claque_people,
            count(*) over (partition by steady_answers.actor_person_key),
            steady_answers.posts_answered
            / cast(nullif(steady_answers.posts_published, 0) as double),
            null,
            cast({{ var("steady_min_share") }} as double),
            steady_answers.posts_published,
            null
        from steady_answers
        inner join
            claques
            on steady_answers.platform = claques.platform
            and steady_answers.person_key = claques.person_key
    ),

    members_of_blocks as (
        select
            block_members.key,
            'dense_block',
            cast(blocks.block_number as varchar),
            blocks.block_people,
            count(*) over (partition by block_members.key),
            blocks.steady_pairs / cast(blocks.block_people as double),
            blocks.steady_pairs_expected / cast(blocks.block_people as double),
            cast({{ var("dense_block_min_targets") }} as double),
            blocks.block_targets,
            null
        from block_members
        inner join blocks on block_members.block_number = blocks.block_number
        where block_members.side = 'row' and blocks.is_beyond_chance
    ),

    members_of_pods as (
        select
            person_key,
            'pod',
            cast(pod_key as varchar),
            pod_people,
            partners,
            answered_share,
            null,
            cast({{ var("pod_min_share") }} as double),
            posts_published,
            null
        from pods
    ),

    members as (
        select *
        from members_of_rings
        union all
        select *
        from members_of_claques
        union all
        select *
        from members_of_blocks
        union all
        select *
        from members_of_pods
    )

select *
from members
qualify row_number() over (partition by person_key, flag order by group_people desc, group_key) = 1
