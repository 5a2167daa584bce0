-- One row per person_key.
-- Members of co-action rings: people connected by pairs that act together beyond chance.
with
    components as (select * from {{ ref("int_ring_components") }}),

    pairs as (select * from {{ ref("int_coactions_tested") }}),

    pairs_by_person as (
        select
            person_key,
            other_person_key,
            near_acts,
            close_acts,
            close_acts_expected,
            median_seconds_apart
        from pairs
        where is_beyond_chance
        union all
        select
            other_person_key,
            person_key,
            near_acts,
            close_acts,
            close_acts_expected,
            median_seconds_apart
        from pairs
        where is_beyond_chance
    ),

    partners as (
        select
            person_key,
            count(*) as partners,
            sum(near_acts) as near_acts,
            sum(close_acts) as close_acts,
            {{ exact_sum("close_acts_expected") }} as close_acts_expected,
            {{ median_of("median_seconds_apart") }} as median_seconds_apart
        from pairs_by_person
        group by person_key
    ),

    members as (
        select
            components.node as person_key,
            components.component as ring_key,
            count(*) over (partition by components.component) as ring_people,
            partners.partners,
            cast(partners.near_acts as bigint) as near_acts,
            cast(partners.close_acts as bigint) as close_acts,
            partners.close_acts_expected,
            partners.median_seconds_apart
        from components
        inner join partners on components.node = partners.person_key
    ),

    -- two alone may be one person with two accounts that nothing links, or a couple
    rings as (select * from members where ring_people >= {{ var("ring_min_people") }})

select *
from rings
