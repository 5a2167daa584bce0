{# Rows of a source, one per natural key. Which row is kept depends on the rows' content alone
   (then on which file came first), so any split or order of the files gives the same table.
   Only rows of repeated keys are sorted: they are few, and the rest of a large table streams
   through. `relation` is the source itself and not a CTE, which would be held in memory whole
   because it is read three times. A key may hold nulls, which equal each other here. #}
{% macro one_row_per_key(relation, key, content) -%}
    with
        repeated_keys as (
            select
                {% for part in key %} {{ part }} as key_{{ loop.index }}, {% endfor %}
                count(*) as rows_of_key
            from {{ relation }}
            group by {{ key | join(", ") }}
            having count(*) > 1
        )

    select rows_of_file.*
    from {{ relation }} as rows_of_file
    left join repeated_keys on {{ same_key(key) }}
    where repeated_keys.rows_of_key is null
    union all
    select rows_of_file.*
    from {{ relation }} as rows_of_file
    inner join repeated_keys on {{ same_key(key) }}
    qualify
        row_number() over (
            partition by {{ key | join(", ") }}
            order by
                {% for column in content %} {{ column }} desc nulls last, {% endfor %}
                _loaded_at,
                _file_sha256
        )
        = 1
{%- endmacro %}

{% macro same_key(key) -%}
    {% for part in key %}
        {% if not loop.first %} and {% endif %}
        {{ part }} is not distinct from repeated_keys.key_{{ loop.index }}
    {% endfor %}
{%- endmacro %}
