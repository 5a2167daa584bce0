-- Who is left out where a measure is told without suspects is flagged, and the other way round.
{{ config(meta={"dagster": {"ref": {"name": "fct_integrity_flags"}}}) }}
with
    suspects as (select person_key from {{ ref("int_people_suspected") }}),

    flagged as (
        select person_key
        from {{ ref("fct_integrity_flags") }}
        where makes_suspect
        group by person_key
    )

select suspects.person_key, flagged.person_key as flagged_person_key
from suspects
full join flagged on suspects.person_key = flagged.person_key
where suspects.person_key is null or flagged.person_key is null
