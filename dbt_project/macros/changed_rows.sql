{# Before an incremental run of a staging model: gathers, as `changed_rows`, the rows of every key
   that stands in a file which came, changed or went since the last run, wherever else the key
   stands; and takes these keys out of the table. What the last run read is what `stg_receipts`
   tells, which is built after all streams.
   Cost: the changed files, and the keys of the table, are read once. The keys of the whole raw
   stream are read only where a changed key was known before. #}
{% macro forget_changed_keys() -%}
    {%- if is_incremental() -%}
        {%- set stream = this.identifier | replace("stg_", "") -%}
        {%- set raw = source("raw", stream) -%}
        {%- do run_query(changed_files(stream)) -%}
        {%- set changed = run_query(
            "select count(*), coalesce(sum(rows_now), 0) from changed_files"
        ) -%}
        {%- set files_changed, rows_now = changed.rows[0] -%}
        {%- if files_changed == 0 -%}
            create or replace temp table changed_rows as select * from {{ raw }} limit 0;
        {%- else -%}
            {%- do run_query(changed_keys(raw, rows_now)) -%}
            {%- set known = run_query("select count(*) from known_keys").rows[0][0] -%}
            create or replace temp table changed_rows as
            select rows_of_file.*
            from {{ raw }} as rows_of_file
            where
            {% if known > 0 or deleted_before(raw) %}
                    exists (
                        select 1
                        from changed_keys
                        where
                {{ same_key(raw_key(config.get("unique_key")), "changed_keys") }}
                    )
            {% else %} _file_sha256 in (select file_sha256 from changed_files where rows_now > 0)
            {% endif %}
            ;
            {% if known > 0 %}
                delete from {{ this }}
                where
                    exists (
                        select 1
                        from known_keys
                        where {{ same_key(config.get("unique_key"), "known_keys") }}
                    )
                ;
            {% endif %}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{# SQL of the files of a stream that came, changed or went, and the rows that they have now. #}
{% macro changed_files(stream) -%}
    {%- set receipts_read = adapter.get_relation(this.database, this.schema, "stg_receipts") -%}
    {%- set told = "file_sha256, translation_version, status, rows_landed, loaded_at" -%}
    create or replace temp table changed_files as
    with
        files_now as (
            select {{ told }} from {{ source("raw", "receipts") }} where stream = '{{ stream }}'
        ),

        files_then as (
    {% if receipts_read %}
                select {{ told }} from {{ receipts_read }} where stream = '{{ stream }}'
    {% else %} select * from files_now where false
    {% endif %}
        ),

        changed as (
            select file_sha256
            from (select * from files_now except select * from files_then) as came
            union
            select file_sha256
            from (select * from files_then except select * from files_now) as went
            union
            -- rows of a run that ended before it could tell its receipts
            select file_sha256
            from {{ this }}
            where file_sha256 not in (select file_sha256 from files_now)
        )

    select changed.file_sha256, coalesce(files_now.rows_landed, 0) as rows_now
    from changed
    left join files_now on changed.file_sha256 = files_now.file_sha256
{%- endmacro %}

{# SQL of the keys in changed files, and of those among them that the table has. #}
{% macro changed_keys(raw, rows_now) -%}
    {%- set key = config.get("unique_key") -%}
    create or replace temp table changed_keys as
    {% if rows_now > 0 %}
        select {{ key_columns(raw_key(key)) }}
        from {{ raw }}
        where _file_sha256 in (select file_sha256 from changed_files where rows_now > 0)
        union
    {% endif %}
    select {{ key_columns(key) }}
    from {{ this }}
    where file_sha256 in (select file_sha256 from changed_files);

    create or replace temp table known_keys as
    select changed_keys.*
    from changed_keys
    where exists (select 1 from {{ this }} as kept where {{ same_key(key, "changed_keys") }});
{%- endmacro %}

{# Whether a version of some row says that it was deleted: such a key stands in no table. #}
{% macro deleted_before(raw) -%}
    {{ return(run_query("select count(*) from " ~ raw ~ " where _is_deleted").rows[0][0] > 0) }}
{%- endmacro %}
