-- One row per experiment_id, person_key, unit.
-- Units of experiments as people: several accounts or visitors of one person are one unit. A unit
-- that no other stream names is one by itself.
with
    assignments as (select * from {{ ref("stg_assignments") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    assignments_in_time as (
        select assignments.* from assignments where {{ before_as_of("assignments.assigned_at") }}
    ),

    units as (
        select
            assignments_in_time.experiment_id,
            withheld.person_key,
            assignments_in_time.unit_kind,
            unit_nodes.person_key as unit_person_key,
            case
                when unit_nodes.person_key is not null
                then 'person:' || unit_nodes.person_key
                else
                    {{
                        node(
                            "assignments_in_time.unit_kind",
                            "assignments_in_time.platform",
                            "assignments_in_time.unit_id",
                        )
                    }}
            end as unit,
            assignments_in_time.arm,
            assignments_in_time.assigned_at
        from assignments_in_time
        inner join
            nodes as withheld
            on withheld.node_kind = 'account'
            and assignments_in_time.platform = withheld.platform
            and assignments_in_time.account_id = withheld.id
        left join
            nodes as unit_nodes
            on unit_nodes.node
            = {{
                node(
                    "assignments_in_time.unit_kind",
                    "assignments_in_time.platform",
                    "assignments_in_time.unit_id",
                )
            }}
    ),

    units_joined as (
        select
            experiment_id,
            person_key,
            unit,
            min(unit_kind) as unit_kind,
            max(unit_person_key) as unit_person_key,
            case when min(arm) = max(arm) then min(arm) else 'both' end as arm,
            min(assigned_at) as assigned_at
        from units
        -- nobody is a unit of an experiment on themselves
        where unit_person_key is null or unit_person_key <> person_key
        group by experiment_id, person_key, unit
    )

select *
from units_joined
