-- One row per window_days, experiment_id, person_key, credit_kind.
-- What experiments found beside what was credited to the same person on the same window.
with
    lifts as (select * from {{ ref("fct_experiment_lifts") }}),

    credit as (select * from {{ ref("fct_conversion_credit") }}),

    excess as (select * from {{ ref("fct_conversion_excess") }}),

    waits as (select * from {{ ref("int_waits_counted_by_lag") }}),

    told as (select count(*) > 0 as is_told from waits),

    lifts_found as (select * from lifts where outcome = 'conversions' and refused_because is null),

    credit_of_people as (
        select
            lifts_found.*,
            -- who has no credit has none
            coalesce(cast(credit.conversions as double), 0) as linear,
            coalesce(cast(credit.conversions_intercepted as double), 0) as intercepted,
            case
                when told.is_told then coalesce(cast(excess.excess_conversions as double), 0)
            end as excess
        from lifts_found
        cross join told
        left join
            credit
            on lifts_found.window_days = credit.window_days
            and lifts_found.person_key = credit.person_key
            and credit.topic_id = 'all'
            and credit.attribution_model = '{{ var("ranking_attribution_model") }}'
        left join
            excess
            on lifts_found.window_days = excess.window_days
            and lifts_found.person_key = excess.person_key
            and excess.topic_id = 'all'
    ),

    by_kind as (
        {% for kind in ["excess", "linear - intercepted", "intercepted"] %}
            select
                window_days,
                experiment_id,
                person_key,
                '{{ {"linear - intercepted": "credit"}.get(kind, kind) }}' as credit_kind,
                {{ kind }} as credit,
                incremental,
                incremental_error
            from credit_of_people
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from by_kind
where credit is not null and incremental_error > 0
