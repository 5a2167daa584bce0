-- One row per node.
-- Groups of ids that sure links connect: accounts and person ids, or visitors of nobody known.
with
    links as (select * from {{ ref("int_identity_links_grouped") }}),

    ends as (
        select left_node as node, component
        from links
        union
        select right_node, component
        from links
    ),

    components as (
        select node, component, count(*) over (partition by component) as component_nodes from ends
    )

select
    node,
    component,
    component_nodes,
    -- so many ids are no person, but a shared device or a bad join: nobody can tell which link is
    -- wrong, so that none of them joins
    component_nodes <= {{ var("identity_max_nodes") }} as is_joined
from components
