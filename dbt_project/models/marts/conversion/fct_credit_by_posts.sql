-- One row per window_days, topic_id, person_key, platform, post_id, campaign_id, attribution_model.
-- Credit of a window by the post and the campaign that the touchpoints belong to, by the models
-- that give each touchpoint its share. The rows of a person, topic and model sum to their credit,
-- exactly.
with
    windows as (select * from {{ ref("int_windows") }}),

    credited_touchpoints as (select * from {{ ref("int_touchpoints_credited") }}),

    models as (
        {% for model in touchpoint_models() %}
            select '{{ model }}' as attribution_model
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    credit_in_window as (
        select
            windows.window_days,
            credited_touchpoints.topic_id,
            credited_touchpoints.person_key,
            -- the platform tells a post from others of the same id; without a post it is of no use
            case
                when credited_touchpoints.post_id is not null then credited_touchpoints.platform
            end as post_platform,
            credited_touchpoints.post_id,
            credited_touchpoints.campaign_id,
            {% for model in touchpoint_models() %}
                sum(
                    credited_touchpoints.{{ model }}_share * credited_touchpoints.conversions
                ) as {{ model }}_conversions,
                sum(
                    credited_touchpoints.{{ model }}_share * credited_touchpoints.value
                ) as {{ model }}_value,
                sum(
                    credited_touchpoints.{{ model }}_share * credited_touchpoints.margin
                ) as {{ model }}_margin,
            {% endfor %}
            count(*) as touchpoints
        from credited_touchpoints
        inner join windows on credited_touchpoints.activity_date >= windows.starts_on
        group by
            windows.window_days,
            credited_touchpoints.topic_id,
            credited_touchpoints.person_key,
            case
                when credited_touchpoints.post_id is not null then credited_touchpoints.platform
            end,
            credited_touchpoints.post_id,
            credited_touchpoints.campaign_id
    )

select
    credit_in_window.window_days,
    credit_in_window.topic_id,
    credit_in_window.person_key,
    credit_in_window.post_platform as platform,
    credit_in_window.post_id,
    credit_in_window.campaign_id,
    models.attribution_model,
    {% for amount, digits in [("conversions", 12), ("value", 16), ("margin", 16)] %}
        cast(
            case
                models.attribution_model
                {% for model in touchpoint_models() %}
                    when '{{ model }}' then credit_in_window.{{ model }}_{{ amount }}
                {% endfor %}
            end as decimal(38, {{ digits }})
        ) as {{ amount }},
    {% endfor %}
    credit_in_window.touchpoints
from credit_in_window
cross join models
