-- Both ends of a link that is used are one person, and of one that is refused each by itself.
{{ config(meta={"dagster": {"ref": {"name": "fct_identity_links"}}}) }}
with
    links as (select * from {{ ref("fct_identity_links") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }})

select links.left_node, links.right_node, links.link_status
from links
inner join nodes as left_end on links.left_node = left_end.node
inner join nodes as right_end on links.right_node = right_end.node
where
    left_end.node_kind = 'account'
    and right_end.node_kind = 'account'
    and (
        (links.link_status = 'used' and left_end.person_key <> right_end.person_key)
        or (links.link_status = 'refused' and left_end.person_key = right_end.person_key)
    )
