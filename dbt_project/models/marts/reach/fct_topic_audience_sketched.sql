-- One row per window_days, topic_id.
-- The audience of a topic in a window as the sketches of its days estimate it, beside the count of
-- the same people. Merged, sketches hold whoever stands before the lowest of their thresholds; so
-- many people over that threshold is an estimate without bias.
with
    windows as (select * from {{ ref("int_windows") }}),

    sketches as (select * from {{ ref("fct_audience_sketches") }}),

    members as (select * from {{ ref("fct_topic_audience_members") }}),

    people as (select * from {{ ref("dim_people") }}),

    consents as (select * from {{ ref("int_consents_latest") }}),

    hidden_topics as (select person_key, topic_id from consents where action = 'hide_topic'),

    thresholds as (
        select
            windows.window_days,
            windows.starts_on,
            sketches.topic_id,
            min(sketches.sketch_threshold) as sketch_threshold
        from sketches
        inner join windows on sketches.activity_date >= windows.starts_on
        group by windows.window_days, windows.starts_on, sketches.topic_id
    ),

    people_sketched as (
        select
            thresholds.window_days,
            thresholds.topic_id,
            thresholds.sketch_threshold,
            count(distinct sketches.hash_position) as people_in_sketch
        from thresholds
        inner join
            sketches
            on thresholds.topic_id = sketches.topic_id
            and sketches.activity_date >= thresholds.starts_on
            and sketches.hash_position < thresholds.sketch_threshold
        group by thresholds.window_days, thresholds.topic_id, thresholds.sketch_threshold
    ),

    people_counted as (
        select
            people_sketched.window_days,
            people_sketched.topic_id,
            people_sketched.sketch_threshold,
            people_sketched.people_in_sketch,
            count(*) as audience_nameable,
            count(*) filter (
                where people.hash_position < people_sketched.sketch_threshold
            ) as people_before_threshold
        from people_sketched
        inner join
            members
            on people_sketched.window_days = members.window_days
            and people_sketched.topic_id = members.topic_id
        inner join people on members.audience_key = people.person_key
        left join
            hidden_topics
            on members.audience_key = hidden_topics.person_key
            and members.topic_id = hidden_topics.topic_id
        where people.hash_position is not null and hidden_topics.person_key is null
        group by
            people_sketched.window_days,
            people_sketched.topic_id,
            people_sketched.sketch_threshold,
            people_sketched.people_in_sketch
    )

select
    window_days,
    topic_id,
    sketch_threshold,
    people_in_sketch,
    people_before_threshold,
    audience_nameable,
    people_in_sketch / sketch_threshold as audience_sketched,
    people_in_sketch / sketch_threshold / audience_nameable - 1 as sketch_error,
    -- where everybody is in the sketch nothing is estimated
    case
        when sketch_threshold = 1 then 0 else 1 / nullif(sqrt(people_in_sketch - 1), 0)
    end as sketch_standard_error
from people_counted
