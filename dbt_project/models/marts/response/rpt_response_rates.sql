-- One row per as_of, window_days, topic_id, person_id, response_kind.
-- How often those who were exposed to a person's posts answer them, by kind of answer: without
-- those who are suspected, and with them (`_all`).
{{ config(alias="response_rates", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    rates as (select * from {{ ref("fct_rates") }}),

    kinds_told as (select * from {{ ref("fct_kinds_told") }}),

    people as (select * from {{ ref("dim_people") }}),

    response_kinds as (
        {% for kind in answer_kinds() if kind != "click" %}
            select
                '{{ kind }}' as response_kind,
                '{{ rate_of(kind) }}' as rate_name,
                bool_or(is_told) as is_told
            from kinds_told
            where {{ is_answer("event_kind", kind) }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select
    windows.as_of,
    cast(counted.window_days as bigint) as window_days,
    counted.topic_id,
    people.person_id,
    response_kinds.response_kind,
    cast(round(rates.trials) as bigint) as exposed_pairs,
    cast(rates.successes as bigint) as responding_pairs,
    cast(rates.effective_trials as double) as effective_pairs,
    cast(rates.rate as double) as rate,
    cast(rates.rate_low as double) as rate_low,
    cast(rates.rate_high as double) as rate_high,
    cast(round(rates.trials_all) as bigint) as exposed_pairs_all,
    cast(rates.successes_all as bigint) as responding_pairs_all,
    cast(rates.rate_all as double) as rate_all,
    cast(rates.rate_low_all as double) as rate_low_all,
    cast(rates.rate_high_all as double) as rate_high_all,
    rates.prior_basis as rate_prior,
    {{ exposure_basis_of("counted.exposure_basis_rank") }} as exposure_basis,
    {{ rate_missing_because("rates", "counted") }} as rate_missing_because
from counted
inner join windows on counted.window_days = windows.window_days
inner join people on counted.person_key = people.person_key
cross join response_kinds
left join
    rates
    on response_kinds.rate_name = rates.rate_name
    and counted.window_days = rates.window_days
    and counted.topic_id = rates.topic_id
    and counted.person_key = rates.person_key
where counted.is_publishable and counted.posts > 0 and response_kinds.is_told
