-- One row per as_of, window_days, topic_id, person_id.
-- Who lauds a topic and who complains of it, and who of them is heard, answered and bought from.
{{ config(alias="advocates", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    stance as (select * from {{ ref("fct_topic_stance") }}),

    reply_stance as (select * from {{ ref("fct_topic_reply_stance") }}),

    audience_expected as (select * from {{ ref("fct_topic_audience_expected") }}),

    rates as (select * from {{ ref("fct_rates") }}),

    credit as (select * from {{ ref("fct_conversion_credit") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    people as (select * from {{ ref("dim_people") }}),

    currency as (select max(reporting_currency) as value_currency from conversions)

select
    windows.as_of,
    cast(stance.window_days as bigint) as window_days,
    stance.topic_id,
    people.person_id,
    stance.side,
    case
        when stance.side is not null
        then null
        when stance.lauding_share is null
        then 'no post takes a side'
        else 'too few texts take a side'
    end as side_missing_because,
    cast(stance.lauding_share as double) as lauding_share,
    cast(stance.lauding_share_low as double) as lauding_share_low,
    cast(stance.lauding_share_high as double) as lauding_share_high,
    cast(counted.posts as bigint) as posts,
    cast(stance.posts_lauding as bigint) as posts_lauding,
    cast(stance.posts_complaining as bigint) as posts_complaining,
    cast(stance.posts_neutral as bigint) as posts_neutral,
    cast(stance.posts_not_told as bigint) as posts_not_told,
    cast(stance.texts_lauding as bigint) as texts_lauding,
    cast(stance.texts_complaining as bigint) as texts_complaining,
    cast(audience_expected.audience_expected as double) as audience_expected,
    cast(counted.audience_observed as bigint) as audience_observed,
    cast(counted.responses as bigint) as responses,
    cast(rates.rate as double) as response_rate,
    -- no row is no reply
    cast(coalesce(reply_stance.replies_judged, 0) as bigint) as replies_judged,
    cast(coalesce(reply_stance.replies_lauding, 0) as bigint) as replies_lauding,
    cast(coalesce(reply_stance.replies_complaining, 0) as bigint) as replies_complaining,
    case
        when counted.sessions > 0 or credit.journeys > 0
        then
            -- who brought sessions and has no credit is known to have brought no conversion
            cast(coalesce(credit.conversions - credit.conversions_intercepted, 0) as double)
    end as conversions,
    cast(credit.value - credit.value_intercepted as double) as value,
    currency.value_currency
from stance
inner join windows on stance.window_days = windows.window_days
inner join people on stance.person_key = people.person_key
cross join currency
inner join
    counted
    on stance.window_days = counted.window_days
    and stance.topic_id = counted.topic_id
    and stance.person_key = counted.person_key
{% for part in ["reply_stance", "audience_expected"] %}
    left join
        {{ part }}
        on stance.window_days = {{ part }}.window_days
        and stance.topic_id = {{ part }}.topic_id
        and stance.person_key = {{ part }}.person_key
{% endfor %}
left join
    rates
    on rates.rate_name = 'response_rate'
    and stance.window_days = rates.window_days
    and stance.topic_id = rates.topic_id
    and stance.person_key = rates.person_key
left join
    credit
    on credit.attribution_model = '{{ var("ranking_attribution_model") }}'
    and stance.window_days = credit.window_days
    and stance.topic_id = credit.topic_id
    and stance.person_key = credit.person_key
where counted.is_publishable
