-- One row per left_node, right_node.
-- The evidence for every link between two ids, what became of it, and whether it alone holds its
-- person together.
with
    links as (select * from {{ ref("int_identity_links") }}),

    links_grouped as (select * from {{ ref("int_identity_links_grouped") }}),

    components as (select * from {{ ref("int_identity_components") }}),

    links_judged as (
        select
            links.*,
            links_grouped.component,
            components.component_nodes,
            case
                when links.certainty <> 'sure'
                then links.certainty
                when not components.is_joined
                then 'refused'
                else 'used'
            end as link_status,
            links_grouped.is_bridge,
            links_grouped.weakest_link_confidence
        from links
        left join
            links_grouped
            on links.left_node = links_grouped.left_node
            and links.right_node = links_grouped.right_node
        left join components on links_grouped.left_node = components.node
    )

select *
from links_judged
