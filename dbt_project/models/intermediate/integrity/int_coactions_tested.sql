-- One row per person_key, other_person_key.
-- Pairs that were close on several targets, held against what two quick readers do by chance. What
-- they do in one moment counts once, on however many targets.
with
    coactions as (select * from {{ ref("int_coactions_close") }}),

    acts as (select * from {{ ref("int_acts_on_targets") }}),

    clocks as (select * from {{ ref("int_platform_clocks") }}),

    pairs_compared as (select count(*) as pairs_compared from coactions),

    candidates as (
        select person_key, other_person_key
        from coactions
        where close_targets_least >= {{ var("coaction_min_targets") }}
    ),

    -- Rows: candidates times what the first of the two acted on. Worked out before the second is
    -- looked up: joined by targets first, the acts of one viral post would all meet each other.
    acts_of_first {{ as_worked_out() }} (
        select
            candidates.person_key,
            candidates.other_person_key,
            acts.platform,
            acts.target,
            acts.first_at
        from candidates
        inner join acts on candidates.person_key = acts.actor_person_key
    ),

    acts_shared as (
        select
            acts_of_first.person_key,
            acts_of_first.other_person_key,
            acts_of_first.platform,
            acts_of_first.first_at,
            acts.first_at as other_first_at,
            abs({{ seconds_between("acts_of_first.first_at", "acts.first_at") }}) as seconds_apart
        from acts_of_first
        inner join
            acts
            on acts_of_first.other_person_key = acts.actor_person_key
            and acts_of_first.platform = acts.platform
            and acts_of_first.target = acts.target
    ),

    acts_with_chance as (
        select
            acts_shared.*,
            acts_shared.seconds_apart
            <= greatest({{ var("coaction_near_seconds") }}, clocks.close_seconds) as is_near,
            acts_shared.seconds_apart <= clocks.close_seconds as is_close,
            -- two who answer after exponential times of one mean
            1 - exp(- clocks.close_seconds / {{ var("coaction_quick_seconds") }}) as chance_of_close
        from acts_shared
        inner join clocks on acts_shared.platform = clocks.platform
    ),

    pairs as (
        select
            person_key,
            other_person_key,
            count(*) as shared_targets,
            least(
                count(distinct first_at) filter (where is_near),
                count(distinct other_first_at) filter (where is_near)
            ) as near_acts,
            least(
                count(distinct first_at) filter (where is_close),
                count(distinct other_first_at) filter (where is_close)
            ) as close_acts,
            max(chance_of_close) filter (where is_near) as chance_of_close,
            {{ median_of("case when is_close then seconds_apart end") }} as median_seconds_apart
        from acts_with_chance
        group by person_key, other_person_key
    ),

    pairs_with_share as (
        select
            pairs.*,
            pairs_compared.pairs_compared,
            pairs.near_acts * pairs.chance_of_close as close_acts_expected,
            pairs.close_acts / cast(nullif(pairs.near_acts, 0) as double) as close_share
        from pairs
        cross join pairs_compared
    ),

    pairs_with_chance as (
        select
            *,
            {{ binomial_tail_bound("near_acts", "close_share", "chance_of_close") }} as log_chance
        from pairs_with_share
    )

select
    person_key,
    other_person_key,
    shared_targets,
    near_acts,
    close_acts,
    close_acts_expected,
    median_seconds_apart,
    log_chance,
    pairs_compared,
    close_acts >= {{ var("coaction_min_targets") }}
    -- as if every pair that was ever close had been asked
    and log_chance + ln(pairs_compared) <= ln({{ var("integrity_chance") }}) as is_beyond_chance
from pairs_with_chance
