-- One row per event_kind.
-- Which kinds of events the dump tells of at all; a count of any other kind is unknown, not 0.
with
    responses_daily as (select * from {{ ref("fct_topic_responses_daily") }}),

    kinds as (
        {% for kind in event_kinds() %}
            select '{{ kind }}' as event_kind, coalesce(sum({{ plural(kind) }}_all), 0) as events
            from responses_daily
            where topic_id = 'all'
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select event_kind, cast(events as bigint) as events, events > 0 as is_told
from kinds
