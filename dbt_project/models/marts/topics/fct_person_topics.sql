-- One row per window_days, person_key, topic_id.
-- How strongly a person is about a topic: the share of the topic in what the person says, shrunk
-- toward its share among people. The posterior is Beta(prior_share * prior_posts + weighted posts
-- on the topic, (1 - prior_share) * prior_posts + all others).
with
    shares as (select * from {{ ref("fct_person_topic_shares") }}),

    priors as (select * from {{ ref("fct_person_topic_priors") }}),

    people as (select * from {{ ref("dim_people") }}),

    consents as (select * from {{ ref("int_consents_latest") }}),

    hidden_topics as (select person_key, topic_id from consents where action = 'hide_topic'),

    -- who only passes on has said nothing
    everything as (select * from shares where topic_id = 'all' and posts > 0),

    posteriors as (
        select
            shares.window_days,
            shares.person_key,
            shares.topic_id,
            shares.posts,
            shares.reposts_made,
            shares.topic_days,
            shares.weighted_posts,
            shares.own_weighted_posts,
            everything.weighted_posts as person_weighted_posts,
            priors.prior_share,
            priors.prior_posts,
            priors.prior_share * priors.prior_posts + shares.weighted_posts as alpha,
            (1 - priors.prior_share) * priors.prior_posts
            + greatest(everything.weighted_posts - shares.weighted_posts, 0) as beta
        from shares
        inner join
            everything
            on shares.window_days = everything.window_days
            and shares.person_key = everything.person_key
        inner join
            priors on shares.window_days = priors.window_days and shares.topic_id = priors.topic_id
        -- without weight nothing is said
        where shares.weighted_posts > 0
    )

select
    posteriors.window_days,
    posteriors.person_key,
    posteriors.topic_id,
    posteriors.posts,
    posteriors.reposts_made,
    posteriors.topic_days,
    posteriors.weighted_posts,
    posteriors.own_weighted_posts,
    posteriors.person_weighted_posts,
    posteriors.prior_share,
    posteriors.prior_posts,
    posteriors.alpha / (posteriors.alpha + posteriors.beta) as strength,
    -- as in fct_rates, the interval holds its estimate
    least(
        posteriors.alpha / (posteriors.alpha + posteriors.beta),
        {{ beta_quantile(interval_tail("low"), "posteriors.alpha", "posteriors.beta") }}
    ) as strength_low,
    greatest(
        posteriors.alpha / (posteriors.alpha + posteriors.beta),
        {{ beta_quantile(interval_tail("high"), "posteriors.alpha", "posteriors.beta") }}
    ) as strength_high,
    people.is_publishable and hidden_topics.person_key is null as is_publishable
from posteriors
inner join people on posteriors.person_key = people.person_key
left join
    hidden_topics
    on posteriors.person_key = hidden_topics.person_key
    and posteriors.topic_id = hidden_topics.topic_id
