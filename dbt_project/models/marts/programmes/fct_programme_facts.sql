-- One row per person_key, measure.
-- What the rules of a programme ask of a person, on its topic and window. Null where it is not
-- known.
{% set measures = [
    "has_opted_in",
    "is_suspect",
    "is_interceptor",
    "coverage",
    "audience_observed",
    "posts",
    "sessions",
    "incremental_conversions",
    "incremental_conversions_low",
] %}
with
    counted as (select * from {{ ref("fct_people_counted") }}),

    incremental as (select * from {{ ref("fct_conversion_incremental") }}),

    interceptions as (select * from {{ ref("int_interceptions_counted") }}),

    people_covered as (select * from {{ ref("fct_people_covered") }}),

    people as (select * from {{ ref("dim_people") }}),

    suspects as (select * from {{ ref("int_people_suspected") }}),

    facts as (
        select
            counted.person_key,
            -- who has said nothing has not agreed
            case
                when coalesce(people.consent_action, '') = 'opt_in' then 1 else 0
            end as has_opted_in,
            case when suspects.person_key is not null then 1 else 0 end as is_suspect,
            -- who has won nothing has intercepted nothing
            case
                when coalesce(interceptions.is_interceptor, false) then 1 else 0
            end as is_interceptor,
            people_covered.coverage,
            counted.audience_observed,
            counted.posts,
            counted.sessions,
            incremental.incremental as incremental_conversions,
            incremental.incremental_low as incremental_conversions_low
        from counted
        inner join people on counted.person_key = people.person_key
        left join
            incremental
            on counted.window_days = incremental.window_days
            and counted.topic_id = incremental.topic_id
            and counted.person_key = incremental.person_key
        left join suspects on counted.person_key = suspects.person_key
        left join interceptions on counted.person_key = interceptions.person_key
        left join
            people_covered
            on counted.window_days = people_covered.window_days
            and counted.person_key = people_covered.person_key
        where
            counted.window_days = {{ var("programme_window_days") }}
            and counted.topic_id = '{{ var("programme_topic") }}'
            and counted.is_publishable
    )

{% for measure in measures %}
    select person_key, '{{ measure }}' as measure, cast({{ measure }} as double) as value
    from facts
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
