-- One row per window_days, topic_id, person_key.
-- PageRank of the response graph: whoever answers hands their own rank on to those they answer, in
-- proportion to the responses; who answers nobody hands it to everybody alike.
-- Cost: each step reads every link and every person who was answered once.
{% set damping = legacy_weight("pagerank", "damping") %}
{% set iterations = legacy_weight("pagerank", "iterations") %}
{% set whole_graph = "over (partition by answered.graph_number)" %}
with
    links as (select * from {{ ref("fct_pagerank_links") }}),

    people as (select * from {{ ref("fct_response_graph_people") }}),

    answered as (
        select person_number, graph_number, people_in_graph from people where responses_received > 0
    ),

    -- ranks have the mean 1 while they are worked out, so that the decimals of exact_sum suffice
    -- for any number of people; the lowest is the rank of everybody whom nobody answered
    ranks_0 as (
        select person_number, cast(1 as double) as rank, cast(1 as double) as lowest_rank
        from answered
    ),

    {% for step in range(1, iterations + 1) %}
        received_{{ step }} as (
            select
                links.person_number,
                {{
                    exact_sum(
                        "links.rank_share * ranks.rank"
                        " + links.unanswered_rank_share * ranks.lowest_rank"
                    )
                }} as received
            from links
            inner join ranks_{{ step - 1 }} as ranks on links.audience_number = ranks.person_number
            group by links.person_number
        ),

        -- what was not received is what those held who answer nobody: no second look at them
        shared_{{ step }} as (
            select
                answered.person_number,
                received.received,
                1
                - {{ exact_sum("received.received", over=whole_graph) }}
                / answered.people_in_graph as shared
            from answered
            inner join
                received_{{ step }} as received on answered.person_number = received.person_number
        ),

        ranks_{{ step }} {{ as_worked_out() }} (
            select
                person_number,
                1 - {{ damping }} + {{ damping }} * (received + shared) as rank,
                1 - {{ damping }} + {{ damping }} * shared as lowest_rank
            from shared_{{ step }}
        ),
    {% endfor %}

    pageranks as (
        select
            people.window_days,
            people.topic_id,
            people.person_key,
            people.people_in_graph,
            coalesce(ranks.rank, max(ranks.lowest_rank) over (partition by people.graph_number))
            / people.people_in_graph as pagerank
        from people
        left join ranks_{{ iterations }} as ranks on people.person_number = ranks.person_number
    )

select *
from pageranks
