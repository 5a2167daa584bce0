-- One row per as_of, person_id, flag.
-- What speaks against the acts of a person being genuine, or their audience's, in numbers.
{{ config(alias="integrity_flags", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    flags as (select * from {{ ref("fct_integrity_flags") }}),

    people as (select * from {{ ref("dim_people") }}),

    longest_window as (select as_of, max(window_days) as window_days from windows group by as_of),

    flags_of_people as (
        select
            flags.*,
            people.person_id,
            people.is_publishable,
            count(*) over (partition by flags.flag) as people_flagged,
            count(*) filter (where not people.is_publishable) over (
                partition by flags.flag
            ) as people_withheld,
            -- groups are numbered in a run, by size; the key only breaks ties
            dense_rank() over (
                partition by flags.flag order by flags.group_people desc, flags.group_key
            ) as group_number
        from flags
        inner join people on flags.person_key = people.person_key
    )

select
    longest_window.as_of,
    flags_of_people.person_id,
    flags_of_people.flag,
    flags_of_people.makes_suspect,
    cast(longest_window.window_days as bigint) as window_days,
    case
        when flags_of_people.group_key is not null
        then flags_of_people.flag || '-' || flags_of_people.group_number
    end as group_id,
    cast(flags_of_people.group_people as bigint) as group_people,
    cast(flags_of_people.partners as bigint) as partners,
    flags_of_people.flag_value,
    flags_of_people.value_unit,
    cast(flags_of_people.threshold as double) as threshold,
    flags_of_people.expected_by_chance,
    cast(flags_of_people.sample_size as bigint) as sample_size,
    flags_of_people.median_seconds_apart,
    cast(flags_of_people.people_flagged as bigint) as people_flagged,
    cast(flags_of_people.people_withheld as bigint) as people_withheld
from flags_of_people
cross join longest_window
where flags_of_people.is_publishable
