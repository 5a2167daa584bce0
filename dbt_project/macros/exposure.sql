{# What exposure may rest on, the strongest first. #}
{% macro exposure_bases() -%}
    {{
        return(
            [
                "impressions",
                "viewers",
                "expected_views",
                "viewers_in_part",
                "expected_views_unchecked",
                "follower_counter",
                "follower_counter_unchecked",
            ]
        )
    }}
{%- endmacro %}

{# The name of a basis by its place among them. #}
{% macro exposure_basis_of(rank) -%}
    case
        {{ rank }}
        {% for basis in exposure_bases() %} when {{ loop.index }} then '{{ basis }}' {% endfor %}
    end
{%- endmacro %}

{# Why there is no rate per exposed pair, from rows of fct_rates and fct_people_counted. #}
{% macro rate_missing_because(rates, counted) -%}
    case
        when {{ rates }}.rate is not null
        then null
        when {{ counted }}.posts = 0
        then 'no post in the window'
        when {{ counted }}.exposure_basis_rank is null
        then 'nothing tells who was exposed'
        when {{ rates }}.trials_all > 0
        then 'nobody but suspects was exposed'
        when {{ counted }}.exposed_pairs_all > 0
        then 'no platform of the posts tells of such answers'
        else 'nobody was exposed'
    end
{%- endmacro %}

{# Whether single views are told of practically everybody who saw the posts of int_posts_counted. #}
{% macro has_all_viewers(posts) -%}
    {{ posts }}.views_told_share >= {{ var("views_told_least") }}
{%- endmacro %}

{# How many were exposed to a post of int_posts_counted, where the dump knows and need not estimate.
   A counter does not say who it counts, so that nobody can be taken out of it. #}
{% macro known_exposure(posts, suffix) -%}
    coalesce(
        {{ posts }}.counted_impressions,
        case when {{ has_all_viewers(posts) }} then {{ posts }}.viewers{{ suffix }} end
    )
{%- endmacro %}

{# The spread of int_exposure_ratios, from `known` and `estimate` of a person and the ratio. Logarithms,
   because exposure errs by factors: one viral post is far off, and not as far as its square. #}
{% macro exposure_spread(ratio) -%}
    round(
        sqrt(
            {{
                exact_sum(
                    "estimate * power(ln((known + 0.5) / (estimate * " ~ ratio ~ " + 0.5)), 2)"
                )
            }} / nullif({{ exact_sum("estimate") }}, 0)
        ),
        9
    )
{%- endmacro %}
