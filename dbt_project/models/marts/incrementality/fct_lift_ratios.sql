-- One row per window_days, credit_kind.
-- How many conversions an experiment finds for each that is credited, over all experiments: least
-- squares through the origin, each experiment weighed by its precision.
with
    lift_by_credit as (select * from {{ ref("fct_lift_by_credit") }}),

    sums as (
        select
            window_days,
            credit_kind,
            count(*) as experiments,
            {{ exact_sum("credit") }} as credit,
            {{ exact_sum("incremental") }} as incremental,
            {{ exact_sum("credit * incremental / (incremental_error * incremental_error)") }}
            as weighted_product,
            {{ exact_sum("credit * credit / (incremental_error * incremental_error)") }}
            as weighted_square
        from lift_by_credit
        group by window_days, credit_kind
    )

select
    window_days,
    credit_kind,
    experiments,
    credit,
    incremental,
    weighted_product,
    weighted_square,
    weighted_product / nullif(weighted_square, 0) as lift_ratio,
    sqrt(1 / nullif(weighted_square, 0)) as lift_ratio_error
from sums
