{# Moments of the shares of topics among people, one row per window_days, topic_id; what they are is
   said in fct_person_topic_priors. `shares` has a row where a share is not 0, `weights` has
   everybody. #}
{% macro dirichlet_moments(shares, weights) -%}
    select
        sums.window_days,
        sums.topic_id,
        totals.people,
        totals.total_weight,
        sums.weighted_share / totals.total_weight as mean_share,
        sums.mean_square / totals.total_weight
        - sums.weighted_share
        * sums.weighted_share
        / (totals.total_weight * totals.total_weight) as variance_of_posts,
        sums.weighted_square
        - sums.weighted_share * sums.weighted_share / totals.total_weight as spread,
        totals.by_trials - totals.squares_by_trials / totals.total_weight as spread_by_chance,
        totals.total_weight
        - totals.by_trials
        - (totals.squares - totals.squares_by_trials) / totals.total_weight as spread_by_person
    from
        (
            select
                shares.window_days,
                shares.topic_id,
                {{ exact_sum("weights.weight * shares.share") }} as weighted_share,
                {{ exact_sum("weights.weight * shares.share * shares.share") }} as weighted_square,
                {{ exact_sum("weights.weight * shares.mean_square") }} as mean_square
            from {{ shares }} as shares
            inner join
                {{ weights }} as weights
                on shares.window_days = weights.window_days
                and shares.person_key = weights.person_key
            group by shares.window_days, shares.topic_id
        ) as sums
    inner join
        (
            select
                window_days,
                count(*) as people,
                {{ exact_sum("weight") }} as total_weight,
                {{ exact_sum("weight / trials") }} as by_trials,
                {{ exact_sum("weight * weight") }} as squares,
                {{ exact_sum("weight * weight / trials") }} as squares_by_trials
            from {{ weights }}
            group by window_days
        ) as totals
        on sums.window_days = totals.window_days
{%- endmacro %}

{# The correlation of two posts of one person, 0 to 1, by moments of all topics; null where nobody
   has two posts, but for rounding. #}
{% macro dirichlet_correlations(moments) -%}
    select
        window_days,
        case
            when expected_by_person > 0.000001
            then least(greatest((spread - expected_by_chance) / expected_by_person, 0), 1)
        end as correlation
    from
        (
            select
                window_days,
                {{ exact_sum("spread") }} as spread,
                {{ exact_sum("variance_of_posts * spread_by_chance") }} as expected_by_chance,
                {{ exact_sum("variance_of_posts * spread_by_person") }} as expected_by_person
            from {{ moments }}
            group by window_days
        ) as sums
{%- endmacro %}
