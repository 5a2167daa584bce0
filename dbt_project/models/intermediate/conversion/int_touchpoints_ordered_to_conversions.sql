-- One row per conversion_id, touchpoint_id.
-- Journeys: the sessions that somebody brought within the lookback window before a conversion, and
-- the promo code of a conversion that no session led to. A link is intercepted that
-- brought somebody who was in the shop already, minutes before the conversion.
with
    conversions as (select * from {{ ref("int_conversions_valued") }}),

    sessions as (select * from {{ ref("int_sessions_joined_to_links") }}),

    shop_sessions as (select * from {{ ref("int_visits_grouped_to_sessions") }}),

    tracked_links as (select * from {{ ref("stg_tracked_links") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    link_touchpoints as (
        select
            conversions.conversion_id,
            sessions.session_id,
            sessions.visitor_person_key,
            sessions.touchpoint_kind,
            sessions.person_key,
            sessions.platform,
            sessions.post_id,
            sessions.link_id,
            sessions.campaign_id,
            sessions.arrived_at as touched_at,
            {{ seconds_between("sessions.arrived_at", "conversions.occurred_at") }}
            / 86400.0 as age_days
        from conversions
        inner join
            sessions
            on conversions.visitor_person_key = sessions.visitor_person_key
            and sessions.arrived_at <= conversions.occurred_at
            and sessions.arrived_at
            > conversions.occurred_at - interval '{{ var("lookback_days") }}' day
        where not conversions.is_refund
    ),

    -- somebody else, or nobody, had brought the visitor, who had not left when the link was used;
    -- such a session has no part in what the visitor buys later either
    sessions_intercepted as (
        select link_touchpoints.session_id
        from link_touchpoints
        inner join
            shop_sessions
            on link_touchpoints.visitor_person_key = shop_sessions.visitor_person_key
            and shop_sessions.started_at < link_touchpoints.touched_at
            and shop_sessions.ended_at
            >= link_touchpoints.touched_at - interval '{{ var("session_timeout_minutes") }}' minute
        left join sessions on shop_sessions.session_id = sessions.session_id
        where
            link_touchpoints.age_days <= {{ var("interception_minutes") }} / 1440.0
            and (
                shop_sessions.session_id = link_touchpoints.session_id
                or sessions.person_key is null
                or sessions.person_key <> link_touchpoints.person_key
            )
        group by link_touchpoints.session_id
    ),

    link_touchpoints_judged as (
        select
            link_touchpoints.conversion_id,
            'session:' || link_touchpoints.session_id as touchpoint_id,
            link_touchpoints.touchpoint_kind,
            link_touchpoints.person_key,
            link_touchpoints.platform,
            link_touchpoints.post_id,
            link_touchpoints.link_id,
            link_touchpoints.campaign_id,
            link_touchpoints.touched_at,
            link_touchpoints.age_days,
            sessions_intercepted.session_id is not null as is_intercepted
        from link_touchpoints
        left join
            sessions_intercepted on link_touchpoints.session_id = sessions_intercepted.session_id
    ),

    conversions_with_links as (select conversion_id from link_touchpoints group by conversion_id),

    promo_touchpoints as (
        select
            conversions.conversion_id,
            'promo:' || tracked_links.link_id as touchpoint_id,
            'promo_code' as touchpoint_kind,
            nodes.person_key,
            tracked_links.platform,
            tracked_links.post_id,
            tracked_links.link_id,
            tracked_links.campaign_id,
            conversions.occurred_at as touched_at,
            0.0 as age_days,
            -- a code tells no time of its own
            false as is_intercepted
        from conversions
        inner join tracked_links on lower(conversions.promo_code) = lower(tracked_links.promo_code)
        inner join
            nodes
            on nodes.node_kind = 'account'
            and tracked_links.platform = nodes.platform
            and tracked_links.account_id = nodes.id
        left join
            conversions_with_links
            on conversions.conversion_id = conversions_with_links.conversion_id
        where
            not conversions.is_refund
            and conversions_with_links.conversion_id is null
            and conversions.visitor_person_key <> nodes.person_key
        -- a code may be given to several links of one account
        qualify
            row_number() over (
                partition by conversions.conversion_id, nodes.person_key
                order by tracked_links.link_id
            )
            = 1
    ),

    touchpoints as (
        select *
        from link_touchpoints_judged
        union all
        select *
        from promo_touchpoints
    )

select *
from touchpoints
