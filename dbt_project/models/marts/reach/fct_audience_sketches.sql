-- One row per topic_id, activity_date, hash_position.
-- A sample of each day's audience of a topic that can be merged: the people before the k-th
-- smallest position of a keyed hash, which is as good as chance. Where there are fewer than k, all
-- of them. Who may not be named on the topic is in none.
with
    audience_daily as (select * from {{ ref("fct_topic_audience_daily") }}),

    people as (select * from {{ ref("dim_people") }}),

    consents as (select * from {{ ref("int_consents_latest") }}),

    hidden_topics as (select person_key, topic_id from consents where action = 'hide_topic'),

    -- whoever was seen: somebody is in the audience of a topic once
    positions {{ as_worked_out() }} (
        select audience_daily.topic_id, audience_daily.activity_date, people.hash_position
        from audience_daily
        inner join people on audience_daily.audience_key = people.person_key
        left join
            hidden_topics
            on audience_daily.audience_key = hidden_topics.person_key
            and audience_daily.topic_id = hidden_topics.topic_id
        where
            audience_daily.audience_events > 0
            and people.hash_position is not null
            and hidden_topics.person_key is null
        group by audience_daily.topic_id, audience_daily.activity_date, people.hash_position
    ),

    -- of n people the k-th stands near k / n: what is beyond twice that need not be put in order.
    -- Should fewer than k stand before it, it is the threshold itself.
    horizons as (
        select
            topic_id,
            activity_date,
            least(2.0 * {{ var("audience_sketch_people") }} / count(*), 1) as horizon
        from positions
        group by topic_id, activity_date
    ),

    places as (
        select
            positions.topic_id,
            positions.activity_date,
            positions.hash_position,
            horizons.horizon,
            row_number() over (
                partition by positions.topic_id, positions.activity_date
                order by positions.hash_position
            ) as place
        from positions
        inner join
            horizons
            on positions.topic_id = horizons.topic_id
            and positions.activity_date = horizons.activity_date
        where positions.hash_position < horizons.horizon
    ),

    thresholds as (
        select
            topic_id,
            activity_date,
            cast(
                coalesce(
                    max(hash_position) filter (where place = {{ var("audience_sketch_people") }}),
                    max(horizon)
                ) as double
            ) as sketch_threshold
        from places
        group by topic_id, activity_date
    )

select places.topic_id, places.activity_date, places.hash_position, thresholds.sketch_threshold
from places
inner join
    thresholds
    on places.topic_id = thresholds.topic_id
    and places.activity_date = thresholds.activity_date
where places.hash_position < thresholds.sketch_threshold
