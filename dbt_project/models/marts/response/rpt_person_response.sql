-- One row per as_of, window_days, topic_id, person_id.
-- Who answered a person on a topic: counts, people, and a rate per exposed pair. Without those who
-- are suspected, and with them (`_all`).
{{ config(alias="person_response", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    rates as (select * from {{ ref("fct_rates") }}),

    response_delays as (select * from {{ ref("fct_topic_response_delays") }}),

    outreach as (select * from {{ ref("fct_topic_outreach") }}),

    cascades as (select * from {{ ref("fct_topic_cascades") }}),

    kinds_told as (select * from {{ ref("fct_kinds_told") }}),

    people as (select * from {{ ref("dim_people") }}),

    kinds as (
        select
            {% for kind in event_kinds() %}
                bool_or(is_told) filter (where event_kind = '{{ kind }}') as {{ kind }}_is_told
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from kinds_told
    )

select
    windows.as_of,
    cast(counted.window_days as bigint) as window_days,
    counted.topic_id,
    people.person_id,
    cast(counted.posts as bigint) as posts,
    cast(counted.active_days as bigint) as active_days,
    {% for kind in ["like", "repost", "quote", "reply", "save", "vote", "mention"] %}
        cast(
            case when kinds.{{ kind }}_is_told then counted.{{ plural(kind) }} end as bigint
        ) as {{ plural(kind) }},
    {% endfor %}
    cast(counted.responses as bigint) as responses,
    cast(counted.responses_all as bigint) as responses_all,
    cast(counted.unique_responders as bigint) as unique_responders,
    cast(counted.unique_responders_all as bigint) as unique_responders_all,
    cast(response_delays.half_life_minutes as double) as half_life_minutes,
    -- of a post that nobody took up there is no cascade
    cast(coalesce(cascades.cascades, 0) as bigint) as cascades,
    cast(coalesce(cascades.cascade_posts, 0) as bigint) as cascade_posts,
    cast(coalesce(cascades.largest_cascade, 0) as bigint) as largest_cascade,
    cast(coalesce(cascades.deepest_cascade, 0) as bigint) as deepest_cascade,
    -- who answered nobody gave nothing
    cast(coalesce(outreach.responses_given, 0) as bigint) as responses_given,
    cast(coalesce(outreach.people_answered, 0) as bigint) as people_answered,
    cast(
        case
            when counted.unique_responders_all > 0
            then
                -- likewise, nobody of them
                coalesce(outreach.responders_answered, 0)
                / cast(counted.unique_responders_all as double)
        end as double
    ) as reciprocity,
    cast(counted.counted_likes as bigint) as counted_likes,
    cast(counted.counted_reposts as bigint) as counted_reposts,
    cast(counted.counted_replies as bigint) as counted_replies,
    cast(counted.counted_quotes as bigint) as counted_quotes,
    cast(round(rates.trials) as bigint) as exposed_pairs,
    cast(rates.successes as bigint) as responding_pairs,
    {{ exposure_basis_of("counted.exposure_basis_rank") }} as exposure_basis,
    {% for suffix in ["", "_all"] %}
        cast(rates.rate{{ suffix }} as double) as response_rate{{ suffix }},
        cast(rates.rate_low{{ suffix }} as double) as response_rate_low{{ suffix }},
        cast(rates.rate_high{{ suffix }} as double) as response_rate_high{{ suffix }},
    {% endfor %}
    rates.prior_basis as response_rate_prior,
    {{ rate_missing_because("rates", "counted") }} as response_rate_missing_because
from counted
inner join windows on counted.window_days = windows.window_days
inner join people on counted.person_key = people.person_key
cross join kinds
left join
    rates
    on rates.rate_name = 'response_rate'
    and counted.window_days = rates.window_days
    and counted.topic_id = rates.topic_id
    and counted.person_key = rates.person_key
left join
    response_delays
    on counted.window_days = response_delays.window_days
    and counted.topic_id = response_delays.topic_id
    and counted.person_key = response_delays.person_key
left join
    outreach
    on counted.window_days = outreach.window_days
    and counted.topic_id = outreach.topic_id
    and counted.person_key = outreach.person_key
left join
    cascades
    on counted.window_days = cascades.window_days
    and counted.topic_id = cascades.topic_id
    and counted.person_key = cascades.person_key
where counted.is_publishable
