-- One row per campaign_id, platform, account_id.
-- Money or goods given to accounts.
{{ config(unique_key=["campaign_id", "platform", "account_id"]) }}
with
    campaigns_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "campaigns"),
                content=["starts_on", "ends_on", "cost", "currency", "topic", "perk"],
            )
        }}
    )

select
    campaign_id,
    platform,
    account_id,
    starts_on,
    ends_on,
    cost,
    currency,
    topic,
    perk,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from campaigns_deduplicated
