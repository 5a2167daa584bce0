{# The values of the columns ascend in each row; a null is passed over. #}
{% test in_order(model, columns) %}
    select *
    from {{ model }}
    where
        {% for lower in columns %}
            {% set outer = loop %}
            {% for upper in columns[outer.index :] %} {{ lower }} > {{ upper }} or {% endfor %}
        {% endfor %} false
{% endtest %}
