-- Merging sketches loses nobody below the threshold, and the estimate is within six standard errors
-- of the count, which chance alone exceeds once in half a billion times.
{{ config(meta={"dagster": {"ref": {"name": "fct_topic_audience_sketched"}}}) }}
with sketched as (select * from {{ ref("fct_topic_audience_sketched") }})

select *
from sketched
where people_in_sketch <> people_before_threshold or abs(sketch_error) > 6 * sketch_standard_error
