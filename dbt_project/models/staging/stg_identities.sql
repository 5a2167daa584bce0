-- One row per left_kind, left_platform, left_id, right_kind, right_platform, right_id, method,
-- observed_at.
-- Claims that two ids are one person, or with a confidence of 0 that they are not.
{{
    config(
        unique_key=[
            "left_kind",
            "left_platform",
            "left_id",
            "right_kind",
            "right_platform",
            "right_id",
            "method",
            "observed_at",
        ]
    )
}}
with
    identities_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "identities"),
                content=["confidence"],
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
    observed_at,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from identities_deduplicated
