{# Mean rate and intraclass correlation of the people of a topic, from `raw_rate`, `trials` and
   `weight`; the method is described in fct_rate_priors. #}
{% macro beta_binomial_moments(relation) -%}
    select
        rate_name,
        window_days,
        topic_id,
        count(*) as people,
        max(mean_rate) as mean_rate,
        -- a negative estimate means less spread than chance alone gives
        coalesce(
            least(
                greatest(
                    (
                        sum(weight * (raw_rate - mean_rate) * (raw_rate - mean_rate))
                        / nullif(max(mean_rate * (1 - mean_rate)), 0)
                        - sum(weight * (1 - weight / total_weight) / trials)
                    )
                    / nullif(sum(weight * (1 - weight / total_weight) * (1 - 1.0 / trials)), 0),
                    0
                ),
                1
            ),
            0
        ) as intraclass_correlation
    from
        (
            select
                *,
                sum(weight) over (partition by rate_name, window_days, topic_id) as total_weight,
                sum(weight * raw_rate) over (partition by rate_name, window_days, topic_id)
                / sum(weight) over (partition by rate_name, window_days, topic_id) as mean_rate
            from {{ relation }}
        ) as with_mean
    group by rate_name, window_days, topic_id
{%- endmacro %}
