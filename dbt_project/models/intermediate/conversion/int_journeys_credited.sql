-- One row per conversion_id, topic_id, person_key.
-- The share that each person has of a journey, by the models that give each touchpoint its share,
-- and
-- what the journey came to. The people of a journey have all of it, exactly.
with
    credited_touchpoints as (select * from {{ ref("int_touchpoints_credited") }}),

    journeys_netted as (select * from {{ ref("int_journeys_netted") }}),

    shares_of_people as (
        select
            conversion_id,
            topic_id,
            person_key,
            {% for model in touchpoint_models() %}
                cast(sum({{ model }}_share) as decimal(19, 12)) as {{ model }}_share,
                cast(
                    sum(case when is_intercepted then {{ model }}_share else 0 end) as decimal(
                        19, 12
                    )
                ) as {{ model }}_intercepted_share
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from credited_touchpoints
        group by conversion_id, topic_id, person_key
    ),

    journeys_credited as (
        select
            shares_of_people.*,
            journeys_netted.activity_date,
            journeys_netted.journey_digest,
            journeys_netted.conversions,
            journeys_netted.value
        from shares_of_people
        inner join journeys_netted on shares_of_people.conversion_id = journeys_netted.conversion_id
    )

select *
from journeys_credited
