-- Rows read = loaded + duplicate + quarantined, for every file and stream.
{{ config(meta={"dagster": {"ref": {"name": "rpt_ingestion_ledger"}}}) }}
select *
from {{ ref("rpt_ingestion_ledger") }}
where
    rows_read <> rows_loaded + rows_duplicate + rows_quarantined
    or rows_duplicate < 0
    or rows_loaded < 0
