-- One row per file_sha256, stream, line, row_sha256.
-- Rows that broke a rule of the raw contract, with the reason.
{{ config(materialized="table") }}
with quarantine as (select * from {{ source("raw", "quarantine") }})

select file_sha256, path, stream, line, byte_offset, reason, row_sha256, raw_text, loaded_at
from quarantine
