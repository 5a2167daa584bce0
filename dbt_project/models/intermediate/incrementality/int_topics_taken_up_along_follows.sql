-- One row per topic_id, action_kind, follower_key, followed_key.
-- Follows between two people who both took up the topic.
with
    first_actions as (select * from {{ ref("int_topics_taken_up") }}),

    follows as (select * from {{ ref("int_follows_joined_to_people") }}),

    people_followed as (
        select follower_person_key as follower_key, person_key as followed_key
        from follows
        where followed_until is null
        group by follower_person_key, person_key
    ),

    follows_among_them as (
        select
            followers.topic_id,
            followers.action_kind,
            people_followed.follower_key,
            people_followed.followed_key
        from people_followed
        inner join first_actions as followers on people_followed.follower_key = followers.person_key
        inner join
            first_actions as followed
            on people_followed.followed_key = followed.person_key
            and followers.topic_id = followed.topic_id
            and followers.action_kind = followed.action_kind
        where people_followed.follower_key <> people_followed.followed_key
    )

select *
from follows_among_them
