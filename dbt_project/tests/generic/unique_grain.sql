{# No two rows share the grain, and only columns named in `nullable` may be null in it. #}
{% test unique_grain(model, columns, nullable=[]) %}
    select {{ columns | join(", ") }}, count(*) as rows_of_grain
    from {{ model }}
    group by {{ columns | join(", ") }}
    having
        count(*) > 1
        {% for column in columns if column not in nullable %} or {{ column }} is null {% endfor %}
{% endtest %}
