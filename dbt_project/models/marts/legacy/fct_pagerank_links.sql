-- One row per person_number, audience_number.
-- How much of whose rank a person receives in a step of PageRank. Most people of a graph answer and
-- are never answered: they all have the same rank, so what they hand on is one share, in the row of
-- the person with themselves, and the links are those among people who were answered.
with
    edges as (select * from {{ ref("fct_response_graph") }}),

    people as (select * from {{ ref("fct_response_graph_people") }}),

    answers as (
        select
            answered.person_number,
            audience.person_number as audience_number,
            audience.responses_received > 0 as is_audience_answered,
            edges.responses / cast(audience.responses_given as double) as rank_share
        from edges
        inner join
            people as answered
            on edges.window_days = answered.window_days
            and edges.topic_id = answered.topic_id
            and edges.person_key = answered.person_key
        inner join
            people as audience
            on edges.window_days = audience.window_days
            and edges.topic_id = audience.topic_id
            and edges.audience_key = audience.person_key
        where edges.responses > 0
    ),

    links as (
        select
            person_number, audience_number, rank_share, cast(0 as double) as unanswered_rank_share
        from answers
        where is_audience_answered
        union all
        select
            person_number,
            person_number,
            0,
            {{ exact_sum("case when is_audience_answered then 0 else rank_share end") }}
        from answers
        group by person_number
    )

select *
from links
