-- One row per conversion_id.
-- Conversions that wait for a rate of exchange: there is none of their currency on or before their
-- day. They come back by themselves with the rate.
with
    conversions as (select * from {{ ref("stg_conversions") }}),

    valued as (select * from {{ ref("int_conversions_valued") }}),

    conversions_waiting as (
        select
            conversions.conversion_id,
            conversions.currency,
            conversions.activity_date,
            conversions.file_sha256
        from conversions
        left join valued on conversions.conversion_id = valued.conversion_id
        where
            valued.conversion_id is null
            and conversions.value is not null
            and {{ before_as_of("conversions.occurred_at") }}
    )

select *
from conversions_waiting
