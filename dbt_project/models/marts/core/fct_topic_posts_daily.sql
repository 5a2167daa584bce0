-- One row per topic_id, person_key, platform, activity_date.
-- What a person published on a topic and platform that day (UTC), with the exposure and answers of
-- those posts, and what their spread over the posts takes to tell.
with
    posts as (select * from {{ ref("fct_posts") }}),

    post_topics as (select * from {{ ref("int_posts_assigned_to_topics") }}),

    posts_by_day as (
        select
            post_topics.topic_id,
            posts.person_key,
            posts.platform,
            posts.activity_date,
            count(*) as posts,
            cast(sum(posts.impressions) as bigint) as impressions,
            cast(sum(posts.counted_likes) as bigint) as counted_likes,
            cast(sum(posts.counted_reposts) as bigint) as counted_reposts,
            cast(sum(posts.counted_replies) as bigint) as counted_replies,
            cast(sum(posts.counted_quotes) as bigint) as counted_quotes,
            count(*) filter (where posts.exposed_people > 0) as posts_exposed,
            {% for suffix in ["", "_all"] %}
                {{ exact_sum("posts.exposed_people" ~ suffix) }} as exposed_pairs{{ suffix }},
                {{
                    exact_sum(
                        "posts.exposed_people" ~ suffix ~ " * posts.exposed_people" ~ suffix
                    )
                }} as exposed_pairs_squared{{ suffix }},
                {{ exact_sum("posts.exposed_people" ~ suffix ~ " * posts.exposure_spread") }}
                as exposed_pairs_unsure{{ suffix }},
                {% for kind in answer_kinds() %}
                    cast(
                        sum(posts.{{ kind }}_pairs{{ suffix }}) filter (
                            where posts.exposed_people is not null
                        ) as bigint
                    ) as {{ kind }}_pairs{{ suffix }},
                {% endfor %}
            {% endfor %}
            {% for kind in answer_kinds() %}
                cast(
                    sum(posts.{{ kind }}_pairs * posts.{{ kind }}_pairs) filter (
                        where posts.exposed_people is not null
                    ) as bigint
                ) as {{ kind }}_pairs_squared,
                {{ exact_sum("posts." ~ kind ~ "_pairs * posts.exposed_people") }}
                as {{ kind }}_pairs_by_exposed,
            {% endfor %}
            -- the weakest basis names the sum
            max(
                case
                    posts.exposure_basis
                    {% for basis in exposure_bases() %}
                        when '{{ basis }}' then {{ loop.index }}
                    {% endfor %}
                end
            ) as exposure_basis_rank
        from posts
        inner join
            post_topics
            on posts.platform = post_topics.platform
            and posts.post_id = post_topics.post_id
        group by post_topics.topic_id, posts.person_key, posts.platform, posts.activity_date
    )

select *
from posts_by_day
