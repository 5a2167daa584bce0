-- One row per conversion_id, touchpoint_id.
-- Links before conversions, by how long before: the bucket of the time from one to the other.
with
    touchpoints as (select * from {{ ref("int_touchpoints_ordered_to_conversions") }}),

    buckets as ({{ lag_buckets() }}),

    touchpoints_placed as (
        select
            touchpoints.conversion_id,
            touchpoints.touchpoint_id,
            touchpoints.person_key,
            buckets.lag_from_days,
            buckets.is_settled
        from touchpoints
        inner join
            buckets
            on touchpoints.age_days >= buckets.lag_from_days
            and touchpoints.age_days < buckets.lag_to_days
        where touchpoints.touchpoint_kind = 'link' and not touchpoints.is_intercepted
    )

select *
from touchpoints_placed
