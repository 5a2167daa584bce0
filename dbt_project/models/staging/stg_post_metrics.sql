-- One row per platform, post_id, observed_at.
-- Cumulative counters of posts; observations, never to be added.
{{ config(unique_key=["platform", "post_id", "observed_at"]) }}
with
    post_metrics_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "post_metrics"),
                content=[
                    "impressions",
                    "likes",
                    "reposts",
                    "replies",
                    "quotes",
                    "clicks",
                    "saves",
                ],
            )
        }}
    )

select
    platform,
    post_id,
    observed_at,
    impressions,
    likes,
    reposts,
    replies,
    quotes,
    clicks,
    saves,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from post_metrics_deduplicated
