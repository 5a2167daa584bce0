-- One row per person_key, heard_person_key.
-- Whom an adopter of anything hears, among the adopters, and since when: whom they follow; of
-- people of whom no follow is told, those whom they have answered or named.
with
    items_adopted as (select * from {{ ref("int_items_adopted") }}),

    follows as (select * from {{ ref("int_follows_joined_to_people") }}),

    acts as (select * from {{ ref("int_acts_on_people") }}),

    adopters as (select person_key from items_adopted group by person_key),

    followed as (
        select
            follows.follower_person_key as person_key,
            follows.person_key as heard_person_key,
            -- several accounts of either are one tie
            case
                when count(follows.followed_since) = count(*) then min(follows.followed_since)
            end as heard_since,
            case
                when count(follows.followed_until) = count(*) then max(follows.followed_until)
            end as heard_until
        from follows
        inner join adopters on follows.follower_person_key = adopters.person_key
        group by follows.follower_person_key, follows.person_key
    ),

    followers as (select person_key from followed group by person_key),

    answered as (
        select
            acts.actor_person_key as person_key,
            acts.person_key as heard_person_key,
            min(acts.occurred_at) as heard_since,
            cast(null as timestamp) as heard_until
        from acts
        inner join adopters on acts.actor_person_key = adopters.person_key
        left join followers on acts.actor_person_key = followers.person_key
        where followers.person_key is null
        group by acts.actor_person_key, acts.person_key
    ),

    heard as (
        select *
        from followed
        union all
        select *
        from answered
    )

select heard.*
from heard
inner join adopters on heard.heard_person_key = adopters.person_key
