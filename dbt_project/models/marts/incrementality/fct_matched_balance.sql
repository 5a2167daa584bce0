-- One row per window_days, person_key, covariate.
-- How alike the people who came through somebody's links and those they are compared with were
-- before, as differences of means in standard deviations, before matching and after.
with
    strata as (select * from {{ ref("int_moments_stratified") }}),

    moments as (select * from {{ ref("int_moments_described") }}),

    windows as (select * from {{ ref("int_windows") }}),

    comparisons as (
        select
            windows.window_days
            {% for covariate in matched_covariates() %}
                ,
                cast(sum(moments.{{ covariate }}) as double) / count(*) as mean_{{ covariate }},
                -- from sums of whole numbers, which do not depend on the order of the rows
                (
                    cast(sum(moments.{{ covariate }} * moments.{{ covariate }}) as double)
                    - cast(sum(moments.{{ covariate }}) as double)
                    * cast(sum(moments.{{ covariate }}) as double)
                    / count(*)
                )
                / nullif(count(*) - 1, 0) as variance_{{ covariate }}
            {% endfor %}
        from moments
        inner join windows on moments.moment_at >= windows.starts_on
        where moments.person_key is null
        group by windows.window_days
    ),

    sums as (
        select
            window_days,
            person_key,
            sum(exposed) as exposed,
            sum(exposed) filter (where comparisons > 0) as matched
            {% for covariate in matched_covariates() %}
                ,
                sum(exposed_{{ covariate }}) as exposed_{{ covariate }},
                sum(exposed_squared_{{ covariate }}) as exposed_squared_{{ covariate }},
                sum(exposed_{{ covariate }}) filter (
                    where comparisons > 0
                ) as matched_{{ covariate }},
                {{
                    exact_sum(
                        "case when comparisons > 0 then exposed * comparison_"
                        ~ covariate
                        ~ " / cast(comparisons as double) end"
                    )
                }} as comparison_{{ covariate }}
            {% endfor %}
        from strata
        group by window_days, person_key
    ),

    means as (
        {% for covariate in matched_covariates() %}
            select
                sums.window_days,
                sums.person_key,
                '{{ covariate }}' as covariate,
                cast(sums.exposed as bigint) as exposed,
                cast(sums.matched as bigint) as matched,
                sums.exposed_{{ covariate }} / cast(sums.exposed as double) as mean_exposed,
                comparisons.mean_{{ covariate }} as mean_others,
                sums.matched_{{ covariate }}
                / cast(nullif(sums.matched, 0) as double) as mean_matched,
                sums.comparison_{{ covariate }}
                / cast(nullif(sums.matched, 0) as double) as mean_alike,
                sqrt(
                    (
                        (
                            sums.exposed_squared_{{ covariate }}
                            - sums.exposed_{{ covariate }}
                            * sums.exposed_{{ covariate }}
                            / cast(sums.exposed as double)
                        )
                        / cast(nullif(sums.exposed - 1, 0) as double)
                        + comparisons.variance_{{ covariate }}
                    )
                    / 2
                ) as spread
            from sums
            inner join comparisons on sums.window_days = comparisons.window_days
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select
    window_days,
    person_key,
    covariate,
    exposed,
    matched,
    mean_exposed,
    mean_others,
    mean_matched,
    mean_alike,
    (mean_exposed - mean_others) / nullif(spread, 0) as imbalance_before,
    (mean_matched - mean_alike) / nullif(spread, 0) as imbalance_after
from means
