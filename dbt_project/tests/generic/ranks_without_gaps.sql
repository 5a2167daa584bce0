{# Ranks run from 1 to the number of rows in every group, each once. #}
{% test ranks_without_gaps(model, column, group_by) %}
    select {{ group_by | join(", ") }}
    from {{ model }}
    group by {{ group_by | join(", ") }}
    having
        min({{ column }}) <> 1
        or max({{ column }}) <> count(*)
        or count(distinct {{ column }}) <> count(*)
{% endtest %}
