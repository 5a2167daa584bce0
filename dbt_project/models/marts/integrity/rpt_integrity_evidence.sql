-- One row per as_of, person_id, flag, other_person_id.
-- The pairs behind a flag, the strongest of each person, where both may be named.
{{ config(alias="integrity_evidence", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    evidence as (select * from {{ ref("fct_integrity_evidence") }}),

    people as (select * from {{ ref("dim_people") }}),

    run_dates as (select max(as_of) as as_of from windows),

    pairs as (
        select
            people.person_id,
            evidence.flag,
            others.person_id as other_person_id,
            evidence.relation,
            evidence.acts,
            evidence.acts_possible,
            evidence.acts_expected,
            evidence.median_seconds_apart,
            people.is_publishable and others.is_publishable as is_publishable,
            count(*) over (partition by people.person_id, evidence.flag) as pairs_found
        from evidence
        inner join people on evidence.person_key = people.person_key
        inner join people as others on evidence.other_person_key = others.person_key
    ),

    pairs_named as (
        select
            *,
            row_number() over (
                partition by person_id, flag order by acts desc, other_person_id
            ) as evidence_place
        from pairs
        where is_publishable
    )

select
    run_dates.as_of,
    pairs_named.person_id,
    pairs_named.flag,
    pairs_named.other_person_id,
    pairs_named.relation,
    cast(pairs_named.evidence_place as bigint) as evidence_place,
    cast(pairs_named.acts as bigint) as acts,
    cast(pairs_named.acts_possible as bigint) as acts_possible,
    pairs_named.acts_expected,
    pairs_named.median_seconds_apart,
    cast(pairs_named.pairs_found as bigint) as pairs_found
from pairs_named
cross join run_dates
where pairs_named.evidence_place <= {{ var("integrity_evidence_rows") }}
