-- Names groups of more ids than a person has: a shared device, a house account, a bad join. Their
-- links join nobody; fct_identity_links shows the evidence for each.
{{ config(severity="warn", meta={"dagster": {"ref": {"name": "fct_identity_links"}}}) }}
select
    component,
    max(component_nodes) as component_nodes,
    count(*) as links,
    count(*) filter (where is_bridge) as bridges,
    min(confidence) as least_confidence
from {{ ref("fct_identity_links") }}
where link_status = 'refused'
group by component
