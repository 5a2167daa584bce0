-- One row per platform, post_id, interaction_id, follow_id.
-- Posts, interactions and follows that their platform says were taken back.
{{ config(unique_key=["platform", "post_id", "interaction_id", "follow_id"]) }}
with
    deletions_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "deletions"),
                content=["occurred_at", "account_id"],
            )
        }}
    )

select
    platform,
    post_id,
    interaction_id,
    follow_id,
    account_id,
    occurred_at,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from deletions_deduplicated
