-- One row per window_days, topic_id, person_key.
-- A likeness of Klout's score of 2011, from the three parts that it named.
{% set lowest = legacy_weight("klout_like", "lowest") %}
{% set highest = legacy_weight("klout_like", "highest") %}
{% set parts = ["true_reach", "amplification", "network"] %}
with
    counted as (select * from {{ ref("fct_people_counted") }}),

    graph as (select * from {{ ref("fct_response_graph") }}),

    audience_potential as (select * from {{ ref("int_audience_potential") }}),

    -- the geometric mean, because one responder with a million followers is not a thousand
    responders as (
        select
            graph.window_days,
            graph.topic_id,
            graph.person_key,
            exp(
                {{ exact_sum("ln(1 + audience_potential.audience_potential)") }}
                / count(audience_potential.audience_potential)
            )
            - 1 as network
        from graph
        inner join audience_potential on graph.audience_key = audience_potential.person_key
        where graph.responses > 0 and audience_potential.audience_potential is not null
        group by graph.window_days, graph.topic_id, graph.person_key
    ),

    parts as (
        select
            counted.window_days,
            counted.topic_id,
            counted.person_key,
            counted.unique_responders_all as true_reach,
            counted.responses_all / cast(nullif(counted.posts, 0) as double) as amplification,
            -- a network of nobody has no influence; one of people with unknown audiences may
            case
                when counted.unique_responders_all = 0 then 0 else responders.network
            end as network
        from counted
        left join
            responders
            on counted.window_days = responders.window_days
            and counted.topic_id = responders.topic_id
            and counted.person_key = responders.person_key
    ),

    parts_with_largest as (
        select
            *,
            {% for part in parts %}
                max({{ part }}) over (partition by window_days, topic_id) as largest_{{ part }}
                {%- if not loop.last %}, {% endif %}
            {% endfor %}
        from parts
    ),

    parts_scaled as (
        select
            window_days,
            topic_id,
            person_key,
            {% for part in parts %}
                {{ log_scaled(part, "largest_" ~ part) }} as {{ part }},
            {% endfor %}
            largest_true_reach
        from parts_with_largest
    )

select
    window_days,
    topic_id,
    person_key,
    true_reach,
    amplification,
    network,
    case
        when largest_true_reach > 0
        then {{ lowest }} + {{ highest - lowest }} * {{ legacy_weighted_mean("klout_like", parts) }}
    end as klout_like,
    case
        when largest_true_reach = 0
        then 'nobody on the topic was answered'
        when amplification is null
        then 'no post in the window'
        when network is null
        then 'nothing tells the audience of those who answered'
    end as klout_like_missing_because
from parts_scaled
