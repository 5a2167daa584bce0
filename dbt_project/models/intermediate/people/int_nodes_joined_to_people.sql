-- One row per node.
-- Every account and visitor id that any stream names, with the person it belongs to at as_of. Whose
-- a visitor was at the time of an event, int_visitors_joined_to_people tells.
with
    named_nodes as (select * from {{ ref("int_nodes_named") }}),

    components as (select * from {{ ref("int_identity_components") }}),

    visitors as (select * from {{ ref("int_visitors_joined_to_people") }}),

    accounts_with_person as (
        select
            named_nodes.node,
            named_nodes.node_kind,
            named_nodes.platform,
            named_nodes.id,
            -- an id that nothing links is a person of its own
            coalesce(components.component, named_nodes.node) as person_node
        from named_nodes
        left join components on named_nodes.node = components.node and components.is_joined
        where named_nodes.node_kind = 'account'
    ),

    accounts_keyed as (
        select accounts_with_person.*, {{ keyed_hash("person_node") }} as person_digest
        from accounts_with_person
        cross join {{ person_keys() }} as person_keys
    ),

    nodes_joined as (
        select
            node,
            node_kind,
            platform,
            id,
            {{ hex_to_bigint("person_digest") }} as person_key,
            substr(person_digest, 1, 32) as person_id
        from accounts_keyed
        union all
        select node, 'visitor', null, visitor_id, person_key, person_id
        from visitors
        where valid_until is null
    )

select *
from nodes_joined
