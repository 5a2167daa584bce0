-- One row per platform, post_id.
-- Posts that their platform says were deleted.
with
    deletions_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "deletions"),
                key=["platform", "post_id"],
                content=["account_id", "occurred_at"],
            )
        }}
    )

select
    platform, post_id, account_id, occurred_at, _file_sha256 as file_sha256, _loaded_at as loaded_at
from deletions_deduplicated
