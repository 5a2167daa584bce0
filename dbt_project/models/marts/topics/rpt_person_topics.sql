-- One row per as_of, window_days, person_id, topic_id.
-- What a person is about, how strongly, and whom it made vouch for it.
{{ config(alias="person_topics", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    person_topics as (select * from {{ ref("fct_person_topics") }}),

    people as (select * from {{ ref("dim_people") }}),

    endorsements as (select * from {{ ref("int_endorsements_joined_to_people") }})

select
    windows.as_of,
    cast(person_topics.window_days as bigint) as window_days,
    people.person_id,
    person_topics.topic_id,
    -- among what may be told: a gap would tell that something is hidden
    cast(
        row_number() over (
            partition by person_topics.window_days, person_topics.person_key
            order by
                person_topics.own_weighted_posts desc,
                person_topics.strength desc,
                person_topics.topic_id
        ) as bigint
    ) as topic_rank,
    cast(person_topics.strength as double) as strength,
    cast(person_topics.strength_low as double) as strength_low,
    cast(person_topics.strength_high as double) as strength_high,
    cast(
        person_topics.weighted_posts / nullif(person_topics.person_weighted_posts, 0) as double
    ) as topic_share,
    cast(
        person_topics.own_weighted_posts / nullif(person_topics.person_weighted_posts, 0) as double
    ) as own_topic_share,
    cast(person_topics.posts as bigint) as posts,
    cast(person_topics.reposts_made as bigint) as reposts_made,
    cast(person_topics.topic_days as bigint) as topic_days,
    cast(person_topics.person_weighted_posts as double) as person_weighted_posts,
    cast(person_topics.prior_share as double) as prior_share,
    cast(person_topics.prior_posts as double) as prior_posts,
    -- nobody vouched there
    cast(coalesce(endorsements.endorsers, 0) as bigint) as endorsers,
    coalesce(endorsements.endorsers, 0) > 0 as is_endorsed
from person_topics
inner join windows on person_topics.window_days = windows.window_days
inner join people on person_topics.person_key = people.person_key
left join
    endorsements
    on person_topics.person_key = endorsements.person_key
    and person_topics.topic_id = endorsements.topic_id
where person_topics.is_publishable
