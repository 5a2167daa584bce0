-- One row per file_sha256, stream.
-- What landing noted of each dropped file and each stream in it.
{{ config(materialized="table") }}
{% for stream in raw_streams() %}  -- depends_on: {{ ref("stg_" ~ stream) }}
{% endfor %}
with receipts as (select * from {{ source("raw", "receipts") }})

select
    file_sha256,
    stream,
    path,
    format,
    translation_version,
    size_bytes,
    status,
    rows_read,
    rows_landed,
    rows_quarantined,
    first_event_at,
    last_event_at,
    loaded_at,
    reason,
    notes
from receipts
