-- One row per file_sha256, stream.
-- How many rows of each dropped file are in staging, counted there: what is missing was a
-- duplicate.
with
    {% for stream in raw_streams() %}
        {{ stream }} as (select * from {{ ref("stg_" ~ stream) }}),
    {% endfor %}

    rows_kept as (
        {% for stream in raw_streams() %}
            select file_sha256, '{{ stream }}' as stream, count(*) as rows_kept
            from {{ stream }}
            group by file_sha256
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from rows_kept
