-- One row per platform, post_id, occurred_at, viewer_account_id, visitor_id.
-- Views of posts, where the platform tells.
{{ config(unique_key=["platform", "post_id", "occurred_at", "viewer_account_id", "visitor_id"]) }}
with
    impressions_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "impressions"),
                content=[],
            )
        }}
    )

select
    platform,
    post_id,
    occurred_at,
    cast(occurred_at as date) as activity_date,
    viewer_account_id,
    visitor_id,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from impressions_deduplicated
