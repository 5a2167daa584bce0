-- One row per window_days, experiment_id, person_key.
-- What the units of an experiment bought in the window since they were assigned, by arm and by
-- intention to treat, and what follows of it for everybody who may have seen the person.
with
    windows as (select * from {{ ref("int_windows") }}),

    units as (select * from {{ ref("int_assignments_joined_to_people") }}),

    sightings as (select * from {{ ref("int_experiments_sighted") }}),

    followed_journeys as (select * from {{ ref("int_refunds_matched_to_purchases") }}),

    conversions as (select * from {{ ref("int_conversions_valued") }}),

    sessions as (select * from {{ ref("int_sessions_joined_to_links") }}),

    audience_last_seen as (select * from {{ ref("fct_topic_audience_last_seen") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    unit_people as (
        select unit_person_key as person_key
        from units
        where unit_person_key is not null
        group by unit_person_key
    ),

    people_with_accounts as (
        select person_key from nodes where node_kind = 'account' group by person_key
    ),

    -- links in posts are used by people with an account, known or not
    arrivals_identified as (
        select
            count(people_with_accounts.person_key)
            / nullif(cast(count(*) as double), 0) as identified_share
        from sessions
        left join
            people_with_accounts on sessions.visitor_person_key = people_with_accounts.person_key
        where sessions.post_id is not null
    ),

    purchases as (
        select
            conversions.visitor_person_key,
            conversions.occurred_at,
            conversions.activity_date,
            outcomes.conversion_count,
            outcomes.value
        from
            (
                select
                    journey_conversion_id,
                    cast(sum(conversion_count) as bigint) as conversion_count,
                    cast(sum(value) as decimal(18, 4)) as value
                from followed_journeys
                group by journey_conversion_id
            ) as outcomes
        inner join conversions on outcomes.journey_conversion_id = conversions.conversion_id
        inner join unit_people on conversions.visitor_person_key = unit_people.person_key
    ),

    outcomes_of_units as (
        select
            windows.window_days,
            units.experiment_id,
            units.person_key,
            units.unit,
            sum(purchases.conversion_count) as conversions,
            -- a purchase without a known amount counts, and adds no value
            coalesce(sum(purchases.value), 0) as value
        from units
        inner join purchases on units.unit_person_key = purchases.visitor_person_key
        inner join windows on purchases.activity_date >= windows.starts_on
        where purchases.occurred_at >= units.assigned_at
        group by windows.window_days, units.experiment_id, units.person_key, units.unit
    ),

    units_with_outcomes as (
        select
            windows.window_days,
            units.experiment_id,
            units.person_key,
            units.unit_kind,
            units.arm,
            units.assigned_at,
            -- who is not seen to buy has bought nothing
            coalesce(outcomes_of_units.conversions, 0) as conversions,
            coalesce(outcomes_of_units.value, 0) as value,
            units.arm = 'held_out'
            and audience_last_seen.last_seen_date > cast(units.assigned_at as date) as has_seen
        from units
        cross join windows
        left join
            outcomes_of_units
            on windows.window_days = outcomes_of_units.window_days
            and units.experiment_id = outcomes_of_units.experiment_id
            and units.person_key = outcomes_of_units.person_key
            and units.unit = outcomes_of_units.unit
        left join
            audience_last_seen
            on audience_last_seen.topic_id = 'all'
            and units.person_key = audience_last_seen.person_key
            and units.unit_person_key = audience_last_seen.audience_key
    ),

    moments as (
        select
            window_days,
            experiment_id,
            person_key,
            min(unit_kind) as unit_kind,
            min(assigned_at) as first_assigned_at,
            count(*) filter (where arm = 'both') as units_in_both_arms,
            count(*) filter (where has_seen) as held_out_units_reached,
            {% for arm in ["exposed", "held_out"] %}
                {% for outcome in ["conversions", "value"] %}
                    cast(
                        -- an arm without units is refused below
                        coalesce(sum({{ outcome }}) filter (where arm = '{{ arm }}'), 0) as double
                    ) as {{ outcome }}_{{ arm }},
                    cast(
                        sum({{ outcome }} * {{ outcome }}) filter (
                            where arm = '{{ arm }}'
                        ) as double
                    ) as {{ outcome }}_squared_{{ arm }},
                {% endfor %}
                count(*) filter (where arm = '{{ arm }}') as units_{{ arm }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from units_with_outcomes
        group by window_days, experiment_id, person_key
    )

select
    moments.window_days,
    moments.experiment_id,
    moments.person_key,
    moments.unit_kind,
    moments.first_assigned_at,
    moments.units_exposed,
    moments.units_held_out,
    moments.units_in_both_arms,
    moments.held_out_units_reached,
    {{
        binomial_p_value(
            "moments.units_held_out",
            "(moments.units_exposed + moments.units_held_out)",
            var("experiment_held_out_share"),
        )
    }} as srm_p_value,
    {% for arm in ["exposed", "held_out"] %}
        {% for outcome in ["conversions", "value"] %}
            moments.{{ outcome }}_{{ arm }}, moments.{{ outcome }}_squared_{{ arm }},
        {% endfor %}
    {% endfor %}
    -- without a follow graph nothing tells of others than the units
    sightings.sightings_by_all / nullif(sightings.sightings_by_exposed, 0) as audience_scale,
    case
        when moments.unit_kind = 'account' then arrivals_identified.identified_share else 1
    end as identified_share
from moments
cross join arrivals_identified
left join
    sightings
    on moments.window_days = sightings.window_days
    and moments.experiment_id = sightings.experiment_id
    and moments.person_key = sightings.person_key
