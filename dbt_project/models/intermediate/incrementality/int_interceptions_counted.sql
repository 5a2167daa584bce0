-- One row per person_key.
-- How many of the journeys that a person's links have a part in were intercepted, against what is
-- usual among other people: whether the person lives on purchases that were coming anyway.
with
    touchpoints as (select * from {{ ref("int_touchpoints_ordered_to_conversions") }}),

    journeys as (
        select
            person_key,
            conversion_id,
            max(case when is_intercepted then 1 else 0 end) as intercepted
        from touchpoints
        where touchpoint_kind = 'link'
        group by person_key, conversion_id
    ),

    shares as (
        select
            person_key,
            count(*) as journeys_linked,
            cast(sum(intercepted) as bigint) as journeys_intercepted,
            sum(intercepted) / cast(count(*) as double) as interception_share
        from journeys
        group by person_key
    ),

    -- each other person has one voice, so that a few large interceptors do not become what is usual
    with_others as (
        select
            *,
            greatest(
                ({{ exact_sum("interception_share", over="over ()") }} - interception_share)
                / nullif(count(*) over () - 1, 0),
                -- nothing among few is not never
                0.5 / (sum(journeys_linked) over () - journeys_linked + 1)
            ) as usual_share
        from shares
    ),

    with_tail as (
        select
            *,
            -- the chance of so many or more among as many journeys
            case
                when journeys_intercepted = 0
                then 1
                else
                    {{
                        beta_probability(
                            "usual_share",
                            "journeys_intercepted",
                            "journeys_linked - journeys_intercepted + 1",
                        )
                    }}
            end as interception_p_value
        from with_others
    )

select
    person_key,
    journeys_linked,
    journeys_intercepted,
    interception_share,
    {{
        beta_quantile(
            interval_tail("low"),
            "journeys_intercepted + 0.5",
            "journeys_linked - journeys_intercepted + 0.5",
        )
    }} as interception_share_low,
    {{
        beta_quantile(
            interval_tail("high"),
            "journeys_intercepted + 0.5",
            "journeys_linked - journeys_intercepted + 0.5",
        )
    }} as interception_share_high,
    usual_share,
    interception_p_value,
    interception_p_value < {{ var("interceptor_p_value") }}
    and interception_share > {{ var("interceptor_min_share") }} as is_interceptor
from with_tail
