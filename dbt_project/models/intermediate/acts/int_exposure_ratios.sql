-- One row per platform, post_kind, estimate_name.
-- How many people see a post for each one that an estimate expects, learned where the dump knows
-- both: from the posts of the platform, or else of all platforms that know, each kind of post by
-- itself.
--
-- With v views known and e expected of a person's posts, the ratio is R = sum(v) / sum(e), and the
-- spread, by which one person's exposure is wrong on top of it, the root of sum(e ln((v + 1/2) / (e
-- R + 1/2))^2) / sum(e): people weighted by what is expected of them, as the handful of views that
-- others have scatters by chance.
with
    posts as (select * from {{ ref("int_posts_counted") }}),

    expected as (select * from {{ ref("int_posts_expected_to_be_seen") }}),

    audience_potential as (select * from {{ ref("int_audience_potential") }}),

    -- suspects see as others do: the ratio is of everybody
    estimates as (
        select
            posts.platform,
            posts.post_kind,
            'expected_views' as estimate_name,
            posts.person_key,
            {{ known_exposure("posts", "_all") }} as known,
            expected.expected_views_all as estimate
        from posts
        inner join
            expected on posts.platform = expected.platform and posts.post_id = expected.post_id
        union all
        select
            posts.platform,
            posts.post_kind,
            'follower_counter',
            posts.person_key,
            {{ known_exposure("posts", "_all") }},
            audience_potential.follower_counter
        from posts
        inner join audience_potential on posts.person_key = audience_potential.person_key
        where posts.post_kind <> 'reply' and audience_potential.follower_counter is not null
    ),

    by_person as (
        select
            platform,
            post_kind,
            estimate_name,
            person_key,
            cast(sum(known) as double) as known,
            {{ exact_sum("estimate") }} as estimate
        from estimates
        where known is not null and estimate > 0
        group by platform, post_kind, estimate_name, person_key
    ),

    ratios as (
        select
            *,
            count(*) over on_platform as people_on_platform,
            {{ exact_sum("known", "over on_platform") }}
            / {{ exact_sum("estimate", "over on_platform") }} as ratio_on_platform,
            count(*) over anywhere as people_anywhere,
            {{ exact_sum("known", "over anywhere") }}
            / {{ exact_sum("estimate", "over anywhere") }} as ratio_anywhere
        from by_person
        window
            on_platform as (partition by platform, post_kind, estimate_name),
            anywhere as (partition by post_kind, estimate_name)
    ),

    on_platforms as (
        select
            platform,
            post_kind,
            estimate_name,
            max(people_on_platform) as people,
            max(ratio_on_platform) as ratio,
            {{ exposure_spread("ratio_on_platform") }} as spread
        from ratios
        group by platform, post_kind, estimate_name
    ),

    anywhere as (
        select
            post_kind,
            estimate_name,
            max(people_anywhere) as people,
            max(ratio_anywhere) as ratio,
            {{ exposure_spread("ratio_anywhere") }} as spread
        from ratios
        group by post_kind, estimate_name
    ),

    asked as (
        select platform, post_kind, estimate_name
        from estimates
        group by platform, post_kind, estimate_name
    ),

    found as (
        select
            asked.platform,
            asked.post_kind,
            asked.estimate_name,
            case
                when on_platforms.people >= {{ var("prior_min_people") }}
                then 'platform'
                when anywhere.people >= {{ var("prior_min_people") }}
                then 'other platforms'
                else 'none'
            end as ratio_basis,
            on_platforms.ratio as platform_ratio,
            on_platforms.spread as platform_spread,
            anywhere.ratio as other_ratio,
            anywhere.spread as other_spread
        from asked
        left join
            on_platforms
            on asked.platform = on_platforms.platform
            and asked.post_kind = on_platforms.post_kind
            and asked.estimate_name = on_platforms.estimate_name
        left join
            anywhere
            on asked.post_kind = anywhere.post_kind
            and asked.estimate_name = anywhere.estimate_name
    )

select
    platform,
    post_kind,
    estimate_name,
    ratio_basis,
    case
        ratio_basis when 'platform' then platform_ratio when 'none' then 1 else other_ratio
    end as ratio,
    -- where nothing tells how wrong an estimate is, its interval does not either
    case
        ratio_basis when 'platform' then platform_spread when 'none' then 0 else other_spread
    end as spread
from found
