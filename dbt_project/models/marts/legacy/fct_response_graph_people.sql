-- One row per window_days, topic_id, person_key.
-- The people of the response graph: those who answered and those who were answered. They and their
-- graph have a number, by which the steps of an iteration join.
with
    edges as (select * from {{ ref("fct_response_graph") }}),

    ends as (
        select
            window_days,
            topic_id,
            audience_key as person_key,
            sum(responses) as responses_given,
            0 as responses_received
        from edges
        where responses > 0
        group by window_days, topic_id, audience_key
        union all
        select window_days, topic_id, person_key, 0, sum(responses)
        from edges
        where responses > 0
        group by window_days, topic_id, person_key
    ),

    people as (
        select
            window_days,
            topic_id,
            person_key,
            cast(sum(responses_given) as bigint) as responses_given,
            cast(sum(responses_received) as bigint) as responses_received
        from ends
        group by window_days, topic_id, person_key
    )

select
    *,
    count(*) over (partition by window_days, topic_id) as people_in_graph,
    dense_rank() over (order by window_days, topic_id) as graph_number,
    row_number() over (order by window_days, topic_id, person_key) as person_number
from people
