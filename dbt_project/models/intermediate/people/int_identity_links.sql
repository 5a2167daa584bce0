-- One row per left_node, right_node.
-- Pairs of ids that are certain enough to be one person.
with
    identities as (select * from {{ ref("stg_identities") }}),

    certain_links as (
        select
            {{ node("left_kind", "left_platform", "left_id") }} as left_node,
            {{ node("right_kind", "right_platform", "right_id") }} as right_node,
            -- a link whose source states no confidence is a statement of fact
            max(coalesce(confidence, 1)) as confidence
        from identities
        where coalesce(confidence, 1) >= {{ var("identity_min_confidence") }}
        group by left_node, right_node
    )

select *
from certain_links
