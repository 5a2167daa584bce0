-- One row per campaign_id, person_key.
-- What came of a person in the days of a campaign: clicks, credit, and conversions that would not
-- have happened otherwise, with what they cost.
with
    campaigns as (select * from {{ ref("fct_campaigns_valued") }}),

    responses as (select * from {{ ref("fct_topic_responses_daily") }}),

    sessions as (select * from {{ ref("fct_topic_sessions_daily") }}),

    credit as (select * from {{ ref("fct_conversion_credit_daily") }}),

    excess as (select * from {{ ref("fct_conversion_excess_daily") }}),

    calibrated as (select * from {{ ref("fct_conversion_calibrated") }}),

    waits as (select * from {{ ref("int_waits_counted_by_lag") }}),

    kinds_told as (select * from {{ ref("fct_kinds_told") }}),

    told as (select count(*) > 0 as is_told from waits),

    clicks_told as (select is_told from kinds_told where event_kind = 'click'),

    campaign_topics as (
        select
            campaign_id,
            person_key,
            starts_on,
            ends_on,
            cost,
            -- a campaign without a topic is about everything that the person posts
            coalesce(topic, 'all') as topic_id
        from campaigns
    ),

    {% for name, sums in {
        "clicks": ["clicks"],
        "sessions": ["sessions"],
        "credit": [
            "conversions",
            "conversions_intercepted",
            "value",
            "value_intercepted",
        ],
        "excess": ["excess_conversions", "excess_value"],
    }.items() %}
        {%- set relation = "responses" if name == "clicks" else name %}
        {{ name }}_by_campaign as (
            select
                campaign_topics.campaign_id,
                campaign_topics.person_key
                {% for sum in sums %}
                    , cast(sum({{ relation }}.{{ sum }}) as double) as {{ sum }}
                {% endfor %}
            from campaign_topics
            inner join
                {{ relation }}
                on campaign_topics.topic_id = {{ relation }}.topic_id
                and campaign_topics.person_key = {{ relation }}.person_key
                and {{ relation }}.activity_date >= campaign_topics.starts_on
                and {{ relation }}.activity_date <= campaign_topics.ends_on
            {% if name == "credit" %}
                where credit.attribution_model = '{{ var("ranking_attribution_model") }}'
            {% endif %}
            group by campaign_topics.campaign_id, campaign_topics.person_key
        ),
    {% endfor %}

    -- the ratio does not depend on the topic, and hardly on the window: the longest knows most
    ratios as (
        select person_key, lift_ratio, lift_ratio_variance, is_calibrated
        from calibrated
        where window_days = {{ var("window_days") | max }} and topic_id = 'all'
    ),

    outcomes as (
        select
            campaign_topics.campaign_id,
            campaign_topics.person_key,
            campaign_topics.starts_on,
            campaign_topics.ends_on,
            campaign_topics.topic_id,
            campaign_topics.cost,
            -- no rows in the days of the campaign are none
            case when clicks_told.is_told then coalesce(clicks_by_campaign.clicks, 0) end as clicks,
            coalesce(sessions_by_campaign.sessions, 0) as sessions,
            coalesce(
                credit_by_campaign.conversions - credit_by_campaign.conversions_intercepted, 0
            ) as conversions,
            coalesce(credit_by_campaign.value - credit_by_campaign.value_intercepted, 0) as value,
            case
                when told.is_told
                -- likewise
                then coalesce(excess_by_campaign.excess_conversions, 0)
            end as excess_conversions,
            case
                when told.is_told then coalesce(excess_by_campaign.excess_value, 0)
            end as excess_value,
            -- of whom no ratio is known, it is as of everybody before an experiment has spoken
            coalesce(ratios.lift_ratio, 1) as lift_ratio,
            coalesce(ratios.lift_ratio_variance, 0) as lift_ratio_variance,
            coalesce(ratios.is_calibrated, false) as is_calibrated
        from campaign_topics
        cross join told
        cross join clicks_told
        left join ratios on campaign_topics.person_key = ratios.person_key
        {% for name in ["clicks", "sessions", "credit", "excess"] %}
            left join
                {{ name }}_by_campaign
                on campaign_topics.campaign_id = {{ name }}_by_campaign.campaign_id
                and campaign_topics.person_key = {{ name }}_by_campaign.person_key
        {% endfor %}
    )

select *
from outcomes
