-- One row per left_node, right_node.
-- Pairs of ids that somebody claims to be one person, with what the claims come to.
with
    claims as (select * from {{ ref("int_identity_claims") }}),

    links as (
        select
            left_node,
            right_node,
            max(left_kind) as left_kind,
            max(right_kind) as right_kind,
            -- of each method its last word; the best of them, as nobody knows whether methods err
            -- alike, and a weak hint more makes no link surer
            max(case when is_latest_of_method and not is_denied then confidence end) as confidence,
            count(*) as claim_count,
            {{ joined_text("method") }} as methods,
            count(distinct file_sha256) as file_count,
            min(observed_at) as first_observed_at,
            max(observed_at) as last_observed_at,
            min(loaded_at) as first_loaded_at
        from claims
        group by left_node, right_node
    )

select
    links.*,
    case
        when confidence is null
        then 'denied'
        when confidence >= {{ var("identity_min_confidence") }}
        then 'sure'
        else 'unsure'
    end as certainty,
    -- who used which device says who the visitor was, and not that two people are one
    left_kind <> 'visitor' and right_kind = 'visitor' as is_visit
from links
