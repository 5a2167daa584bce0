-- One row per platform.
-- How near in time two acts must be to be close: within `coaction_seconds`, or within what the
-- platform's clock can tell, if that is coarser.
with
    acts as (select * from {{ ref("int_acts_on_targets") }}),

    clocks as (
        select
            platform,
            case
                when max(extract(second from first_at)) > 0
                then 1
                when max(extract(minute from first_at)) > 0
                then 60
                when max(extract(hour from first_at)) > 0
                then 3600
                else 86400
            end as clock_seconds
        from acts
        group by platform
    )

select
    platform, clock_seconds, greatest(clock_seconds, {{ var("coaction_seconds") }}) as close_seconds
from clocks
