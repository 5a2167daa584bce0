-- One row per platform, post_id.
-- Posts that people wrote themselves (no reposts), with who was exposed to them, who answered and
-- who clicked, up to as_of: without those who are suspected, and with them (`_all`).
with
    posts as (select * from {{ ref("int_posts_counted") }}),

    expected as (select * from {{ ref("int_posts_expected_to_be_seen") }}),

    ratios as (select * from {{ ref("int_exposure_ratios") }}),

    audience_potential as (select * from {{ ref("int_audience_potential") }}),

    posts_with_basis as (
        select
            posts.*,
            {% for suffix in ["", "_all"] %}
                {{ known_exposure("posts", suffix) }} as known_exposure{{ suffix }},
                expected.expected_views{{ suffix }} * feeds.ratio as expected_views{{ suffix }},
            {% endfor %}
            feeds.spread as expected_views_spread,
            audience_potential.follower_counter * counters.ratio as follower_counter_exposure,
            counters.spread as follower_counter_spread,
            case
                when posts.counted_impressions is not null
                then 'impressions'
                when {{ has_all_viewers("posts") }} and posts.viewers is not null
                then 'viewers'
                when feeds.ratio_basis <> 'none'
                then 'expected_views'
                when posts.viewers > 0 and posts.views_told_share > 0
                then 'viewers_in_part'
                when feeds.ratio_basis is not null
                then 'expected_views_unchecked'
                when counters.ratio_basis <> 'none'
                then 'follower_counter'
                when counters.ratio_basis is not null
                then 'follower_counter_unchecked'
            end as exposure_basis
        from posts
        left join
            expected on posts.platform = expected.platform and posts.post_id = expected.post_id
        left join
            ratios as feeds
            on posts.platform = feeds.platform
            and posts.post_kind = feeds.post_kind
            and feeds.estimate_name = 'expected_views'
            and expected.post_id is not null
        left join audience_potential on posts.person_key = audience_potential.person_key
        left join
            ratios as counters
            on posts.platform = counters.platform
            and posts.post_kind = counters.post_kind
            and counters.estimate_name = 'follower_counter'
            and audience_potential.follower_counter is not null
    ),

    posts_with_exposure as (
        select
            *,
            {% for suffix in ["", "_all"] %}
                case
                    when exposure_basis in ('impressions', 'viewers')
                    then known_exposure{{ suffix }}
                    when exposure_basis in ('expected_views', 'expected_views_unchecked')
                    then expected_views{{ suffix }}
                    when exposure_basis = 'viewers_in_part'
                    then viewers{{ suffix }} / views_told_share
                    else follower_counter_exposure
                end as exposure{{ suffix }},
            {% endfor %}
            case
                when exposure_basis in ('expected_views', 'expected_views_unchecked')
                then expected_views_spread
                when exposure_basis in ('follower_counter', 'follower_counter_unchecked')
                then follower_counter_spread
                when exposure_basis is not null
                then 0
            end as exposure_spread
        from posts_with_basis
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
    {% for kind in answer_kinds() %} {{ kind }}_pairs, {{ kind }}_pairs_all, {% endfor %}
    -- who answered or clicked was exposed, whatever the source says
    {% for suffix in ["", "_all"] %}
        case
            when exposure_basis is not null
            then
                cast(
                    greatest(
                        exposure{{ suffix }}, any_pairs{{ suffix }}, click_pairs{{ suffix }}
                    ) as double
                )
        end as exposed_people{{ suffix }},
    {% endfor %}
    exposure_spread,
    exposure_basis
from posts_with_exposure
