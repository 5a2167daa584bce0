-- One row per visitor_id, valid_from.
-- Whose a visitor was from when to when: of the one who was seen on the device last, and before
-- anybody was, of the first.
with
    named_nodes as (select * from {{ ref("int_nodes_named") }}),

    claims as (select * from {{ ref("int_identity_claims") }}),

    links as (select * from {{ ref("int_identity_links") }}),

    components as (select * from {{ ref("int_identity_components") }}),

    joined_nodes as (select node, component from components where is_joined),

    sightings as (
        select
            claims.right_node as visitor_node,
            coalesce(joined_nodes.component, claims.left_node) as person_node,
            claims.observed_at,
            claims.confidence
        from links
        inner join
            claims
            on links.left_node = claims.left_node
            and links.right_node = claims.right_node
            and not claims.is_denied
            and claims.confidence >= {{ var("identity_min_confidence") }}
        left join joined_nodes on claims.left_node = joined_nodes.node
        where links.is_visit and links.certainty = 'sure'
    ),

    visitors_seen as (select visitor_node from sightings group by visitor_node),

    -- a visitor that tells of nobody is of those whom the visitors linked to it tell of
    sightings_of_all as (
        select visitor_node, person_node, observed_at, confidence
        from sightings
        union all
        select unseen.node, sightings.person_node, sightings.observed_at, sightings.confidence
        from joined_nodes as unseen
        inner join joined_nodes as seen on unseen.component = seen.component
        inner join sightings on seen.node = sightings.visitor_node
        left join visitors_seen on unseen.node = visitors_seen.visitor_node
        where visitors_seen.visitor_node is null
    ),

    -- of several people at one moment the surest, then the first by name
    sightings_of_moments as (
        select visitor_node, person_node, observed_at
        from sightings_of_all
        qualify
            row_number() over (
                partition by visitor_node, observed_at order by confidence desc, person_node
            )
            = 1
    ),

    sightings_in_turn as (
        select
            *,
            lag(person_node) over (
                partition by visitor_node order by observed_at nulls first
            ) as previous_person_node
        from sightings_of_moments
    ),

    turns as (
        select visitor_node, person_node, observed_at
        from sightings_in_turn
        where previous_person_node is null or previous_person_node <> person_node
    ),

    spans as (
        select
            visitor_node,
            person_node,
            case
                when
                    row_number() over (partition by visitor_node order by observed_at nulls first)
                    > 1
                then observed_at
            end as valid_from,
            lead(observed_at) over (
                partition by visitor_node order by observed_at nulls first
            ) as valid_until
        from turns
    ),

    visitors as (
        select
            named_nodes.node,
            named_nodes.id as visitor_id,
            spans.valid_from,
            spans.valid_until,
            -- visitors that are linked to each other only are one person
            coalesce(spans.person_node, joined_nodes.component, named_nodes.node) as person_node
        from named_nodes
        left join spans on named_nodes.node = spans.visitor_node
        left join joined_nodes on named_nodes.node = joined_nodes.node
        where named_nodes.node_kind = 'visitor'
    ),

    visitors_keyed as (
        select visitors.*, {{ keyed_hash("person_node") }} as person_digest
        from visitors
        cross join {{ person_keys() }} as person_keys
    )

select
    node,
    visitor_id,
    valid_from,
    valid_until,
    person_node,
    {{ hex_to_bigint("person_digest") }} as person_key,
    substr(person_digest, 1, 32) as person_id
from visitors_keyed
