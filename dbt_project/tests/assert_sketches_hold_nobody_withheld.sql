-- No sketch holds the position of a person who may not be named, or not on its topic.
{{ config(meta={"dagster": {"ref": {"name": "rpt_audience_sketches"}}}) }}
with
    sketches as (select * from {{ ref("rpt_audience_sketches") }}),

    people as (select * from {{ ref("dim_people") }}),

    consents as (select * from {{ ref("int_consents_latest") }})

select sketches.topic_id, sketches.hash_position
from sketches
left join people on sketches.hash_position = people.hash_position
left join
    consents
    on people.person_key = consents.person_key
    and consents.action = 'hide_topic'
    and sketches.topic_id = consents.topic_id
where
    people.person_key is null
    or not people.is_publishable
    or people.consent_action in ('opt_out', 'erase')
    or consents.person_key is not null
