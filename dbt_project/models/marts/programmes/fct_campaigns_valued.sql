-- One row per campaign_id, person_key.
-- What a campaign cost for a person, in the reporting currency, and when it ran; accounts of one
-- person are one.
with
    campaigns as (select * from {{ ref("stg_campaigns") }}),

    fx_rates as (select * from {{ ref("stg_fx_rates") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    reporting as (select max(reporting_currency) as reporting_currency from conversions),

    rates as (
        select
            campaigns.campaign_id,
            campaigns.platform,
            campaigns.account_id,
            max_by(fx_rates.rate_to_reporting, fx_rates.day) as rate_to_reporting
        from campaigns
        inner join
            fx_rates
            on campaigns.currency = fx_rates.currency
            and fx_rates.day <= greatest(campaigns.starts_on, (select min(day) from fx_rates))
        group by campaigns.campaign_id, campaigns.platform, campaigns.account_id
    ),

    campaigns_of_people as (
        select
            campaigns.campaign_id,
            nodes.person_key,
            min(campaigns.starts_on) as starts_on,
            max(campaigns.ends_on) as ends_on,
            min(campaigns.topic) as topic,
            -- of goods given without a price, or money without a rate, the cost is not known
            case
                when
                    count(*) = count(
                        case
                            when rates.rate_to_reporting is not null
                            then campaigns.cost * rates.rate_to_reporting
                            when
                                campaigns.currency is null
                                or campaigns.currency = reporting.reporting_currency
                            then campaigns.cost
                        end
                    )
                then
                    {{
                        exact_sum(
                            "campaigns.cost * case when rates.rate_to_reporting is not null then rates.rate_to_reporting else 1 end"
                        )
                    }}
            end as cost
        from campaigns
        cross join reporting
        inner join
            nodes
            on nodes.node_kind = 'account'
            and campaigns.platform = nodes.platform
            and campaigns.account_id = nodes.id
        left join
            rates
            on campaigns.campaign_id = rates.campaign_id
            and campaigns.platform = rates.platform
            and campaigns.account_id = rates.account_id
        where {{ before_as_of("campaigns.starts_on") }}
        group by campaigns.campaign_id, nodes.person_key
    )

select *
from campaigns_of_people
