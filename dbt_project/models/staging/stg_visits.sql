-- One row per visitor_id, session_id, occurred_at, event, page_url.
-- Events of web sessions.
{{ config(unique_key=["visitor_id", "session_id", "occurred_at", "event", "page_url"]) }}
with
    visits_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "visits"),
                content=[
                    "referrer",
                    "link_id",
                    "utm_source",
                    "utm_medium",
                    "utm_campaign",
                    "utm_content",
                    "engagement_ms",
                ],
            )
        }}
    )

select
    visitor_id,
    session_id,
    occurred_at,
    cast(occurred_at as date) as activity_date,
    event,
    page_url,
    referrer,
    link_id,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_content,
    engagement_ms,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from visits_deduplicated
