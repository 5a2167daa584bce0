-- One row per platform, follower_id, followed_id, occurred_at.
-- Changes of the follow graph.
with
    follows_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "follows"),
                key=["platform", "follower_id", "followed_id", "occurred_at"],
                content=["action"],
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
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from follows_deduplicated
