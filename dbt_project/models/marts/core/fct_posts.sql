-- One row per platform, post_id.
-- Posts that people wrote themselves (no reposts), with who was exposed to them, who answered and
-- who clicked, up to as_of.
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    post_metrics as (select * from {{ ref("stg_post_metrics") }}),

    impressions as (select * from {{ ref("stg_impressions") }}),

    acts as (select * from {{ ref("int_acts_on_people") }}),

    audience_potential as (select * from {{ ref("int_audience_potential") }}),

    windows as (select * from {{ ref("int_windows") }}),

    run_dates as (select max(as_of) as as_of from windows),

    -- counters are cumulative: the latest observation stands, each counter by itself
    counters as (
        select
            post_metrics.platform,
            post_metrics.post_id,
            {% for counter in ["impressions", "likes", "reposts", "replies", "quotes"] %}
                max_by(post_metrics.{{ counter }}, post_metrics.observed_at) filter (
                    where post_metrics.{{ counter }} is not null
                ) as {{ counter }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from post_metrics
        cross join run_dates
        where post_metrics.observed_at < run_dates.as_of
        group by post_metrics.platform, post_metrics.post_id
    ),

    viewers as (
        select
            impressions.platform,
            impressions.post_id,
            count(*) as views,
            count(
                distinct concat_ws(
                    ':',
                    case
                        when impressions.viewer_account_id is null then 'visitor' else 'account'
                    end,
                    coalesce(impressions.viewer_account_id, impressions.visitor_id)
                )
            ) as viewers
        from impressions
        where {{ before_as_of("impressions.occurred_at") }}
        group by impressions.platform, impressions.post_id
    ),

    actors as (
        select
            platform,
            target_post_id as post_id,
            count(distinct actor_person_key) filter (
                where act_kind in ({{ response_kinds() }})
            ) as responders,
            count(distinct actor_person_key) filter (where act_kind = 'click') as clickers
        from acts
        where is_target_landed
        group by platform, target_post_id
    ),

    posts_with_audience as (
        select
            posts.platform,
            posts.post_id,
            posts.person_key,
            posts.post_kind,
            posts.created_at,
            posts.activity_date,
            coalesce(counters.impressions, viewers.views) as impressions,
            counters.likes as counted_likes,
            counters.reposts as counted_reposts,
            counters.replies as counted_replies,
            counters.quotes as counted_quotes,
            -- counts of rows: none there is none
            coalesce(actors.responders, 0) as responders,
            coalesce(actors.clickers, 0) as clickers,
            -- a graph comes before single views: views may be told of some people only
            case
                when counters.impressions is not null
                then counters.impressions
                when audience_potential.audience_basis = 'follow_graph'
                then audience_potential.audience_potential
                else coalesce(viewers.viewers, audience_potential.audience_potential)
            end as exposed_people_told,
            case
                when counters.impressions is not null
                then 'impressions'
                when audience_potential.audience_basis = 'follow_graph'
                then 'follow_graph'
                when viewers.viewers is not null
                then 'viewers'
                else audience_potential.audience_basis
            end as exposure_basis
        from posts
        left join
            counters on posts.platform = counters.platform and posts.post_id = counters.post_id
        left join viewers on posts.platform = viewers.platform and posts.post_id = viewers.post_id
        left join actors on posts.platform = actors.platform and posts.post_id = actors.post_id
        left join audience_potential on posts.person_key = audience_potential.person_key
        where posts.post_kind <> 'repost'
    )

select
    platform,
    post_id,
    person_key,
    post_kind,
    created_at,
    activity_date,
    impressions,
    counted_likes,
    counted_reposts,
    counted_replies,
    counted_quotes,
    responders,
    clickers,
    -- who answered or clicked was exposed, whatever the counter says
    case
        when exposed_people_told is not null
        then greatest(exposed_people_told, responders, clickers)
    end as exposed_people,
    exposure_basis
from posts_with_audience
