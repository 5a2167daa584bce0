-- One row per window_days, topic_id, person_key.
-- PageRank of the response graph: whoever answers hands their own rank on to those they answer, in
-- proportion to the responses; who answers nobody hands it to everybody alike.
-- Cost: each step reads every edge and every person of the graph once.
{% set damping = legacy_weight("pagerank", "damping") %}
{% set iterations = legacy_weight("pagerank", "iterations") %}
{% set graph_of_topic = "over (partition by people.window_days, people.topic_id)" %}
with
    edges as (select * from {{ ref("fct_response_graph") }}),

    people as (select * from {{ ref("fct_response_graph_people") }}),

    -- ranks have the mean 1 while they are worked out, so that the decimals of exact_sum suffice
    -- for any number of people
    ranks_0 as (
        select
            window_days,
            topic_id,
            person_key,
            people_in_graph,
            1.0 / nullif(responses_given, 0) as handed_on_by_response,
            cast(1 as double) as rank
        from people
    ),

    {% for step in range(1, iterations + 1) %}
        received_{{ step }} {{ as_worked_out() }} (
            select
                edges.window_days,
                edges.topic_id,
                edges.person_key,
                {{ exact_sum("edges.responses * ranks.handed_on_by_response") }} as received
            from edges
            inner join
                ranks_{{ step - 1 }} as ranks
                on edges.window_days = ranks.window_days
                and edges.topic_id = ranks.topic_id
                and edges.audience_key = ranks.person_key
            where edges.responses > 0
            group by edges.window_days, edges.topic_id, edges.person_key
        ),

        -- what was not received is what those handed on who answer nobody: no second look at them
        shared_{{ step }} {{ as_worked_out() }} (
            select
                people.window_days,
                people.topic_id,
                people.person_key,
                people.responses_given,
                people.people_in_graph,
                -- whom nobody answered has received nothing
                coalesce(received.received, 0) as received,
                1
                - {{ exact_sum("coalesce(received.received, 0)", over=graph_of_topic) }}
                / people.people_in_graph as shared
            from people
            left join
                received_{{ step }} as received
                on people.window_days = received.window_days
                and people.topic_id = received.topic_id
                and people.person_key = received.person_key
        ),

        ranks_{{ step }} {{ as_worked_out() }} (
            select
                window_days,
                topic_id,
                person_key,
                people_in_graph,
                (1 - {{ damping }} + {{ damping }} * (received + shared))
                / nullif(responses_given, 0) as handed_on_by_response,
                1 - {{ damping }} + {{ damping }} * (received + shared) as rank
            from shared_{{ step }}
        ),
    {% endfor %}

    pageranks as (
        select
            window_days, topic_id, person_key, people_in_graph, rank / people_in_graph as pagerank
        from ranks_{{ iterations }}
    )

select *
from pageranks
