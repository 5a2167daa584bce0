-- One row per conversion_id, touchpoint_id.
-- Journeys: the sessions that tracked links brought within the lookback window before a
-- conversion, and the promo code of a conversion that no link led to.
with
    conversions as (select * from {{ ref("int_conversions_valued") }}),

    sessions as (select * from {{ ref("int_sessions_joined_to_links") }}),

    tracked_links as (select * from {{ ref("stg_tracked_links") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    link_touchpoints as (
        select
            conversions.conversion_id,
            'session:' || sessions.session_id as touchpoint_id,
            'link' as touchpoint_kind,
            sessions.person_key,
            sessions.platform,
            sessions.post_id,
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

    conversions_with_links as (select conversion_id from link_touchpoints group by conversion_id),

    promo_touchpoints as (
        select
            conversions.conversion_id,
            'promo:' || tracked_links.link_id as touchpoint_id,
            'promo_code' as touchpoint_kind,
            nodes.person_key,
            tracked_links.platform,
            tracked_links.post_id,
            conversions.occurred_at as touched_at,
            0.0 as age_days
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
        from link_touchpoints
        union all
        select *
        from promo_touchpoints
    )

select *
from touchpoints
