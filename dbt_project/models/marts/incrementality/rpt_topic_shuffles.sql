-- One row per as_of, topic_id, action_kind.
-- Whether people take up a topic after those they follow, or only like them.
{{ config(alias="topic_shuffles", schema="published", access="public") }}
with
    windows as (select * from {{ ref("int_windows") }}),

    shuffles as (select * from {{ ref("fct_topic_shuffles") }})

select
    windows.as_of,
    cast(windows.window_days as bigint) as window_days,
    shuffles.topic_id,
    shuffles.action_kind,
    cast(shuffles.people_acting as bigint) as people_acting,
    cast(shuffles.follows_among_them as bigint) as follows_among_them,
    cast(shuffles.statistic as double) as statistic,
    cast(shuffles.statistic_shuffled as double) as statistic_shuffled,
    cast(shuffles.statistic / nullif(shuffles.statistic_shuffled, 0) as double) as statistic_ratio,
    cast(shuffles.p_value as double) as p_value
from shuffles
inner join windows on windows.window_days = {{ var("window_days") | max }}
