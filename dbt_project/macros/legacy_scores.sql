{# The old scores, in the order in which they are shown: their unit, and their rule in few words. #}
{% macro legacy_scores() -%}
    {{
        return(
            [
                {
                    "name": "followers",
                    "unit": "people",
                    "rule": "people who follow at as_of, or else the largest counter",
                },
                {
                    "name": "posts",
                    "unit": "posts",
                    "rule": "posts written in the window, without reposts",
                },
                {
                    "name": "raw_responses",
                    "unit": "responses",
                    "rule": "all responses received in the window",
                },
                {
                    "name": "klout_like",
                    "unit": "points, 1 to 100",
                    "rule": "true reach, amplification, network; logs against the most",
                },
                {
                    "name": "kred_influence",
                    "unit": "points, 1 to 1,000",
                    "rule": "points for what others did; logs against the most",
                },
                {
                    "name": "kred_outreach",
                    "unit": "points",
                    "rule": "points for what was done for others, ever",
                },
                {
                    "name": "kred_outreach_level",
                    "unit": "level",
                    "rule": "highest published level that kred_outreach reaches",
                },
                {
                    "name": "peerindex_like",
                    "unit": "points, 0 to 100",
                    "rule": "authority, audience, activity, each by share of people below",
                },
                {
                    "name": "pagerank",
                    "unit": "share",
                    "rule": "PageRank of who answers whom, weighted by responses",
                },
            ]
        )
    }}
{%- endmacro %}

{# The numbers of the old scores. The only place where they stand: they are published from here,
   and the scores are computed from here. #}
{% macro legacy_score_rules() -%}
    {%- set kred_influence = "published by Kred" -%}
    {%- set kred_outreach = "published by Kred" -%}
    {%- set klout = "ours, alike for all parts: Klout's weights were never published" -%}
    {%- set peerindex = "ours, alike for all parts: PeerIndex's weights were not published" -%}
    {%- set brin_page = "Brin and Page 1998" -%}
    {%- set count = "a plain count" -%}
    {{
        return(
            [
                ["followers", "follower", 1, "people", count],
                ["posts", "post", 1, "posts", count],
                ["raw_responses", "like", 1, "responses", count],
                ["raw_responses", "repost", 1, "responses", count],
                ["raw_responses", "quote", 1, "responses", count],
                ["raw_responses", "reply", 1, "responses", count],
                ["raw_responses", "save", 1, "responses", count],
                ["raw_responses", "vote", 1, "responses", count],
                ["klout_like", "true_reach", 1, "parts", klout],
                ["klout_like", "amplification", 1, "parts", klout],
                ["klout_like", "network", 1, "parts", klout],
                ["klout_like", "lowest", 1, "points", "published by Klout"],
                ["klout_like", "highest", 100, "points", "published by Klout"],
                ["kred_influence", "reply", 10, "points", kred_influence],
                ["kred_influence", "mention", 10, "points", kred_influence],
                ["kred_influence", "repost", 10, "points", kred_influence],
                [
                    "kred_influence",
                    "follow",
                    10,
                    "points",
                    "ours: Kred counts a follow, 10 is what it gives for common acts",
                ],
                ["kred_influence", "large_audience", 10000, "followers", kred_influence],
                [
                    "kred_influence",
                    "large_audience_factor",
                    2,
                    "times",
                    "ours: Kred gives more, and has not published how much",
                ],
                ["kred_influence", "lowest", 1, "points", kred_influence],
                ["kred_influence", "highest", 1000, "points", kred_influence],
                ["kred_outreach", "reply", 10, "points", kred_outreach],
                ["kred_outreach", "mention", 10, "points", kred_outreach],
                ["kred_outreach", "repost", 10, "points", kred_outreach],
                [
                    "kred_outreach",
                    "follow",
                    10,
                    "points",
                    "ours: Kred counts a follow, 10 is what it gives for common acts",
                ],
                ["kred_outreach_level", "level_1", 100, "points", kred_outreach],
                ["kred_outreach_level", "level_2", 270, "points", kred_outreach],
                ["peerindex_like", "authority", 1, "parts", peerindex],
                ["peerindex_like", "audience", 1, "parts", peerindex],
                ["peerindex_like", "activity", 1, "parts", peerindex],
                ["peerindex_like", "highest", 100, "points", "published by PeerIndex"],
                ["pagerank", "damping", var("pagerank_damping"), "share", brin_page],
                [
                    "pagerank",
                    "iterations",
                    var("pagerank_iterations"),
                    "steps",
                    "ours: see pagerank_iterations in dbt_project.yml",
                ],
            ]
        )
    }}
{%- endmacro %}

{# The weight of one component of an old score. #}
{% macro legacy_weight(score_name, component) -%}
    {%- for rule in legacy_score_rules() if rule[0] == score_name and rule[1] == component -%}
        {{ return(rule[2]) }}
    {%- endfor -%}
    {{
        exceptions.raise_compiler_error(
            "legacy_score_rules has no weight of '"
            ~ component
            ~ "' in '"
            ~ score_name
            ~ "'; add it there."
        )
    }}
{%- endmacro %}

{# Points for the acts that a row counts: each kind by its weight. #}
{% macro legacy_points(score_name, kinds, relation, suffix="") -%}
    {%- for kind in kinds -%}
        {{ legacy_weight(score_name, kind) }} * {{ relation }}.{{ plural(kind) }}{{ suffix }}
        {%- if not loop.last %} + {% endif -%}
    {%- endfor -%}
{%- endmacro %}

{# The mean of the named parts by their weights; null where a part is null. #}
{% macro legacy_weighted_mean(score_name, parts) -%}
    (
        {%- for part in parts -%}
            {{ legacy_weight(score_name, part) }} * {{ part }}
            {%- if not loop.last %} + {% endif -%}
        {%- endfor -%}
    ) / cast(
        {%- for part in parts -%}
            {{ legacy_weight(score_name, part) }} {%- if not loop.last %} + {% endif -%}
        {%- endfor -%} as double
    )
{%- endmacro %}

{# A number of at least 0 on a scale of logarithms: 0 at 0, 1 at the largest. Where the largest is 0,
   so is the number. #}
{% macro log_scaled(value, largest) -%}
    case
        when {{ largest }} = 0 then {{ value }} else ln(1 + {{ value }}) / ln(1 + {{ largest }})
    end
{%- endmacro %}

{# The share of the others of a group whose value is lower; null where there are no others. #}
{% macro share_below(value, group_by) -%}
    (rank() over (partition by {{ group_by | join(", ") }} order by {{ value }}) - 1)
    / cast(nullif(count(*) over (partition by {{ group_by | join(", ") }}) - 1, 0) as double)
{%- endmacro %}
