-- One row per platform, follower_id, followed_id, occurred_at.
-- Changes of the follow graph.
{{ config(unique_key=["platform", "follower_id", "followed_id", "occurred_at"]) }}
with
    follows_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "follows"),
                content=["action", "follow_id"],
            )
        }}
    )

select
    platform,
    follower_id,
    followed_id,
    occurred_at,
    cast(occurred_at as date) as activity_date,
    action,
    follow_id,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from follows_deduplicated
