-- One row per left_node, right_node, method, observed_at.
-- What is claimed, and known at as_of, of two ids being one person, whichever of the two was named
-- first.
with
    identities as (select * from {{ ref("stg_identities") }}),

    windows as (select * from {{ ref("int_windows") }}),

    run_dates as (select max(as_of) as as_of from windows),

    claims_known as (
        select
            {{ node("left_kind", "left_platform", "left_id") }} as one_node,
            {{ node("right_kind", "right_platform", "right_id") }} as other_node,
            identities.method,
            identities.observed_at,
            -- a claim whose source states no confidence is a statement of fact
            coalesce(identities.confidence, 1) as confidence,
            identities.file_sha256,
            identities.loaded_at
        from identities
        cross join run_dates
        where identities.observed_at is null or identities.observed_at < run_dates.as_of
    ),

    claims_of_pairs as (
        select
            least(one_node, other_node) as left_node,
            greatest(one_node, other_node) as right_node,
            method,
            observed_at,
            max(confidence) as confidence,
            min(file_sha256) as file_sha256,
            min(loaded_at) as loaded_at
        from claims_known
        where one_node <> other_node
        group by left_node, right_node, method, observed_at
    ),

    claims_with_denials as (
        select
            claims_of_pairs.*,
            max(case when confidence = 0 then 1 else 0 end) over (
                partition by left_node, right_node
            )
            = 1 as is_pair_denied,
            max(case when confidence = 0 then observed_at end) over (
                partition by left_node, right_node
            ) as denied_at,
            row_number() over (
                partition by left_node, right_node, method order by observed_at desc nulls last
            )
            = 1 as is_latest_of_method
        from claims_of_pairs
    )

select
    left_node,
    right_node,
    {{ dbt.split_part("left_node", "':'", 1) }} as left_kind,
    {{ dbt.split_part("right_node", "':'", 1) }} as right_kind,
    method,
    observed_at,
    confidence,
    is_latest_of_method,
    -- a claim without a time was always known, so a denial of any time comes after it
    is_pair_denied
    -- a denial without a time undoes those without a time only
    and (observed_at is null or coalesce(observed_at <= denied_at, false)) as is_denied,
    file_sha256,
    loaded_at
from claims_with_denials
