-- One row per platform, account_id, observed_at.
-- What was observed of an account, its counters among it.
{{ config(unique_key=["platform", "account_id", "observed_at"]) }}
with
    accounts_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "accounts"),
                content=[
                    "handle",
                    "display_name",
                    "created_at",
                    "followers_count",
                    "following_count",
                    "posts_count",
                    "verified",
                    "is_automated",
                ],
            )
        }}
    )

select
    platform,
    account_id,
    observed_at,
    handle,
    display_name,
    created_at,
    followers_count,
    following_count,
    posts_count,
    verified,
    is_automated,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from accounts_deduplicated
