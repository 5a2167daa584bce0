-- An old score that the data cannot support is null with a reason, never 0 and never bare.
{{ config(meta={"dagster": {"ref": {"name": "rpt_legacy_scores"}}}) }}
select *
from {{ ref("rpt_legacy_scores") }}
where (score is null) <> (score_missing_because is not null)
