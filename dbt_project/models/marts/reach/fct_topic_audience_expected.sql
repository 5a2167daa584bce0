-- One row per window_days, topic_id, person_key.
-- How many people are to be expected to have seen a post of a person on a topic: everyone who
-- demonstrably did, and everyone in whose feed n such posts stood with the probability
-- 1 - (1 - p)^n, where p is the reader's chance to see any one post of the feed. The windows are
-- columns until the end, so that the pairs of posts and readers are formed once. Without those who
-- are suspected, and with them (`_all`).
with
    windows as (select * from {{ ref("int_windows") }}),

    follows as (select * from {{ ref("int_follows_joined_to_people") }}),

    posts_carried as (select * from {{ ref("int_posts_carried_daily") }}),

    feeds as (select * from {{ ref("int_feeds_read") }}),

    suspects as (select * from {{ ref("int_people_suspected") }}),

    audience_last_seen as (select * from {{ ref("fct_topic_audience_last_seen") }}),

    {% for days in var("window_days") %}
        window_{{ days }} as (select * from windows where window_days = {{ days }}),
    {% endfor %}

    posts_by_carrier as (
        select
            posts_carried.platform,
            posts_carried.account_id,
            posts_carried.topic_id,
            posts_carried.person_key,
            {% for days in var("window_days") %}
                coalesce(
                    sum(posts_carried.posts) filter (
                        where posts_carried.activity_date >= window_{{ days }}.starts_on
                    ),
                    -- no row is no post
                    0
                ) as posts_{{ days }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from posts_carried
        {% for days in var("window_days") %} cross join window_{{ days }} {% endfor %}
        group by
            posts_carried.platform,
            posts_carried.account_id,
            posts_carried.topic_id,
            posts_carried.person_key
    ),

    readers as (
        select
            follows.platform,
            follows.account_id,
            follows.follower_person_key,
            {% for days in var("window_days") %}
                {{ share_of_window("follows", "window_" ~ days) }} as share_{{ days }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from follows
        {% for days in var("window_days") %} cross join window_{{ days }} {% endfor %}
    ),

    -- a reader may meet a post along several ways: each is a chance of its own
    pairs as (
        select
            posts_by_carrier.topic_id,
            posts_by_carrier.person_key,
            readers.follower_person_key as audience_key,
            {% for days in var("window_days") %}
                sum(
                    posts_by_carrier.posts_{{ days }} * readers.share_{{ days }}
                ) as posts_{{ days }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from posts_by_carrier
        inner join
            readers
            on posts_by_carrier.platform = readers.platform
            and posts_by_carrier.account_id = readers.account_id
        where posts_by_carrier.person_key <> readers.follower_person_key
        group by posts_by_carrier.topic_id, posts_by_carrier.person_key, readers.follower_person_key
    ),

    chances as (
        select
            person_key,
            {% for days in var("window_days") %}
                max(chance_of_sight) filter (where window_days = {{ days }}) as chance_{{ days }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from feeds
        group by person_key
    ),

    pairs_with_sight as (
        select
            -- either side may be missing: seen without following, followed and never seen
            coalesce(pairs.topic_id, audience_last_seen.topic_id) as topic_id,
            coalesce(pairs.person_key, audience_last_seen.person_key) as person_key,
            pairs.audience_key is not null as is_in_graph,
            suspects.person_key is not null as is_suspect,
            {% for days in var("window_days") %}
                case
                    when audience_last_seen.last_seen_date >= window_{{ days }}.starts_on
                    then 1
                    when pairs.posts_{{ days }} > 0
                    then
                        1 - power(
                            1 - chances.chance_{{ days }}, cast(pairs.posts_{{ days }} as double)
                        )
                end as probability_{{ days }}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from pairs
        full outer join
            audience_last_seen
            on pairs.topic_id = audience_last_seen.topic_id
            and pairs.person_key = audience_last_seen.person_key
            and pairs.audience_key = audience_last_seen.audience_key
        left join chances on pairs.audience_key = chances.person_key
        left join
            suspects
            -- either side may be missing
            on coalesce(pairs.audience_key, audience_last_seen.audience_key) = suspects.person_key
        {% for days in var("window_days") %} cross join window_{{ days }} {% endfor %}
    ),

    sums as (
        select
            topic_id,
            person_key,
            bool_or(is_in_graph) as is_in_graph,
            {% for days in var("window_days") %}
                {% for suffix in ["", "_all"] %}
                    {% set whose = "true" if suffix else "not is_suspect" %}
                    sum(cast(probability_{{ days }} as decimal(10, 9))) filter (
                        where {{ whose }}
                    ) as expected_{{ days }}{{ suffix }},
                    count(probability_{{ days }}) filter (
                        where {{ whose }}
                    ) as exposed_{{ days }}{{ suffix }}
                    {% if not loop.last %}, {% endif %}
                {% endfor %}
                {% if not loop.last %}, {% endif %}
            {% endfor %}
        from pairs_with_sight
        group by topic_id, person_key
    ),

    sums_by_window as (
        {% for days in var("window_days") %}
            select
                {{ days }} as window_days,
                topic_id,
                person_key,
                -- an audience of suspects alone is none
                coalesce(cast(expected_{{ days }} as double), 0) as audience_expected,
                exposed_{{ days }} as audience_exposed,
                cast(expected_{{ days }}_all as double) as audience_expected_all
            from sums
            where is_in_graph and exposed_{{ days }}_all > 0
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from sums_by_window
