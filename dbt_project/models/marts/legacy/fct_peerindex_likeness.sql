-- One row per window_days, topic_id, person_key.
-- A likeness of PeerIndex's score: authority by resonance on the topic, audience and activity, each
-- told as the share of the topic's other people who have less.
{% set parts = ["authority", "audience", "activity"] %}
with
    counted as (select * from {{ ref("fct_people_counted") }}),

    pageranks as (select * from {{ ref("fct_pageranks") }}),

    audience_potential as (select * from {{ ref("int_audience_potential") }}),

    amounts as (
        select
            counted.window_days,
            counted.topic_id,
            counted.person_key,
            counted.posts,
            audience_potential.audience_potential,
            audience_potential.audience_potential is not null as has_audience,
            -- who is outside of the graph resonates with nobody
            coalesce(pageranks.pagerank, 0) as pagerank,
            max(pageranks.people_in_graph) over (
                partition by counted.window_days, counted.topic_id
            ) as people_in_graph
        from counted
        left join
            pageranks
            on counted.window_days = pageranks.window_days
            and counted.topic_id = pageranks.topic_id
            and counted.person_key = pageranks.person_key
        left join audience_potential on counted.person_key = audience_potential.person_key
    ),

    parts as (
        select
            window_days,
            topic_id,
            person_key,
            case
                when people_in_graph is not null
                then {{ share_below("pagerank", ["window_days", "topic_id"]) }}
            end as authority,
            case
                when has_audience
                then
                    {{
                        share_below(
                            "audience_potential", ["window_days", "topic_id", "has_audience"]
                        )
                    }}
            end as audience,
            {{ share_below("posts", ["window_days", "topic_id"]) }} as activity,
            people_in_graph,
            has_audience
        from amounts
    )

select
    window_days,
    topic_id,
    person_key,
    authority,
    audience,
    activity,
    {{ legacy_weight("peerindex_like", "highest") }}
    * {{ legacy_weighted_mean("peerindex_like", parts) }} as peerindex_like,
    case
        when people_in_graph is null
        then 'nobody on the topic was answered'
        when not has_audience
        then 'nothing tells the audience'
        when audience is null
        then 'nobody to compare the person with'
    end as peerindex_like_missing_because
from parts
