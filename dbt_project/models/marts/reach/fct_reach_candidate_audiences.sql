-- One row per candidate_number, audience_number.
-- Who demonstrably saw whom of the candidates, and from which window on: all windows end together,
-- so a longer one holds whatever a shorter one does. Numbers only, as a hundred million pairs are
-- put in order when a curve is drawn; a view, as they are read once.
{{ config(materialized="view") }}
{% set window_days = var("window_days") | sort %}
with
    windows as (select * from {{ ref("int_windows") }}),

    candidates as (select * from {{ ref("fct_reach_candidates") }}),

    audience_last_seen as (select * from {{ ref("fct_topic_audience_last_seen") }}),

    people as (select * from {{ ref("dim_people") }}),

    {% for days in window_days %}
        window_{{ days }} as (select * from windows where window_days = {{ days }}),
    {% endfor %}

    candidates_ever as (
        select topic_id, person_key, topic_number, candidate_number
        from candidates
        where window_days = {{ window_days[-1] }}
    ),

    people_numbered as (
        select person_key, row_number() over (order by person_key) as audience_number from people
    )

select
    cast(candidates_ever.topic_number as integer) as topic_number,
    cast(candidates_ever.candidate_number as integer) as candidate_number,
    cast(
        case
            {% for days in window_days %}
                when audience_last_seen.last_seen_date >= window_{{ days }}.starts_on
                then {{ loop.index }}
            {% endfor %}
        end as integer
    ) as window_place,
    cast(people_numbered.audience_number as integer) as audience_number
from audience_last_seen
{% for days in window_days %} cross join window_{{ days }} {% endfor %}
inner join
    candidates_ever
    on audience_last_seen.topic_id = candidates_ever.topic_id
    and audience_last_seen.person_key = candidates_ever.person_key
inner join people_numbered on audience_last_seen.audience_key = people_numbered.person_key
where audience_last_seen.last_seen_date >= window_{{ window_days[-1] }}.starts_on
