{# The sums of a column agree over all values of `across` within every group. #}
{% test same_sum(model, column, across, group_by, tolerance=0) %}
    select {{ group_by | join(", ") }}, max(found) - min(found) as difference
    from
        (
            select {{ group_by | join(", ") }}, {{ across }}, sum({{ column }}) as found
            from {{ model }}
            group by {{ group_by | join(", ") }}, {{ across }}
        ) as sums
    group by {{ group_by | join(", ") }}
    having max(found) - min(found) > {{ tolerance }}
{% endtest %}
