-- One row per visitor_id, session_id, occurred_at, event, page_url.
-- Events that tell who brought the visitor, by the first of these that does: the id of a tracked
-- link; a landing on the very address of one; UTM parameters that name a link or a campaign; a
-- referrer that is the address of a link or a post. What fits the links of several accounts fits
-- none: nothing is guessed.
with
    visits as (select * from {{ ref("int_visits_cut_to_sessions") }}),

    tracked_links as (select * from {{ ref("stg_tracked_links") }}),

    campaigns as (select * from {{ ref("stg_campaigns") }}),

    addresses as (select * from {{ ref("int_addresses_matched_to_links") }}),

    campaign_accounts as (
        select campaign_id, platform, account_id
        from campaigns
        union
        select campaign_id, platform, account_id
        from tracked_links
        where campaign_id is not null
    ),

    campaigns_of_one_account as (
        select campaign_id, min(platform) as platform, min(account_id) as account_id
        from campaign_accounts
        group by campaign_id
        having count(*) = 1
    ),

    visits_matched as (
        select
            visits.visitor_id,
            visits.session_id,
            visits.occurred_at,
            visits.event,
            visits.page_url,
            linked.link_id as told_link_id,
            -- a page that anybody may come to is no link: one of its own has a query
            case when landing.has_query then landing.link_id end as landing_link_id,
            coalesce(by_content.link_id, by_campaign.link_id) as utm_link_id,
            campaigns_of_one_account.campaign_id as utm_campaign_id,
            campaigns_of_one_account.platform as campaign_platform,
            campaigns_of_one_account.account_id as campaign_account_id,
            referring.link_id as referring_link_id,
            referring.post_id as referring_post_id,
            referring.platform as post_platform,
            referring.account_id as post_account_id
        from visits
        left join tracked_links as linked on visits.link_id = linked.link_id
        left join addresses as landing on visits.page_url = landing.url
        left join tracked_links as by_content on visits.utm_content = by_content.link_id
        left join tracked_links as by_campaign on visits.utm_campaign = by_campaign.link_id
        left join
            campaigns_of_one_account on visits.utm_campaign = campaigns_of_one_account.campaign_id
        left join
            addresses as referring
            on visits.referrer = referring.url
            -- a page of the shop itself brings nobody
            and (landing.host is null or referring.host <> landing.host)
    ),

    visits_decided as (
        select
            *,
            case
                when told_link_id is not null
                then 'link'
                when landing_link_id is not null
                then 'landing_url'
                when utm_link_id is not null or utm_campaign_id is not null
                then 'utm'
                when referring_link_id is not null or referring_post_id is not null
                then 'referrer'
            end as touchpoint_kind,
            coalesce(
                told_link_id,
                landing_link_id,
                utm_link_id,
                case when utm_campaign_id is null then referring_link_id end
            ) as decided_link_id
        from visits_matched
    )

select
    visits_decided.visitor_id,
    visits_decided.session_id,
    visits_decided.occurred_at,
    visits_decided.event,
    visits_decided.page_url,
    visits_decided.touchpoint_kind,
    visits_decided.decided_link_id as link_id,
    case
        when tracked_links.link_id is not null
        then tracked_links.platform
        when visits_decided.touchpoint_kind = 'utm'
        then visits_decided.campaign_platform
        else visits_decided.post_platform
    end as platform,
    case
        when tracked_links.link_id is not null
        then tracked_links.account_id
        when visits_decided.touchpoint_kind = 'utm'
        then visits_decided.campaign_account_id
        else visits_decided.post_account_id
    end as account_id,
    case
        when tracked_links.link_id is not null
        then tracked_links.post_id
        when visits_decided.touchpoint_kind = 'referrer'
        then visits_decided.referring_post_id
    end as post_id,
    case
        when tracked_links.link_id is not null
        then tracked_links.campaign_id
        when visits_decided.touchpoint_kind = 'utm'
        then visits_decided.utm_campaign_id
    end as campaign_id
from visits_decided
left join tracked_links on visits_decided.decided_link_id = tracked_links.link_id
where visits_decided.touchpoint_kind is not null
