-- Names the currencies and days of amounts that no rate of exchange covers. Their conversions
-- count, their value is unknown.
{{ config(severity="warn", meta={"dagster": {"ref": {"name": "int_conversions_valued"}}}) }}
with
    conversions as (select * from {{ ref("int_conversions_valued") }}),

    amounts as (select * from {{ ref("stg_conversions") }})

select conversions.currency, conversions.activity_date, count(*) as conversions
from conversions
inner join amounts on conversions.conversion_id = amounts.conversion_id
where amounts.value is not null and conversions.absolute_value is null
group by conversions.currency, conversions.activity_date
