-- One row per platform, post_id.
-- Posts, reposts and replies as published.
{{ config(unique_key=["platform", "post_id"]) }}
with
    posts_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "posts"),
                content=[
                    "not _is_embedded",
                    "account_id",
                    "created_at",
                    "text",
                    "lang",
                    "hashtags",
                    "mentions",
                    "urls",
                    "reply_to_post_id",
                    "reply_to_account_id",
                    "repost_of_post_id",
                    "repost_of_account_id",
                    "quote_of_post_id",
                    "quote_of_account_id",
                ],
            )
        }}
    )

select
    platform,
    post_id,
    account_id,
    created_at,
    cast(created_at as date) as activity_date,
    text,
    lang,
    hashtags,
    mentions,
    urls,
    reply_to_post_id,
    reply_to_account_id,
    repost_of_post_id,
    repost_of_account_id,
    quote_of_post_id,
    quote_of_account_id,
    _is_embedded as is_embedded,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from posts_deduplicated
