-- One row per visitor_person_key, moment_at, person_key.
-- What was known of somebody before a moment, and what they bought in the days after it.
with
    moments as (select * from {{ ref("int_moments_compared") }}),

    shop_sessions as (select * from {{ ref("int_visits_grouped_to_sessions") }}),

    acts as (select * from {{ ref("int_acts_on_people") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    followed_journeys as (select * from {{ ref("int_refunds_matched_to_purchases") }}),

    purchases as (
        select conversions.visitor_person_key, conversions.occurred_at, outcomes.conversion_count
        from
            (
                select
                    journey_conversion_id, cast(sum(conversion_count) as bigint) as conversion_count
                from followed_journeys
                group by journey_conversion_id
            ) as outcomes
        inner join conversions on outcomes.journey_conversion_id = conversions.conversion_id
    ),

    events as (
        select
            visitor_person_key, started_at as occurred_at, ended_at, 'session' as kind, 1 as amount
        from shop_sessions
        union all
        select visitor_person_key, occurred_at, occurred_at, 'purchase', conversion_count
        from purchases
        union all
        select actor_person_key, occurred_at, occurred_at, 'act', 1
        from acts
    ),

    counted as (
        select
            moments.visitor_person_key,
            moments.moment_at,
            moments.person_key,
            {% for kind in ["session", "purchase", "act"] %}
                count(*) filter (
                    where
                        events.kind = '{{ kind }}'
                        and events.occurred_at < moments.moment_at
                        and events.occurred_at
                        >= moments.moment_at - interval '{{ var("matched_history_days") }}' day
                ) as {{ plural(kind) }}_before,
            {% endfor %}
            count(*) filter (
                where
                    events.kind = 'session'
                    and events.occurred_at < moments.moment_at
                    and events.ended_at
                    >= moments.moment_at - interval '{{ var("session_timeout_minutes") }}' minute
            ) as sessions_open,
            -- nothing bought is none
            coalesce(
                sum(events.amount) filter (
                    where events.kind = 'purchase' and events.occurred_at >= moments.moment_at
                ),
                0
            ) as conversions_after
        from moments
        left join
            events
            on moments.visitor_person_key = events.visitor_person_key
            and events.ended_at
            >= moments.moment_at - interval '{{ var("matched_history_days") }}' day
            and events.occurred_at
            < moments.moment_at + interval '{{ var("matched_outcome_days") }}' day
        group by moments.visitor_person_key, moments.moment_at, moments.person_key
    )

select *
from counted
