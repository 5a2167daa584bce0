-- One row per person_key, follower_person_key.
-- Who followed whom at any time, as people, and when last. Whether they still do is another
-- question, which int_audience_potential answers.
with
    follows as (select * from {{ ref("stg_follows") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    follows_of_people as (
        select
            followed.person_key,
            follower.person_key as follower_person_key,
            max(cast(follows.occurred_at as date)) as last_followed_date
        from follows
        inner join
            nodes as followed
            on followed.node_kind = 'account'
            and follows.platform = followed.platform
            and follows.followed_id = followed.id
        inner join
            nodes as follower
            on follower.node_kind = 'account'
            and follows.platform = follower.platform
            and follows.follower_id = follower.id
        where
            follows.action = 'follow'
            and {{ before_as_of("follows.occurred_at") }}
            and followed.person_key <> follower.person_key
        group by followed.person_key, follower.person_key
    )

select *
from follows_of_people
