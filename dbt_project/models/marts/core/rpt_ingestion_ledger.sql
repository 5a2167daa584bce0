-- One row per file_sha256, stream.
-- Every dropped file and what became of its rows: read = loaded + duplicate + quarantined.
{{ config(alias="ingestion_ledger", schema="published", access="public") }}
with
    receipts as (select * from {{ ref("stg_receipts") }}),

    rows_kept as (select * from {{ ref("int_rows_kept_by_file") }}),

    waiting as (select * from {{ ref("int_conversions_waiting") }}),

    waiting_by_file as (
        select
            file_sha256,
            'conversions' as stream,
            count(*) as rows_waiting,
            {{ joined_text("'rate of ' || currency || ' on ' || activity_date") }} as waits_for
        from waiting
        group by file_sha256
    )

select
    receipts.file_sha256,
    receipts.stream,
    receipts.path,
    receipts.format,
    receipts.status,
    cast(receipts.size_bytes as bigint) as size_bytes,
    cast(receipts.rows_read as bigint) as rows_read,
    -- a stream none of whose rows is in staging has no row there to count
    cast(
        coalesce(rows_kept.rows_kept, 0) - coalesce(waiting_by_file.rows_waiting, 0) as bigint
    ) as rows_loaded,
    cast(receipts.rows_landed - coalesce(rows_kept.rows_kept, 0) as bigint) as rows_duplicate,
    -- what waits is put aside like what is broken, and comes back by itself
    cast(
        receipts.rows_quarantined + coalesce(waiting_by_file.rows_waiting, 0) as bigint
    ) as rows_quarantined,
    cast(coalesce(waiting_by_file.rows_waiting, 0) as bigint) as rows_waiting,
    waiting_by_file.waits_for,
    receipts.first_event_at,
    receipts.last_event_at,
    receipts.loaded_at,
    receipts.reason
from receipts
left join
    rows_kept on receipts.file_sha256 = rows_kept.file_sha256 and receipts.stream = rows_kept.stream
left join
    waiting_by_file
    on receipts.file_sha256 = waiting_by_file.file_sha256
    and receipts.stream = waiting_by_file.stream
