-- One row per person_key, flag, other_person_key.
-- With whom, or for whom, a flagged person acted: the pairs behind the flags of groups, and of
-- people who are boosted.
with
    flags as (select * from {{ ref("fct_integrity_flags") }}),

    coactions as (select * from {{ ref("int_coactions_tested") }}),

    pairs as (select * from {{ ref("int_pairs_answered") }}),

    steady_answers as (select * from {{ ref("int_steady_answers_filtered") }}),

    claques as (select * from {{ ref("int_claques") }}),

    block_members as (select * from {{ ref("int_dense_blocks") }}),

    blocks as (select * from {{ ref("int_dense_blocks_tested") }}),

    pod_pairs as (select * from {{ ref("int_pod_pairs") }}),

    suspects as (select * from {{ ref("int_people_suspected") }}),

    pairs_of_rings as (
        {% for one, other in [
            ("person_key", "other_person_key"),
            ("other_person_key", "person_key"),
        ] %}
            select
                {{ one }} as person_key,
                'ring' as flag,
                {{ other }} as other_person_key,
                'acts with' as relation,
                close_acts as acts,
                near_acts as acts_possible,
                close_acts_expected as acts_expected,
                median_seconds_apart
            from coactions
            where is_beyond_chance
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    pairs_of_claques as (
        select
            steady_answers.actor_person_key,
            'claque',
            steady_answers.person_key,
            'answers',
            sum(steady_answers.posts_answered),
            sum(steady_answers.posts_published),
            null,
            null
        from steady_answers
        inner join
            claques
            on steady_answers.platform = claques.platform
            and steady_answers.person_key = claques.person_key
        group by steady_answers.actor_person_key, steady_answers.person_key
    ),

    pairs_of_blocks as (
        select
            steady_answers.actor_person_key,
            'dense_block',
            steady_answers.person_key,
            'answers',
            max(steady_answers.posts_answered),
            max(steady_answers.posts_published),
            null,
            null
        from block_members as one
        inner join blocks on one.block_number = blocks.block_number
        inner join steady_answers on one.key = steady_answers.actor_person_key
        inner join
            block_members as other
            on one.block_number = other.block_number
            and steady_answers.person_key = other.key
        where blocks.is_beyond_chance and one.side = 'row' and other.side = 'column'
        group by steady_answers.actor_person_key, steady_answers.person_key
    ),

    pairs_of_pods as (
        select
            person_key,
            'pod',
            other_person_key,
            'answers and is answered by',
            posts_answered,
            posts_published,
            null,
            null
        from pod_pairs
    ),

    pairs_of_boosted as (
        select
            pairs.person_key,
            'boosted',
            pairs.actor_person_key,
            'is answered by',
            sum(pairs.posts_answered),
            sum(pairs.posts_published),
            null,
            null
        from pairs
        inner join suspects on pairs.actor_person_key = suspects.person_key
        group by pairs.person_key, pairs.actor_person_key
    ),

    evidence as (
        {% for flag in ["rings", "claques", "blocks", "pods", "boosted"] %}
            select *
            from pairs_of_{{ flag }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select evidence.*
from evidence
-- a pair of two is no ring, and suspects look for camouflage with people who are not boosted
inner join flags on evidence.person_key = flags.person_key and evidence.flag = flags.flag
