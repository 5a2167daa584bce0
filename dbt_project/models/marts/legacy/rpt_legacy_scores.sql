-- One row per as_of, window_days, topic_id, score_name, person_id.
-- The scores that others have given people, for comparison. None of them is a ranking of ours.
{{ config(alias="legacy_scores", schema="published", access="public") }}
{% set response_kinds = [] %}
{% for rule in legacy_score_rules() if rule[0] == "raw_responses" %}
    {% do response_kinds.append(rule[1]) %}
{% endfor %}
with
    windows as (select * from {{ ref("int_windows") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    people as (select * from {{ ref("dim_people") }}),

    kinds_told as (select * from {{ ref("fct_kinds_told") }}),

    audience_potential as (select * from {{ ref("int_audience_potential") }}),

    klout as (select * from {{ ref("fct_klout_likeness") }}),

    kred_influence as (select * from {{ ref("fct_kred_influence") }}),

    kred_outreach as (select * from {{ ref("fct_kred_outreach") }}),

    peerindex as (select * from {{ ref("fct_peerindex_likeness") }}),

    pageranks as (select * from {{ ref("fct_pageranks") }}),

    told as (
        select
            bool_or(is_told) filter (
                where event_kind in ('{{ response_kinds | join("', '") }}')
            ) as has_responses
        from kinds_told
    ),

    -- one person may do for another without a reply, mention or repost: a follow is enough
    outreach_told as (select count(*) > 0 as has_outreach from kred_outreach),

    score_names as (
        {% for score in legacy_scores() %}
            select
                '{{ score.name }}' as score_name,
                '{{ score.unit }}' as score_unit,
                '{{ score.rule }}' as rule
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    scores_of_people as (
        select
            windows.as_of,
            counted.window_days,
            counted.topic_id,
            people.person_id,
            {{ legacy_weight("followers", "follower") }}
            * audience_potential.audience_potential as followers,
            {{ legacy_weight("posts", "post") }} * counted.posts as posts,
            case
                when told.has_responses
                then {{ legacy_points("raw_responses", response_kinds, "counted", "_all") }}
            end as raw_responses,
            klout.klout_like,
            klout.klout_like_missing_because,
            kred_influence.kred_influence,
            kred_influence.kred_influence_missing_because,
            -- who gave nothing, where others did, is known to have given nothing
            case
                when outreach_told.has_outreach then coalesce(kred_outreach.outreach_points, 0)
            end as kred_outreach,
            case
                when outreach_told.has_outreach then coalesce(kred_outreach.outreach_level, 0)
            end as kred_outreach_level,
            peerindex.peerindex_like,
            peerindex.peerindex_like_missing_because,
            pageranks.pagerank
        from counted
        inner join windows on counted.window_days = windows.window_days
        inner join people on counted.person_key = people.person_key
        cross join told
        cross join outreach_told
        left join audience_potential on counted.person_key = audience_potential.person_key
        {% for score in ["klout", "kred_influence", "peerindex", "pageranks"] %}
            left join
                {{ score }}
                on counted.window_days = {{ score }}.window_days
                and counted.topic_id = {{ score }}.topic_id
                and counted.person_key = {{ score }}.person_key
        {% endfor %}
        left join
            kred_outreach
            on counted.topic_id = kred_outreach.topic_id
            and counted.person_key = kred_outreach.person_key
        where counted.is_publishable
    ),

    scores as (
        select
            scores_of_people.as_of,
            scores_of_people.window_days,
            scores_of_people.topic_id,
            score_names.score_name,
            scores_of_people.person_id,
            case
                score_names.score_name
                {% for score in legacy_scores() %}
                    when '{{ score.name }}' then cast(scores_of_people.{{ score.name }} as double)
                {% endfor %}
            end as score,
            score_names.score_unit,
            score_names.rule,
            case
                score_names.score_name
                when 'followers'
                then 'nothing tells the audience'
                when 'raw_responses'
                then 'the dump tells of no response'
                {% for score in ["klout_like", "kred_influence", "peerindex_like"] %}
                    when '{{ score }}' then scores_of_people.{{ score }}_missing_because
                {% endfor %}
                when 'pagerank'
                then 'neither answered nor was answered in the window'
                else 'the dump tells of no reply, mention, repost or follow'
            end as missing_because
        from scores_of_people
        cross join score_names
    )

select
    as_of,
    cast(window_days as bigint) as window_days,
    topic_id,
    score_name,
    person_id,
    score,
    score_unit,
    rule,
    case when score is null then missing_because end as score_missing_because
from scores
