{# Every value of the columns is null or within the bounds, and a finite number. #}
{% test within(model, columns, at_least=none, at_most=none) %}
    select *
    from {{ model }}
    where
        {% for column in columns %}
            {% if not loop.first %} or {% endif %}
            (
                {{ column }} is not null
                and (
                    not isfinite(cast({{ column }} as double))
                    {% if at_least is not none %} or {{ column }} < {{ at_least }} {% endif %}
                    {% if at_most is not none %} or {{ column }} > {{ at_most }} {% endif %}
                )
            )
        {% endfor %}
{% endtest %}
