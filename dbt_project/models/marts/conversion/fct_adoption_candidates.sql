-- One row per topic_number, person_key.
-- Adopters of items of a topic who may be named on it.
with
    items_adopted as (select * from {{ ref("int_items_adopted") }}),

    people as (select * from {{ ref("dim_people") }}),

    consents as (select * from {{ ref("int_consents_latest") }}),

    adopters as (
        select topic_id, topic_number, person_key
        from items_adopted
        group by topic_id, topic_number, person_key
    ),

    hidden_topics as (select person_key, topic_id from consents where action = 'hide_topic')

select adopters.topic_number, adopters.topic_id, adopters.person_key, people.person_id
from adopters
inner join people on adopters.person_key = people.person_key
left join
    hidden_topics
    on adopters.person_key = hidden_topics.person_key
    and adopters.topic_id = hidden_topics.topic_id
where people.is_publishable and hidden_topics.person_key is null
