-- One row per visitor_id, session_id, occurred_at, event, page_url.
-- Events of the web with the session that they belong to. Where a source knows no sessions, one
-- ends after a silence.
{% set columns = [
    "occurred_at",
    "event",
    "page_url",
    "referrer",
    "link_id",
    "utm_campaign",
    "utm_content",
    "engagement_ms",
] %}
with
    visits as (select * from {{ ref("stg_visits") }}),

    visits_in_time as (select visits.* from visits where {{ before_as_of("visits.occurred_at") }}),

    visits_without_session as (
        select
            *, lag(occurred_at) over (partition by visitor_id order by occurred_at) as previous_at
        from visits_in_time
        where session_id is null
    ),

    silences_counted as (
        select
            *,
            sum(
                case
                    when
                        previous_at is null
                        or occurred_at
                        > previous_at + interval '{{ var("session_timeout_minutes") }}' minute
                    then 1
                    else 0
                end
            ) over (partition by visitor_id order by occurred_at range unbounded preceding)
            as session_number
        from visits_without_session
    ),

    visits_in_sessions as (
        select visitor_id, session_id, {{ columns | join(", ") }}
        from visits_in_time
        where session_id is not null
        union all
        select
            visitor_id,
            concat_ws(
                ':',
                'cut',
                visitor_id,
                min(occurred_at) over (partition by visitor_id, session_number)
            ),
            {{ columns | join(", ") }}
        from silences_counted
    )

select *
from visits_in_sessions
