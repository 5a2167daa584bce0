-- One row per left_kind, left_platform, left_id, right_kind, right_platform, right_id.
-- Pairs of ids that are one person.
{{
    config(
        unique_key=[
            "left_kind",
            "left_platform",
            "left_id",
            "right_kind",
            "right_platform",
            "right_id",
        ]
    )
}}
with
    identities_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "identities"),
                content=["confidence", "method"],
            )
        }}
    )

select
    left_kind,
    left_platform,
    left_id,
    right_kind,
    right_platform,
    right_id,
    confidence,
    method,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from identities_deduplicated
