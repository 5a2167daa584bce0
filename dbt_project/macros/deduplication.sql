{# Rows of a source, one per `unique_key` of the model. Which row is kept depends on the rows'
   content alone (then on which file came first), so any split or order of the files gives the
   same table. Only rows of repeated keys are sorted: they are few, and the rest of a large table
   streams through. `relation` is the source itself and not a CTE, which would be held in memory
   whole because it is read three times. A key may hold nulls, which equal each other here.
   A loader's tables tell versions of a row: the newest one stands, and where that one says that
   the row was deleted, none does.
   An incremental run gives only the rows of keys that changed; `forget_changed_keys` has gathered
   them and has taken their old rows out of the table. #}
{% macro one_row_per_key(relation, content) -%}
    {%- set key = raw_key(config.get("unique_key")) -%}
    {%- set rows_of_files = "changed_rows" if is_incremental() else relation -%}
    with
        repeated_keys as (
            select {{ key_columns(key) }}, count(*) as rows_of_key
            from {{ rows_of_files }}
            group by {{ key | join(", ") }}
            having count(*) > 1
        )

    select rows_of_file.*
    from {{ rows_of_files }} as rows_of_file
    left join repeated_keys on {{ same_key(key, "repeated_keys") }}
    where repeated_keys.rows_of_key is null and not rows_of_file._is_deleted
    union all
    select rows_of_file.*
    from {{ rows_of_files }} as rows_of_file
    inner join repeated_keys on {{ same_key(key, "repeated_keys") }}
    qualify
        row_number() over (
            partition by {{ key | join(", ") }}
            order by
                _version_at desc nulls last,
                -- a row that is written anew ends its old version in the same moment
                _is_deleted,
                -- what was told twice happened when it was told to have happened first
                {% for column in content %}
                    {{ column }} {{ "asc" if column == "occurred_at" else "desc" }} nulls last,
                {% endfor %}
                _loaded_at,
                _file_sha256
        )
        = 1
        and not rows_of_file._is_deleted
{%- endmacro %}

{# The columns of a key as raw rows have them. #}
{% macro raw_key(key) -%}
    {%- set raw = [] -%}
    {%- for column in key -%}
        {%- do raw.append(interaction_key() if column == "interaction_key" else column) -%}
    {%- endfor -%}
    {{ return(raw) }}
{%- endmacro %}

{% macro key_columns(key) -%}
    {% for part in key %}
        {{ part }} as key_{{ loop.index }} {%- if not loop.last %}, {% endif %}
    {% endfor %}
{%- endmacro %}

{% macro same_key(key, other) -%}
    {% for part in key %}
        {% if not loop.first %} and {% endif %}
        {{ part }} is not distinct from {{ other }}.key_{{ loop.index }}
    {% endfor %}
{%- endmacro %}
