-- One row per person_key, other_person_key.
-- Two people who acted on one target within seconds of each other, and on how many targets they
-- did: a lower bound, as a burst of very many people is compared in parts.
with
    acts as (select * from {{ ref("int_acts_on_targets") }}),

    clocks as (select * from {{ ref("int_platform_clocks") }}),

    acts_with_neighbours as (
        select
            acts.platform,
            acts.target,
            acts.actor_person_key,
            acts.first_at,
            clocks.close_seconds,
            {{
                seconds_between(
                    "lag(acts.first_at) over (partition by acts.platform, acts.target"
                    ~ " order by acts.first_at, acts.actor_person_key)",
                    "acts.first_at",
                )
            }} as seconds_since_last,
            {{
                seconds_between(
                    "acts.first_at",
                    "lead(acts.first_at) over (partition by acts.platform, acts.target"
                    ~ " order by acts.first_at, acts.actor_person_key)",
                )
            }} as seconds_to_next
        from acts
        inner join clocks on acts.platform = clocks.platform
    ),

    -- most acts have nobody else's near them
    acts_in_bursts as (
        select
            platform,
            target,
            actor_person_key,
            first_at,
            close_seconds,
            {{ time_slot("first_at", "close_seconds") }} as slot
        from acts_with_neighbours
        where seconds_since_last <= close_seconds or seconds_to_next <= close_seconds
    ),

    -- two acts that are close lie in one slot or in neighbouring ones, so in one span of two slots
    acts_in_spans as (
        select acts_in_bursts.*, slot as span
        from acts_in_bursts
        union all
        select acts_in_bursts.*, slot - 1
        from acts_in_bursts
    ),

    -- People are put in the order of their keys and not of their times, so that those who are
    -- compared in one burst are so in the next, however many act: a farm is not diluted by its
    -- size.
    acts_in_parts as (
        select
            acts_in_spans.*,
            cast(
                floor(
                    (
                        row_number() over (
                            partition by platform, target, span order by actor_person_key
                        )
                        - 1
                    )
                    / {{ var("coaction_burst_people") }}
                ) as bigint
            ) as part
        from acts_in_spans
    ),

    coactions as (
        select
            one.actor_person_key as person_key,
            other.actor_person_key as other_person_key,
            count(*) as close_targets_least
        from acts_in_parts as one
        inner join
            acts_in_parts as other
            on one.platform = other.platform
            and one.target = other.target
            and one.span = other.span
            and one.part = other.part
            and one.actor_person_key < other.actor_person_key
        where
            abs({{ seconds_between("one.first_at", "other.first_at") }}) <= one.close_seconds
            -- two acts of one slot share two spans, and are counted in one of them
            and least(one.slot, other.slot) = one.span
        group by one.actor_person_key, other.actor_person_key
    )

select *
from coactions
