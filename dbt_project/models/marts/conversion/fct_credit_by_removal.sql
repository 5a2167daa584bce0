-- One row per window_days, topic_id, person_key, attribution_model.
-- Credit of a window by removal effects: the attributed conversions and value of a topic, divided
-- in proportion to what is lost without each person. Who has most takes what rounding leaves, so
-- that the people of a topic have all of it, exactly. Where nothing converted, or nothing was worth
-- anything, there is no proportion, and what there is stays with nobody.
with
    removal_effects as (select * from {{ ref("fct_removal_effects") }}),

    credit as (select * from {{ ref("fct_credit_by_touchpoints") }}),

    -- these models know no touchpoints: how many journeys somebody is in, and how much of their
    -- credit is intercepted, is told by the model that divides by people too
    credit_of_people as (
        select * from credit where attribution_model = 'shapley' and person_key is not null
    ),

    credit_of_topics as (
        select
            window_days,
            topic_id,
            cast(sum(conversions) as decimal(9, 0)) as conversions,
            cast(sum(value) as decimal(18, 4)) as value,
            cast(sum(margin) as decimal(18, 4)) as margin
        from credit_of_people
        group by window_days, topic_id
    ),

    effects as (
        select
            window_days,
            topic_id,
            person_key,
            attribution_model,
            removal_effect,
            value_removal_effect,
            removal_effect_error,
            cast(removal_effect as decimal(19, 12)) as conversions_weight,
            cast(value_removal_effect as decimal(19, 12)) as value_weight
        from removal_effects
    ),

    {% for total in ["conversions", "value"] %}
        {{ total }}_shared as (
            select
                window_days,
                topic_id,
                person_key,
                attribution_model,
                cast(
                    {{ total }}_weight / nullif(
                        sum({{ total }}_weight) over (
                            partition by window_days, topic_id, attribution_model
                        ),
                        0
                    ) as decimal(19, 12)
                ) as rounded_share,
                row_number() over (
                    partition by window_days, topic_id, attribution_model
                    order by {{ total }}_weight desc, person_key
                ) as share_rank
            from effects
        ),

        {{ total }}_divided as (
            select
                window_days,
                topic_id,
                person_key,
                attribution_model,
                cast(
                    case
                        when share_rank > 1
                        then rounded_share
                        else
                            1 - (
                                sum(rounded_share) over (
                                    partition by window_days, topic_id, attribution_model
                                )
                                - rounded_share
                            )
                    end as decimal(19, 12)
                ) as credit_share
            from {{ total }}_shared
        ),
    {% endfor %}

    credit_divided as (
        select
            effects.window_days,
            effects.topic_id,
            effects.person_key,
            effects.attribution_model,
            effects.removal_effect,
            effects.value_removal_effect,
            effects.removal_effect_error,
            credit_of_topics.conversions as conversions_of_topic,
            credit_of_topics.value as value_of_topic,
            credit_of_topics.margin as margin_of_topic,
            -- without a proportion nobody has any of it
            coalesce(conversions_divided.credit_share, 0) as conversions_share,
            coalesce(value_divided.credit_share, 0) as value_share,
            -- who is in no journey that converts has led others to whom they end with
            coalesce(credit_of_people.journeys, 0) as journeys,
            credit_of_people.conversions_intercepted
            / nullif(credit_of_people.conversions, 0) as intercepted_share,
            credit_of_people.value_intercepted
            / nullif(credit_of_people.value, 0) as value_intercepted_share
        from effects
        inner join
            credit_of_topics
            on effects.window_days = credit_of_topics.window_days
            and effects.topic_id = credit_of_topics.topic_id
        {% for total in ["conversions", "value"] %}
            inner join
                {{ total }}_divided
                on effects.window_days = {{ total }}_divided.window_days
                and effects.topic_id = {{ total }}_divided.topic_id
                and effects.person_key = {{ total }}_divided.person_key
                and effects.attribution_model = {{ total }}_divided.attribution_model
        {% endfor %}
        left join
            credit_of_people
            on effects.window_days = credit_of_people.window_days
            and effects.topic_id = credit_of_people.topic_id
            and effects.person_key = credit_of_people.person_key
        where effects.removal_effect > 0 or credit_of_people.person_key is not null
    )

select
    window_days,
    topic_id,
    person_key,
    attribution_model,
    cast(conversions_share * conversions_of_topic as decimal(38, 12)) as conversions,
    cast(
        -- of nothing, nothing is intercepted
        coalesce(intercepted_share, 0) * conversions_share * conversions_of_topic as decimal(38, 12)
    ) as conversions_intercepted,
    cast(value_share * value_of_topic as decimal(38, 16)) as value,
    cast(
        -- likewise
        coalesce(value_intercepted_share, 0) * value_share * value_of_topic as decimal(38, 16)
    ) as value_intercepted,
    -- margin is divided as value is
    cast(value_share * margin_of_topic as decimal(38, 16)) as margin,
    cast(journeys as bigint) as journeys,
    removal_effect,
    value_removal_effect,
    removal_effect_error
from credit_divided
