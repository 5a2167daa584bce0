{# Columns of a row sum to another one of it. #}
{% test parts_of(model, parts, whole) %}
    select {{ parts | join(", ") }}, {{ whole }}
    from {{ model }}
    where {{ parts | join(" + ") }} <> {{ whole }}
{% endtest %}
