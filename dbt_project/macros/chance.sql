{# Natural logarithm of an upper bound on the probability that a share of at least `share` of `trials`
   succeed, if each does with probability `chance`: Chernoff's exp(-n * KL(share, chance)). 0 where
   the share is what chance expects, or less. #}
{% macro binomial_tail_bound(trials, share, chance) -%}
    case
        when {{ share }} > {{ chance }}
        then
            -{{ trials }}
            * (
                {{ share }} * ln({{ share }} / {{ chance }})
                -- the limit of x ln x at 0
                + case
                    when {{ share }} < 1
                    then (1 - {{ share }}) * ln((1 - {{ share }}) / (1 - {{ chance }}))
                    else 0
                end
            )
        else 0
    end
{%- endmacro %}

{# The same for a count that is Poisson with mean `expected`: exp(-(x ln(x / m) - x + m)). #}
{% macro poisson_tail_bound(found, expected) -%}
    case
        when {{ found }} > {{ expected }}
        then - ({{ found }} * ln({{ found }} / {{ expected }}) - {{ found }} + {{ expected }})
        else 0
    end
{%- endmacro %}

{# Natural logarithm of an upper bound on the number of ways to choose `chosen` of `all`: the ways are
   at most (e * all / chosen)^chosen. #}
{% macro log_choices(all, chosen) -%}
    {{ chosen }} * (1 + ln({{ all }} / cast({{ chosen }} as double)))
{%- endmacro %}
