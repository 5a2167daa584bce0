-- One row per topic_id, person_key, activity_date.
-- What a person's audience did on a topic that day (UTC), by kind.
with
    audience_daily as (select * from {{ ref("fct_topic_audience_daily") }}),

    responses_by_day as (
        select
            topic_id,
            person_key,
            activity_date,
            {% for kind in event_kinds() %}
                cast(sum({{ plural(kind) }}) as bigint) as {{ plural(kind) }},
            {% endfor %}
            cast(sum(responses) as bigint) as responses,
            count(*) filter (where responses > 0) as responders,
            count(*) filter (where audience_events > 0) as people_seen
        from audience_daily
        group by topic_id, person_key, activity_date
    )

select *
from responses_by_day
