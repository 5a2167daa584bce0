-- One row per topic_id, person_key, activity_date.
-- What a person's audience did on a topic that day (UTC), by kind: without those who are suspected,
-- and with them (`_all`).
with
    audience_daily as (select * from {{ ref("fct_topic_audience_daily") }}),

    suspects as (select * from {{ ref("int_people_suspected") }}),

    responses_by_day as (
        select
            audience_daily.topic_id,
            audience_daily.person_key,
            audience_daily.activity_date,
            {% for kind in event_kinds() %}
                {% set column = plural(kind) %}
                cast(
                    -- whom nobody but suspects answered, nobody answered
                    coalesce(
                        sum(audience_daily.{{ column }}) filter (where suspects.person_key is null),
                        0
                    ) as bigint
                ) as {{ column }},
                cast(sum(audience_daily.{{ column }}) as bigint) as {{ column }}_all,
            {% endfor %}
            cast(
                -- likewise
                coalesce(
                    sum(audience_daily.responses) filter (where suspects.person_key is null), 0
                ) as bigint
            ) as responses,
            cast(sum(audience_daily.responses) as bigint) as responses_all
        from audience_daily
        left join suspects on audience_daily.audience_key = suspects.person_key
        group by audience_daily.topic_id, audience_daily.person_key, audience_daily.activity_date
    )

select *
from responses_by_day
