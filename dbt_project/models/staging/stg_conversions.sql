-- One row per conversion_id.
-- Purchases, refunds and other goals.
{{ config(unique_key=["conversion_id"]) }}
with
    conversions_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "conversions"),
                content=[
                    "occurred_at",
                    "visitor_id",
                    "kind",
                    "value",
                    "margin",
                    "currency",
                    "promo_code",
                    "topic",
                ],
            )
        }}
    )

select
    conversion_id,
    visitor_id,
    occurred_at,
    cast(occurred_at as date) as activity_date,
    kind,
    value,
    margin,
    currency,
    promo_code,
    topic,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from conversions_deduplicated
