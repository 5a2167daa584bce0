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

{# Probability that a beta variable stays below a value. #}
{% macro beta_probability(value, alpha, beta) -%}
    {{ adapter.dispatch("beta_probability")(value, alpha, beta) }}
{%- endmacro %}

{% macro duckdb__beta_probability(value, alpha, beta) -%}
    beta_probability(
        cast({{ value }} as double), cast({{ alpha }} as double), cast({{ beta }} as double)
    )
{%- endmacro %}

{# Two-sided exact p-value of a binomial count: twice the smaller tail, at most 1. #}
{% macro binomial_p_value(successes, trials, probability) -%}
    least(
        1,
        2 * least(
            case
                when {{ successes }} = 0
                then 1
                else
                    {{
                        beta_probability(
                            probability, successes, trials ~ " - " ~ successes ~ " + 1"
                        )
                    }}
            end,
            case
                when {{ successes }} = {{ trials }}
                then 1
                else
                    1
                    - {{
                        beta_probability(
                            probability, successes ~ " + 1", trials ~ " - " ~ successes
                        )
                    }}
            end
        )
    )
{%- endmacro %}

{# Half the width of the published interval of a mean, in standard errors: the quantile of Student's t
   with these degrees of freedom, from the beta distribution of df / (df + t^2). #}
{% macro t_half_width(degrees_of_freedom) -%}
    sqrt(
        {{ degrees_of_freedom }} * (
            1
            / {{ beta_quantile(1 - var("interval_probability"), degrees_of_freedom ~ " / 2", 0.5) }}
            - 1
        )
    )
{%- endmacro %}

{# The same of the normal distribution, which t comes to with many degrees of freedom. #}
{% macro normal_half_width() -%} {{ t_half_width("1e9") }} {%- endmacro %}

{# An end of the published interval of the gamma distribution with this mean and variance. #}
{% macro gamma_of_moments(side, mean, variance) -%}
    {{ gamma_quantile(interval_tail(side), mean ~ " * " ~ mean ~ " / " ~ variance) }}
    * {{ variance }}
    / {{ mean }}
{%- endmacro %}
