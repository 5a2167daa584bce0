-- The spans of a visitor follow each other without a gap from the first event on, each somebody
-- else's than the one before.
{{ config(meta={"dagster": {"ref": {"name": "int_visitors_joined_to_people"}}}) }}
with
    visitors as (select * from {{ ref("int_visitors_joined_to_people") }}),

    spans_in_order as (
        select
            *,
            lag(valid_until) over (
                partition by visitor_id order by valid_from nulls first
            ) as previous_until,
            lag(person_key) over (
                partition by visitor_id order by valid_from nulls first
            ) as previous_person_key,
            lead(person_key) over (
                partition by visitor_id order by valid_from nulls first
            ) as next_person_key
        from visitors
    )

select *
from spans_in_order
where
    valid_from is distinct from previous_until
    or person_key = previous_person_key
    or (valid_until is null) <> (next_person_key is null)
