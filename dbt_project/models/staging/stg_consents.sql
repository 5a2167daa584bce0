-- One row per platform, account_id, action, topic, occurred_at.
-- What people said of being measured.
{{ config(unique_key=["platform", "account_id", "action", "topic", "occurred_at"]) }}
with
    consents_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "consents"),
                content=[],
            )
        }}
    )

select
    platform,
    account_id,
    action,
    topic,
    occurred_at,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from consents_deduplicated
