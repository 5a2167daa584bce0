-- One row per window_days, topic_id, person_key.
-- What a person gives to others on a topic: whom they answered, and who of those answered them.
with
    graph as (select * from {{ ref("fct_response_graph") }}),

    answers as (
        select window_days, topic_id, person_key, audience_key, responses
        from graph
        where responses > 0
    ),

    given as (
        select
            answers.window_days,
            answers.topic_id,
            answers.audience_key as person_key,
            cast(sum(answers.responses) as bigint) as responses_given,
            count(*) as people_answered,
            count(answers_back.person_key) as responders_answered
        from answers
        left join
            answers as answers_back
            on answers.window_days = answers_back.window_days
            and answers.topic_id = answers_back.topic_id
            and answers.person_key = answers_back.audience_key
            and answers.audience_key = answers_back.person_key
        group by answers.window_days, answers.topic_id, answers.audience_key
    )

select *
from given
