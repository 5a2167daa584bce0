{# The vars of the method as JSON, so that a reader can see by which numbers it was made. #}
{% macro method_vars() -%}
    {%- set named = {} -%}
    {%- for name in [
        "method_version",
        "window_days",
        "topic_min_authors",
        "topic_max_depth",
        "attention_capacity_per_day",
        "reach_curve_people",
        "reach_curve_candidates",
        "overlap_people",
        "reach_frequency_most",
        "identity_min_confidence",
        "interval_probability",
        "prior_min_people",
        "prior_min_strength",
        "prior_max_strength",
        "session_timeout_minutes",
        "engaged_session_ms",
        "engaged_session_page_views",
        "lookback_days",
        "interception_minutes",
        "time_decay_half_life_days",
        "position_first_share",
        "position_last_share",
        "ranking_attribution_model",
        "reporting_currency",
        "publication_policy",
        "pagerank_damping",
        "pagerank_iterations",
    ] -%}
        {%- do named.update({name: var(name)}) -%}
    {%- endfor -%}
    {{ return(tojson(named)) }}
{%- endmacro %}
