-- One row per session_id.
-- Web sessions with their visitor as a person, how they arrived, and GA4's engagement rule.
with
    visits as (select * from {{ ref("stg_visits") }}),

    conversions as (select * from {{ ref("stg_conversions") }}),

    visitors as (select * from {{ ref("int_visitors_joined_to_people") }}),

    visits_in_time as (select visits.* from visits where {{ before_as_of("visits.occurred_at") }}),

    -- a source that knows no sessions: one ends after a silence
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
        select visitor_id, session_id, occurred_at, event, link_id, engagement_ms
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
            occurred_at,
            event,
            link_id,
            engagement_ms
        from silences_counted
    ),

    sessions as (
        select
            session_id,
            min(visitor_id) as visitor_id,
            min(occurred_at) as started_at,
            max(occurred_at) as ended_at,
            count(*) filter (where event = 'page_view') as page_views,
            sum(engagement_ms) as engagement_ms
        from visits_in_sessions
        group by session_id
    ),

    arrivals as (
        select session_id, link_id, occurred_at as arrived_at
        from visits_in_sessions
        where link_id is not null
        qualify row_number() over (partition by session_id order by occurred_at, link_id) = 1
    ),

    conversions_in_sessions as (
        select sessions.session_id, count(*) as conversions
        from sessions
        inner join
            conversions
            on sessions.visitor_id = conversions.visitor_id
            and conversions.occurred_at >= sessions.started_at
            and conversions.occurred_at
            <= sessions.ended_at + interval '{{ var("session_timeout_minutes") }}' minute
        -- giving something back is not engagement
        where conversions.kind <> 'refund' and (conversions.value is null or conversions.value >= 0)
        group by sessions.session_id
    )

select
    sessions.session_id,
    sessions.visitor_id,
    visitors.person_key as visitor_person_key,
    sessions.started_at,
    sessions.ended_at,
    arrivals.link_id,
    arrivals.arrived_at,
    sessions.page_views,
    sessions.engagement_ms,
    conversions_in_sessions.conversions is not null as has_conversion,
    -- a session without engagement times is judged by the other two rules
    coalesce(sessions.engagement_ms, 0) >= {{ var("engaged_session_ms") }}
    or sessions.page_views >= {{ var("engaged_session_page_views") }}
    or conversions_in_sessions.conversions is not null as is_engaged
from sessions
-- who signs in during a session was there from its start
inner join visitors on {{ visitor_at("visitors", "sessions", "ended_at") }}
left join arrivals on sessions.session_id = arrivals.session_id
left join conversions_in_sessions on sessions.session_id = conversions_in_sessions.session_id
