-- One row per as_of, window_days, credit_kind.
-- How many conversions experiments find for each that is credited: by how much credit is to be
-- believed.
{{ config(alias="lift_ratios", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    ratios as (select * from {{ ref("fct_lift_ratios") }})

select
    windows.as_of,
    cast(ratios.window_days as bigint) as window_days,
    ratios.credit_kind,
    cast(ratios.experiments as bigint) as experiments,
    cast(ratios.credit as double) as credited_conversions,
    cast(ratios.incremental as double) as incremental_conversions,
    cast(ratios.lift_ratio as double) as lift_ratio,
    cast(
        ratios.lift_ratio - {{ normal_half_width() }} * ratios.lift_ratio_error as double
    ) as lift_ratio_low,
    cast(
        ratios.lift_ratio + {{ normal_half_width() }} * ratios.lift_ratio_error as double
    ) as lift_ratio_high
from ratios
inner join windows on ratios.window_days = windows.window_days
