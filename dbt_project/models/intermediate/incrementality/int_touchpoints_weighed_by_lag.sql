-- One row per conversion_id, touchpoint_id.
-- The probability that a touchpoint brought the conversion about. No rows where too few conversions
-- follow links to tell.
with
    touchpoints as (select * from {{ ref("int_touchpoints_ordered_to_conversions") }}),

    explained_touchpoints as (select * from {{ ref("int_touchpoints_explained_by_lag") }}),

    interceptions as (select * from {{ ref("int_interceptions_counted") }}),

    waits as (select * from {{ ref("int_waits_counted_by_lag") }}),

    told as (select count(*) > 0 as is_told from waits),

    touchpoints_weighed as (
        select
            touchpoints.conversion_id,
            touchpoints.touchpoint_id,
            touchpoints.person_key,
            touchpoints.touchpoint_kind,
            cast(
                case
                    -- an interceptor's code is looked for between basket and payment as well
                    when touchpoints.touchpoint_kind = 'promo_code' and interceptions.is_interceptor
                    then 0
                    -- any other code tells no time, only that it was used
                    when touchpoints.touchpoint_kind = 'promo_code'
                    then 1.0 / count(*) over (partition by touchpoints.conversion_id)
                    -- an intercepted link explains nothing
                    else coalesce(explained_touchpoints.caused_share, 0)
                end as decimal(19, 12)
            ) as caused_share
        from touchpoints
        left join
            explained_touchpoints
            on touchpoints.conversion_id = explained_touchpoints.conversion_id
            and touchpoints.touchpoint_id = explained_touchpoints.touchpoint_id
        left join interceptions on touchpoints.person_key = interceptions.person_key
        inner join told on told.is_told
    )

select *
from touchpoints_weighed
