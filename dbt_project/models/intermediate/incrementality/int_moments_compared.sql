-- One row per visitor_person_key, moment_at, person_key.
-- Moments whose next days are compared: somebody came through a person's link for the first time,
-- and for comparison (person_key null) a moment of each week of everybody who was known by then.
with
    sessions as (select * from {{ ref("int_sessions_joined_to_links") }}),

    shop_sessions as (select * from {{ ref("int_visits_grouped_to_sessions") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    windows as (select * from {{ ref("int_windows") }}),

    first_arrivals as (
        select visitor_person_key, person_key, min(arrived_at) as moment_at
        from sessions
        group by visitor_person_key, person_key
    ),

    people_with_accounts as (
        select person_key from nodes where node_kind = 'account' group by person_key
    ),

    -- who has an account could have come on any day; of a visitor nothing is known before the first
    -- session, and to look for earlier moments of those who came later would be to know the future
    known_since as (
        select person_key, cast(null as timestamp) as since
        from people_with_accounts
        union all
        select visitors.visitor_person_key, visitors.since
        from
            (
                select visitor_person_key, min(ended_at) as since
                from shop_sessions
                group by visitor_person_key
            ) as visitors
        left join
            people_with_accounts on visitors.visitor_person_key = people_with_accounts.person_key
        where people_with_accounts.person_key is null
    ),

    shop_days as (select cast(min(started_at) as date) as first_day from shop_sessions),

    weeks as (
        {% for week in range(1, (var("window_days") | max) // 7 + 1) %}
            select {{ week }} as weeks_back
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    longest_window as (select * from windows where window_days = {{ var("window_days") | max }}),

    -- the moment of the week is drawn by a hash, so that the same data gives the same moments
    comparison_moments as (
        select
            known_since.person_key as visitor_person_key,
            known_since.since,
            cast(longest_window.as_of as timestamp)
            - weeks.weeks_back * interval '7' day
            + {{ hash_below("known_since.person_key || ':' || weeks.weeks_back", 604800) }}
            * interval '1' second as moment_at
        from known_since
        cross join weeks
        cross join longest_window
    ),

    moments as (
        select visitor_person_key, moment_at, person_key
        from first_arrivals
        union all
        select visitor_person_key, moment_at, null
        from comparison_moments
        where since is null or since < moment_at
    )

select moments.*
from moments
cross join longest_window
cross join shop_days
where
    moments.moment_at >= greatest(longest_window.starts_on, shop_days.first_day)
    and moments.moment_at
    <= cast(longest_window.as_of as timestamp) - interval '{{ var("matched_outcome_days") }}' day
