{# `as`, for a common table expression that is worked out by itself, once. Written into each other,
   the steps of an iteration are planned for minutes. #}
{% macro as_worked_out() -%} {{ adapter.dispatch("as_worked_out")() }}{%- endmacro %}

{% macro duckdb__as_worked_out() -%} as materialized {%- endmacro %}
