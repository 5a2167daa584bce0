-- One row per as_of, topic_id, activity_date, hash_position.
-- Samples of the audiences of topics and days, from which a reader estimates that of any days and
-- topics together.
{{ config(alias="audience_sketches", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    sketches as (select * from {{ ref("fct_audience_sketches") }}),

    run_dates as (select max(as_of) as as_of from windows)

select
    run_dates.as_of,
    sketches.topic_id,
    sketches.activity_date,
    sketches.hash_position,
    sketches.sketch_threshold
from sketches
cross join run_dates
