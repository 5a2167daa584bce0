-- A rate that the data cannot support is null with a reason, never 0 and never bare.
{{ config(meta={"dagster": {"ref": {"name": "rpt_response_rates"}}}) }}
select *
from {{ ref("rpt_response_rates") }}
where (rate is null) <> (rate_missing_because is not null)
