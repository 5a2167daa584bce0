-- One row per link_id.
-- Links and promo codes that belong to accounts.
{{ config(unique_key=["link_id"]) }}
with
    tracked_links_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "tracked_links"),
                content=[
                    "url",
                    "promo_code",
                    "platform",
                    "account_id",
                    "post_id",
                    "campaign_id",
                    "created_at",
                ],
            )
        }}
    )

select
    link_id,
    url,
    promo_code,
    platform,
    account_id,
    post_id,
    campaign_id,
    created_at,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from tracked_links_deduplicated
