-- One row per platform, from_account_id, to_account_id, topic, occurred_at.
-- People vouching for people on topics.
{{ config(unique_key=["platform", "from_account_id", "to_account_id", "topic", "occurred_at"]) }}
with
    endorsements_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "endorsements"),
                content=[],
            )
        }}
    )

select
    platform,
    from_account_id,
    to_account_id,
    topic,
    occurred_at,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from endorsements_deduplicated
