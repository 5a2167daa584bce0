-- One row per conversion_id.
-- What came of a journey, refunds deducted: a refund nets the credit of its purchase, on the day of
-- the purchase.
with
    followed_journeys as (select * from {{ ref("int_refunds_matched_to_purchases") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    journeys_netted as (
        select
            followed_journeys.journey_conversion_id as conversion_id,
            conversions.activity_date,
            {{ hex_to_bigint("md5(followed_journeys.journey_conversion_id)") }} as journey_digest,
            -- of more than 18 digits, in which an engine may multiply shares and overflow; of few
            -- enough that a product keeps every digit
            cast(sum(followed_journeys.conversion_count) as decimal(19, 0)) as conversions,
            cast(sum(followed_journeys.value) as decimal(19, 4)) as value,
            cast(sum(followed_journeys.margin) as decimal(19, 4)) as margin
        from followed_journeys
        inner join
            conversions on followed_journeys.journey_conversion_id = conversions.conversion_id
        group by followed_journeys.journey_conversion_id, conversions.activity_date
    )

select *
from journeys_netted
