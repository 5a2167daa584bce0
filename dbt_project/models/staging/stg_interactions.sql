-- One row per platform, interaction_key.
-- Acts of accounts on posts or accounts.
{{ config(unique_key=["platform", "interaction_key"]) }}
with
    interactions_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "interactions"),
                content=[
                    "occurred_at",
                    "account_id",
                    "kind",
                    "post_id",
                    "target_account_id",
                ],
            )
        }}
    )

select
    platform,
    {{ interaction_key() }} as interaction_key,
    interaction_id,
    account_id,
    kind,
    post_id,
    target_account_id,
    occurred_at,
    cast(occurred_at as date) as activity_date,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from interactions_deduplicated
