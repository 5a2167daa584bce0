-- One row per window_days, topic_id, person_key.
-- What a person gives to others on a topic: whom they answered, and who of those answered them.
with
    windows as (select * from {{ ref("int_windows") }}),

    audience_daily as (select * from {{ ref("fct_topic_audience_daily") }}),

    audience_last_seen as (select * from {{ ref("fct_topic_audience_last_seen") }}),

    responses_given as (
        select
            windows.window_days,
            audience_daily.topic_id,
            audience_daily.audience_key as person_key,
            cast(sum(audience_daily.responses) as bigint) as responses_given
        from audience_daily
        inner join windows on audience_daily.activity_date >= windows.starts_on
        where audience_daily.responses > 0
        group by windows.window_days, audience_daily.topic_id, audience_daily.audience_key
    ),

    answers as (
        select topic_id, person_key, audience_key, last_response_date
        from audience_last_seen
        where last_response_date is not null
    ),

    -- who answered whom, with when they were answered back
    answers_both_ways as (
        select
            answers.topic_id,
            answers.audience_key as person_key,
            answers.last_response_date,
            answers_back.last_response_date as last_answered_back_date
        from answers
        left join
            answers as answers_back
            on answers.topic_id = answers_back.topic_id
            and answers.person_key = answers_back.audience_key
            and answers.audience_key = answers_back.person_key
    ),

    people_answered as (
        select
            windows.window_days,
            answers_both_ways.topic_id,
            answers_both_ways.person_key,
            count(*) as people_answered,
            count(*) filter (
                where answers_both_ways.last_answered_back_date >= windows.starts_on
            ) as responders_answered
        from answers_both_ways
        inner join windows on answers_both_ways.last_response_date >= windows.starts_on
        group by windows.window_days, answers_both_ways.topic_id, answers_both_ways.person_key
    )

select
    responses_given.window_days,
    responses_given.topic_id,
    responses_given.person_key,
    responses_given.responses_given,
    people_answered.people_answered,
    people_answered.responders_answered
from responses_given
inner join
    people_answered
    on responses_given.window_days = people_answered.window_days
    and responses_given.topic_id = people_answered.topic_id
    and responses_given.person_key = people_answered.person_key
