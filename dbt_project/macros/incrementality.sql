{# The buckets of time from a link to a conversion, by where they begin, in days. #}
{% macro lag_buckets() -%}
    {% for days in var("lag_bucket_days")[:-1] %}
        select
            cast({{ days }} as double) as lag_from_days,
            cast({{ var("lag_bucket_days")[loop.index] }} as double) as lag_to_days,
            {{ days >= var("lag_settled_days") }} as is_settled
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
{%- endmacro %}

{# A number from 0 to below a bound that a text alone decides, alike for all of them. #}
{% macro hash_below(text, bound) -%}
    ({{ hex_to_bigint("md5(" ~ text ~ ")") }} % {{ bound }})
{%- endmacro %}

{# What is known of somebody before a moment, by which the exposed and the others are matched; and how
   coarsely (Iacus, King and Porro 2012): alike is who falls into the same bin of each. #}
{% macro matched_covariates() -%}
    {{
        return(
            {
                "sessions_before": [1, 2, 3, 5],
                "purchases_before": [1, 2, 3],
                "acts_before": [1, 3, 10, 20, 40, 80],
            }
        )
    }}
{%- endmacro %}

{# The number of the bin that a covariate falls into. #}
{% macro bin_of(covariate, bounds) -%}
    case
        {% for bound in bounds %}
            when {{ covariate }} < {{ bound }} then {{ loop.index0 }}
        {% endfor %}
        else {{ bounds | length }}
    end
{%- endmacro %}
