-- One row per window_days.
-- The windows of this run: they end at as_of, exclusive, and begin window_days earlier (UTC).
with
    posts as (select * from {{ ref("stg_posts") }}),

    interactions as (select * from {{ ref("stg_interactions") }}),

    impressions as (select * from {{ ref("stg_impressions") }}),

    visits as (select * from {{ ref("stg_visits") }}),

    conversions as (select * from {{ ref("stg_conversions") }}),

    follows as (select * from {{ ref("stg_follows") }}),

    deletions as (select * from {{ ref("stg_deletions") }}),

    last_events as (
        select max(created_at) as last_event_at
        from posts
        union all
        select max(occurred_at)
        from interactions
        union all
        select max(occurred_at)
        from impressions
        union all
        select max(occurred_at)
        from visits
        union all
        select max(occurred_at)
        from conversions
        union all
        select max(occurred_at)
        from follows
        union all
        select max(occurred_at)
        from deletions
    ),

    run_dates as (
        select
            {% if var("as_of") %} cast('{{ var("as_of") }}' as date)
            {% else %} cast({{ dbt.dateadd("day", 1, "cast(max(last_event_at) as date)") }} as date)
            {% endif %} as as_of,
            max(last_event_at) as last_event_at
        from last_events
    ),

    windows as (
        {% for days in var("window_days") %}
            select
                {{ days }} as window_days,
                as_of,
                cast({{ dbt.dateadd("day", -days, "as_of") }} as date) as starts_on,
                last_event_at
            from run_dates
            where as_of is not null
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from windows
