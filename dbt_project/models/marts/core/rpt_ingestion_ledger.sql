-- One row per file_sha256, stream.
-- Every dropped file and what became of its rows: read = loaded + duplicate + quarantined.
{{ config(alias="ingestion_ledger", schema="published", access="public") }}
with
    receipts as (select * from {{ ref("stg_receipts") }}),

    rows_kept as (select * from {{ ref("int_rows_kept_by_file") }})

select
    receipts.file_sha256,
    receipts.stream,
    receipts.path,
    receipts.format,
    receipts.status,
    cast(receipts.size_bytes as bigint) as size_bytes,
    cast(receipts.rows_read as bigint) as rows_read,
    -- a stream none of whose rows is in staging has no row there to count
    cast(coalesce(rows_kept.rows_kept, 0) as bigint) as rows_loaded,
    cast(receipts.rows_landed - coalesce(rows_kept.rows_kept, 0) as bigint) as rows_duplicate,
    cast(receipts.rows_quarantined as bigint) as rows_quarantined,
    receipts.first_event_at,
    receipts.last_event_at,
    receipts.loaded_at,
    receipts.reason
from receipts
left join
    rows_kept on receipts.file_sha256 = rows_kept.file_sha256 and receipts.stream = rows_kept.stream
