{# The attribution models by rule, in the order in which they are shown. #}
{% macro attribution_models() -%}
    {{ return(["first", "last", "linear", "time_decay", "position"]) }}
{%- endmacro %}
