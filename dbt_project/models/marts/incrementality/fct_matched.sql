-- One row per window_days, person_key.
-- What the people who came through somebody's links bought in the days after, beyond what people
-- alike bought who did not come. Null where nobody alike is there, or where matching left them
-- unlike.
with
    strata as (select * from {{ ref("int_moments_stratified") }}),

    balance as (select * from {{ ref("fct_matched_balance") }}),

    sessions as (select * from {{ ref("int_sessions_joined_to_links") }}),

    windows as (select * from {{ ref("int_windows") }}),

    people_who_came as (
        select
            windows.window_days,
            sessions.person_key,
            count(distinct sessions.visitor_person_key) as people_exposed
        from sessions
        inner join windows on sessions.activity_date >= windows.starts_on
        group by windows.window_days, sessions.person_key
    ),

    imbalances as (
        select
            window_days,
            person_key,
            max(exposed) as exposed,
            max(matched) as matched,
            max(abs(imbalance_before)) as most_imbalance_before,
            max(abs(imbalance_after)) as most_imbalance_after
        from balance
        group by window_days, person_key
    ),

    differences as (
        select
            window_days,
            person_key,
            sum(exposed) as matched,
            sum(exposed_conversions_after) as conversions,
            sum(exposed_squared_conversions_after) as squared_conversions,
            {{ exact_sum("exposed * comparison_conversions_after / cast(comparisons as double)") }}
            as conversions_expected,
            {{
                exact_sum(
                    "exposed * exposed / cast(comparisons as double) * (comparison_squared_conversions_after - comparison_conversions_after * comparison_conversions_after / cast(comparisons as double)) / nullif(comparisons - 1, 0)"
                )
            }}
            as expected_variance
        from strata
        where comparisons > 0
        group by window_days, person_key
    ),

    judged as (
        select
            people_who_came.window_days,
            people_who_came.person_key,
            people_who_came.people_exposed,
            -- where no comparison could be made, none was
            coalesce(imbalances.matched, 0) as people_matched,
            imbalances.most_imbalance_before,
            imbalances.most_imbalance_after,
            differences.conversions as conversions_matched,
            differences.conversions_expected,
            case
                when
                    imbalances.matched is null
                    or imbalances.matched < {{ var("matched_min_people") }}
                then 'too few people came who have others like them'
                when
                    imbalances.matched
                    < {{ var("matched_min_share") }} * cast(imbalances.exposed as double)
                then 'most who came have nobody like them'
                when imbalances.most_imbalance_after > {{ var("matched_most_imbalance") }}
                then 'unlike after matching'
            end as refused_because,
            people_who_came.people_exposed / cast(differences.matched as double) as scale,
            -- purchases vary at least as chance lets them
            greatest(
                (
                    differences.squared_conversions
                    - differences.conversions
                    * differences.conversions
                    / cast(differences.matched as double)
                )
                * differences.matched
                / cast(nullif(differences.matched - 1, 0) as double),
                differences.conversions_expected
            )
            + differences.expected_variance as variance,
            differences.conversions - differences.conversions_expected as difference
        from people_who_came
        left join
            imbalances
            on people_who_came.window_days = imbalances.window_days
            and people_who_came.person_key = imbalances.person_key
        left join
            differences
            on people_who_came.window_days = differences.window_days
            and people_who_came.person_key = differences.person_key
    )

select
    window_days,
    person_key,
    people_exposed,
    people_matched,
    most_imbalance_before,
    most_imbalance_after,
    conversions_matched,
    conversions_expected,
    refused_because,
    case when refused_because is null then difference * scale end as incremental,
    case when refused_because is null then sqrt(variance) * scale end as incremental_error
from judged
