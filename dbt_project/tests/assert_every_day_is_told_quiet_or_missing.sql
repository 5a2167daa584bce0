-- The days of a window are told, quiet or missing, each one of the three, for every stream.
{{ config(meta={"dagster": {"ref": {"name": "fct_coverage"}}}) }}
select *
from {{ ref("fct_coverage") }}
where days_told + days_quiet + days_missing <> window_days
