-- One row per as_of, window_days, topic_id.
-- Topics and how much happened on them, people who may not be named included.
{{ config(alias="topics", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    topics as (select * from {{ ref("dim_topics") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    members as (select * from {{ ref("fct_topic_audience_members") }}),

    sketched as (select * from {{ ref("fct_topic_audience_sketched") }}),

    credit as (select * from {{ ref("fct_conversion_credit") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    sides as (select * from {{ ref("fct_topic_sides") }}),

    currency as (select max(reporting_currency) as value_currency from conversions),

    people_by_topic as (
        select
            window_days,
            topic_id,
            count(*) filter (where posts > 0) as people_posting,
            sum(posts) as posts,
            sum(responses_all) as responses,
            sum(sessions) as sessions,
            max(responses_all) as most_responses
        from counted
        group by window_days, topic_id
    ),

    audience_by_topic as (
        select
            window_days,
            topic_id,
            count(*) as audience_observed,
            count(*) filter (where voices_answered > 0) as unique_responders
        from members
        group by window_days, topic_id
    ),

    credit_by_topic as (
        select
            window_days,
            topic_id,
            sum(conversions) as conversions,
            sum(value) as value,
            sum(
                case when person_key is null then conversions else 0 end
            ) as conversions_unattributed
        from credit
        where attribution_model = '{{ var("ranking_attribution_model") }}'
        group by window_days, topic_id
    )

select
    windows.as_of,
    cast(windows.window_days as bigint) as window_days,
    topics.topic_id,
    topics.topic_name,
    topics.parent_topic_id,
    topics.topic_source,
    -- a topic on which nothing happened in a window is shown with counts of 0
    cast(coalesce(people_by_topic.people_posting, 0) as bigint) as people_posting,
    cast(coalesce(people_by_topic.posts, 0) as bigint) as posts,
    cast(coalesce(audience_by_topic.audience_observed, 0) as bigint) as audience_observed,
    -- no row is nobody
    cast(coalesce(sketched.audience_nameable, 0) as bigint) as audience_nameable,
    cast(coalesce(sketched.audience_sketched, 0) as double) as audience_sketched,
    sketched.sketch_error,
    sketched.sketch_standard_error,
    cast(coalesce(people_by_topic.responses, 0) as bigint) as responses,
    cast(coalesce(audience_by_topic.unique_responders, 0) as bigint) as unique_responders,
    cast(
        people_by_topic.most_responses
        / nullif(cast(people_by_topic.responses as double), 0) as double
    ) as top_person_response_share,
    cast(coalesce(people_by_topic.sessions, 0) as bigint) as sessions,
    cast(coalesce(credit_by_topic.conversions, 0) as double) as conversions,
    cast(
        -- likewise 0
        coalesce(credit_by_topic.conversions_unattributed, 0) as double
    ) as conversions_unattributed,
    cast(credit_by_topic.value as double) as value,
    currency.value_currency,
    cast(sides.people_lauding as bigint) as people_lauding,
    cast(sides.people_complaining as bigint) as people_complaining,
    cast(sides.people_lauding_share as double) as people_lauding_share,
    cast(sides.people_lauding_share_low as double) as people_lauding_share_low,
    cast(sides.people_lauding_share_high as double) as people_lauding_share_high
from topics
cross join windows
cross join currency
left join
    people_by_topic
    on windows.window_days = people_by_topic.window_days
    and topics.topic_id = people_by_topic.topic_id
left join
    audience_by_topic
    on windows.window_days = audience_by_topic.window_days
    and topics.topic_id = audience_by_topic.topic_id
left join
    sketched on windows.window_days = sketched.window_days and topics.topic_id = sketched.topic_id
left join
    credit_by_topic
    on windows.window_days = credit_by_topic.window_days
    and topics.topic_id = credit_by_topic.topic_id
left join sides on windows.window_days = sides.window_days and topics.topic_id = sides.topic_id
