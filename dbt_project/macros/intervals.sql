{# The lower and upper tail of the published interval, as probabilities. #}
{% macro interval_tail(side) -%}
    {%- if side == "low" -%} {{ (1 - var("interval_probability")) / 2 }}
    {%- else -%} {{ (1 + var("interval_probability")) / 2 }}
    {%- endif -%}
{%- endmacro %}

{# Quantile of a beta distribution: posterior of a shrunk rate. #}
{% macro beta_quantile(probability, alpha, beta) -%}
    {{ adapter.dispatch("beta_quantile")(probability, alpha, beta) }}
{%- endmacro %}

{% macro duckdb__beta_quantile(probability, alpha, beta) -%}
    beta_quantile(
        cast({{ probability }} as double), cast({{ alpha }} as double), cast({{ beta }} as double)
    )
{%- endmacro %}

{# Quantile of a gamma distribution of rate 1: posterior of a count (Jeffreys: shape count + 1/2). #}
{% macro gamma_quantile(probability, shape) -%}
    {{ adapter.dispatch("gamma_quantile")(probability, shape) }}
{%- endmacro %}

{% macro duckdb__gamma_quantile(probability, shape) -%}
    gamma_quantile(cast({{ probability }} as double), cast({{ shape }} as double))
{%- endmacro %}
