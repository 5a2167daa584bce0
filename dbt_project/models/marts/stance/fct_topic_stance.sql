-- One row per window_days, topic_id, person_key.
-- How a person's posts on a topic take sides, and on which side the person surely is. Copies of one
-- text are one piece of evidence.
with
    windows as (select * from {{ ref("int_windows") }}),

    posts as (select * from {{ ref("int_posts_stanced") }}),

    posts_in_window as (
        select
            windows.window_days,
            posts.topic_id,
            posts.person_key,
            count(*) filter (where posts.stance_label = 'laud') as posts_lauding,
            count(*) filter (where posts.stance_label = 'complain') as posts_complaining,
            count(*) filter (where posts.stance_label = 'neutral') as posts_neutral,
            count(*) filter (where posts.stance_label is null) as posts_not_told,
            count(distinct posts.text_key) filter (
                where posts.stance_label = 'laud'
            ) as texts_lauding,
            count(distinct posts.text_key) filter (
                where posts.stance_label = 'complain'
            ) as texts_complaining
        from posts
        inner join windows on posts.activity_date >= windows.starts_on
        group by windows.window_days, posts.topic_id, posts.person_key
    ),

    shares as (
        select
            window_days,
            topic_id,
            person_key,
            posts_lauding,
            posts_complaining,
            posts_neutral,
            posts_not_told,
            texts_lauding,
            texts_complaining,
            {{ jeffreys_share("lauding_share", "texts_lauding", "texts_complaining") }}
        from posts_in_window
    )

select
    window_days,
    topic_id,
    person_key,
    posts_lauding,
    posts_complaining,
    posts_neutral,
    posts_not_told,
    texts_lauding,
    texts_complaining,
    lauding_share,
    lauding_share_low,
    lauding_share_high,
    case
        when lauding_share_low > 0.5
        then 'advocate'
        when lauding_share_high < 0.5
        then 'detractor'
        when
            lauding_share_low > {{ var("stance_mixed_share") }}
            and lauding_share_high < 1 - {{ var("stance_mixed_share") }}
        then 'mixed'
    end as side
from shares
