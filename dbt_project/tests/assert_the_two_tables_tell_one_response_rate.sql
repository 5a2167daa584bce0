-- person_response tells the rate of any answer with the rest of a person's response, response_rates
-- with the rates of single kinds: it is one number.
{{ config(meta={"dagster": {"ref": {"name": "rpt_response_rates"}}}) }}
with
    rates as (select * from {{ ref("rpt_response_rates") }}),

    responses as (select * from {{ ref("rpt_person_response") }})

select rates.person_id, rates.rate, responses.response_rate
from rates
left join
    responses
    on rates.as_of = responses.as_of
    and rates.window_days = responses.window_days
    and rates.topic_id = responses.topic_id
    and rates.person_id = responses.person_id
where
    rates.response_kind = 'any'
    and (
        rates.rate is distinct from responses.response_rate
        or rates.rate_all is distinct from responses.response_rate_all
    )
