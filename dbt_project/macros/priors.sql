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
                        {{ exact_sum("weight * (raw_rate - mean_rate) * (raw_rate - mean_rate)") }}
                        / nullif(max(mean_rate * (1 - mean_rate)), 0)
                        - {{ exact_sum("weight * (1 - weight / total_weight) / trials") }}
                    ) / nullif(
                        {{ exact_sum("weight * (1 - weight / total_weight) * (1 - 1.0 / trials)") }},
                        0
                    ),
                    0
                ),
                1
            ),
            0
        ) as intraclass_correlation
    from
        (
            select
                with_rate.*,
                totals.total_weight,
                totals.weighted_rate / totals.total_weight as mean_rate
            from {{ relation }} as with_rate
            inner join
                (
                    select
                        rate_name,
                        window_days,
                        topic_id,
                        {{ exact_sum("weight") }} as total_weight,
                        {{ exact_sum("weight * raw_rate") }} as weighted_rate
                    from {{ relation }}
                    group by rate_name, window_days, topic_id
                ) as totals
                on with_rate.rate_name = totals.rate_name
                and with_rate.window_days = totals.window_days
                and with_rate.topic_id = totals.topic_id
        ) as with_mean
    group by rate_name, window_days, topic_id
{%- endmacro %}

{# A sum of floating point numbers that does not depend on the order of the rows, so that the same
   data gives the same digits: each is rounded to 15 decimals, and decimals add exactly. `over` makes
   it a window's sum. #}
{% macro exact_sum(expression, over="") -%}
    cast(sum(cast({{ expression }} as decimal(38, 15))) {{ over }} as double)
{%- endmacro %}

{# What the trials of a person are worth as independent ones, at a given rate p, from the sums of
   fct_rate_trials and the `dispersion` d of fct_rate_dispersions. Two things add to the chance of
   independent trials: clusters that differ, by Kish's design effect with the intraclass correlation
   d p (1 - p), and trials whose number is itself an estimate, wrong by a relative spread. With n
   trials, the sum of their squares over clusters n_2, and the sum of trials times spread e, the
   variance of the raw rate is p (1 - p) / n_eff, where
   n_eff = n / (1 + d p (1 - p) (n_2 / n - 1) + (e / n)^2 n p / (1 - p)). #}
{% macro effective_trials(trials, rate, side="") -%}
    {{ trials }} / (
        1
        -- a correlation is at most 1, and clusters of less than one trial have no effect
        + least(dispersion * {{ rate }} * (1 - {{ rate }}), 1)
        * greatest(trials_squared{{ side }} / nullif({{ trials }}, 0) - 1, 0)
        -- where all succeed nothing is left to be told apart
        + coalesce(
            trials_unsure{{ side }}
            * trials_unsure{{ side }}
            / nullif({{ trials }}, 0)
            * {{ rate }}
            / nullif(1 - {{ rate }}, 0),
            0
        )
    )
{%- endmacro %}
