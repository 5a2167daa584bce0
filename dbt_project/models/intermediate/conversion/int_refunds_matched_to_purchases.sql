-- One row per conversion_id.
-- Each conversion with the purchase whose journey it follows: a purchase follows its own, a
-- refund that of the latest earlier purchase of the same person in the same currency.
with
    conversions as (select * from {{ ref("int_conversions_valued") }}),

    purchases as (select * from conversions where not is_refund),

    refunds as (select * from conversions where is_refund),

    refunds_with_purchase as (
        select
            refunds.conversion_id,
            refunds.visitor_person_key,
            refunds.occurred_at,
            refunds.absolute_value,
            purchases.conversion_id as purchase_id,
            purchases.absolute_value as purchase_value,
            purchases.margin as purchase_margin
        from refunds
        inner join
            purchases
            on refunds.visitor_person_key = purchases.visitor_person_key
            and purchases.occurred_at <= refunds.occurred_at
            and (
                refunds.currency = purchases.currency
                or (refunds.currency is null and purchases.currency is null)
            )
        qualify
            row_number() over (
                partition by refunds.conversion_id
                order by purchases.occurred_at desc, purchases.conversion_id
            )
            = 1
    ),

    refunds_accumulated as (
        select
            *,
            sum(absolute_value) over (
                partition by purchase_id
                order by occurred_at, conversion_id
                rows between unbounded preceding and current row
            ) as refunded_value
        from refunds_with_purchase
    )

select
    conversions.conversion_id,
    conversions.visitor_person_key,
    conversions.occurred_at,
    conversions.is_refund,
    -- a refund that fits no purchase stands by itself
    coalesce(refunds_accumulated.purchase_id, conversions.conversion_id) as journey_conversion_id,
    case
        when not conversions.is_refund
        then 1
        -- the purchase is undone by the refund that reaches its whole value
        when
            refunds_accumulated.refunded_value >= refunds_accumulated.purchase_value
            and refunds_accumulated.refunded_value - refunds_accumulated.absolute_value
            < refunds_accumulated.purchase_value
        then -1
        else 0
    end as conversion_count,
    case
        when conversions.is_refund then - conversions.absolute_value else conversions.absolute_value
    end as value,
    -- a refund that tells no margin takes back of it what it takes back of the value
    case
        when not conversions.is_refund
        then conversions.margin
        when conversions.margin is not null
        then - abs(conversions.margin)
        when refunds_accumulated.purchase_value > 0
        then
            cast(
                round(
                    - refunds_accumulated.purchase_margin
                    * refunds_accumulated.absolute_value
                    / refunds_accumulated.purchase_value,
                    4
                ) as decimal(18, 4)
            )
    end as margin,
    conversions.reporting_currency
from conversions
left join refunds_accumulated on conversions.conversion_id = refunds_accumulated.conversion_id
