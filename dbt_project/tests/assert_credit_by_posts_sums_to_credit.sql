-- What a person's posts and campaigns are credited with is the person's credit, to the last digit.
{{ config(meta={"dagster": {"ref": {"name": "fct_credit_by_posts"}}}) }}
with
    credit_by_posts as (select * from {{ ref("fct_credit_by_posts") }}),

    credit as (select * from {{ ref("fct_credit_by_touchpoints") }} where person_key is not null),

    summed as (
        select
            window_days,
            topic_id,
            person_key,
            attribution_model,
            sum(conversions) as conversions,
            sum(value) as value,
            sum(margin) as margin
        from credit_by_posts
        group by window_days, topic_id, person_key, attribution_model
    )

select
    credit.window_days,
    credit.topic_id,
    credit.person_key,
    credit.attribution_model,
    credit.conversions,
    summed.conversions as conversions_by_posts,
    credit.value,
    summed.value as value_by_posts,
    credit.margin,
    summed.margin as margin_by_posts
from credit
full join
    summed
    on credit.window_days = summed.window_days
    and credit.topic_id = summed.topic_id
    and credit.person_key = summed.person_key
    and credit.attribution_model = summed.attribution_model
where
    credit.conversions is distinct from summed.conversions
    or credit.value is distinct from summed.value
    or credit.margin is distinct from summed.margin
