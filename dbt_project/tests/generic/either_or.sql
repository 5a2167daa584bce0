{# Every row has one of two columns, and never both: a value, or why there is none. #}
{% test either_or(model, column, other) %}
    select {{ column }}, {{ other }}
    from {{ model }}
    where ({{ column }} is null) = ({{ other }} is null)
{% endtest %}
