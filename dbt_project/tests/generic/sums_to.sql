{# A column sums to the total within every group, exactly or within a tolerance. #}
{% test sums_to(model, column, total, group_by, tolerance=0) %}
    select {{ group_by | join(", ") }}, sum({{ column }}) as found
    from {{ model }}
    group by {{ group_by | join(", ") }}
    having abs(sum({{ column }}) - {{ total }}) > {{ tolerance }}
{% endtest %}
