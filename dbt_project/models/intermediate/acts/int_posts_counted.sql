-- One row per platform, post_id.
-- What the dump counts of a post that somebody wrote (no reposts) up to as_of: the platform's
-- counters, who viewed it, and who answered, each with and without those who are suspected.
--
-- Whether single views are told of everybody is asked of those who answered, who must have seen:
-- the share of them who are among the viewers is the share of viewers who are told (Lincoln 1930).
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    post_metrics as (select * from {{ ref("stg_post_metrics") }}),

    impressions as (select * from {{ ref("stg_impressions") }}),

    sights as (select * from {{ ref("int_posts_seen") }}),

    suspects as (select * from {{ ref("int_people_suspected") }}),

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

    views as (
        select platform, post_id, count(*) as views
        from impressions
        where {{ before_as_of("occurred_at") }}
        group by platform, post_id
    ),

    first_views as (
        select platform, min(occurred_at) as views_told_since from impressions group by platform
    ),

    sights_of_posts as (
        select
            sights.platform,
            sights.post_id,
            {% for kind in answer_kinds() %}
                count(*) filter (
                    where sights.has_{{ kind }} and suspects.person_key is null
                ) as {{ kind }}_pairs,
                count(*) filter (where sights.has_{{ kind }}) as {{ kind }}_pairs_all,
            {% endfor %}
            count(*) filter (where sights.has_view and suspects.person_key is null) as viewers,
            count(*) filter (where sights.has_view) as viewers_all,
            count(*) filter (where sights.has_any and sights.has_view) as viewers_who_answered
        from sights
        left join suspects on sights.audience_key = suspects.person_key
        group by sights.platform, sights.post_id
    ),

    shares_told as (
        select
            platform,
            sum(viewers_who_answered) / cast(sum(any_pairs_all) as double) as views_told_share
        from sights_of_posts
        where viewers_all > 0 and any_pairs_all > 0
        group by platform
    )

select
    posts.platform,
    posts.post_id,
    posts.person_key,
    posts.post_kind,
    posts.created_at,
    posts.activity_date,
    coalesce(counters.impressions, views.views) as impressions,
    counters.impressions as counted_impressions,
    counters.likes as counted_likes,
    counters.reposts as counted_reposts,
    counters.replies as counted_replies,
    counters.quotes as counted_quotes,
    -- counts of rows: none there is none
    {% for kind in answer_kinds() %}
        coalesce(sights_of_posts.{{ kind }}_pairs, 0) as {{ kind }}_pairs,
        coalesce(sights_of_posts.{{ kind }}_pairs_all, 0) as {{ kind }}_pairs_all,
    {% endfor %}
    shares_told.views_told_share,
    -- once a platform tells views, a post without any has none
    {% for column in ["viewers", "viewers_all"] %}
        case
            when posts.created_at >= first_views.views_told_since
            then coalesce(sights_of_posts.{{ column }}, 0)
        end as {{ column }}
        {% if not loop.last %}, {% endif %}
    {% endfor %}
from posts
left join counters on posts.platform = counters.platform and posts.post_id = counters.post_id
left join views on posts.platform = views.platform and posts.post_id = views.post_id
left join first_views on posts.platform = first_views.platform
left join shares_told on posts.platform = shares_told.platform
left join
    sights_of_posts
    on posts.platform = sights_of_posts.platform
    and posts.post_id = sights_of_posts.post_id
where posts.post_kind <> 'repost'
