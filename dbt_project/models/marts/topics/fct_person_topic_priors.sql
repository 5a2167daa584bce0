-- One row per window_days, topic_id.
-- What is known of a person's topics before anything the person says: the prior of a Dirichlet-
-- multinomial, its means the shares of the topics among people, its precision fitted by the method
-- of moments over all topics of a window, in two steps as in fct_rate_priors: first each person
-- weighted by posts, then by what the first step says a person's posts are worth.
--
-- With shares p_it of n_i posts, weights w_i of sum W and means m_t = sum_i(w_i p_it) / W, the
-- spread S_t = sum_i(w_i (p_it - m_t)^2) has the expectation V_t (A + r B), where V_t is the
-- variance of a post's weight on the topic (m_t (1 - m_t), if posts are on one topic each), A =
-- sum(w_i (1 - w_i / W) / n_i), B = sum(w_i (1 - w_i / W) (1 - 1 / n_i)) and r is 1 / (precision +
-- 1), the correlation of two posts of a person. Summed over t and solved for r. People without a
-- post on a topic are in all sums, with a share of 0; they need no rows. As reposts weigh less, n_i
-- is the number of posts that would scatter as much: the square of their summed weights over the
-- sum of their squares.
with
    shares as (select * from {{ ref("fct_person_topic_shares") }}),

    people as (
        select
            window_days,
            person_key,
            weighted_posts,
            weighted_posts
            * weighted_posts
            / (posts + {{ var("person_topic_repost_weight") | float**2 }} * reposts_made) as trials
        from shares
        where topic_id = 'all' and posts > 0
    ),

    topic_shares as (
        select
            shares.window_days,
            shares.topic_id,
            shares.person_key,
            shares.weighted_posts / people.weighted_posts as share,
            shares.weighted_squares / people.weighted_posts as mean_square
        from shares
        inner join
            people
            on shares.window_days = people.window_days
            and shares.person_key = people.person_key
        where shares.topic_id <> 'all'
    ),

    weighted_by_posts as (select window_days, person_key, trials, trials as weight from people),

    first_step as ({{ dirichlet_moments("topic_shares", "weighted_by_posts") }}),

    first_correlations as ({{ dirichlet_correlations("first_step") }}),

    weighted_by_worth as (
        select
            people.window_days,
            people.person_key,
            people.trials,
            people.trials / (1 + first_correlations.correlation * (people.trials - 1)) as weight
        from people
        inner join first_correlations on people.window_days = first_correlations.window_days
    ),

    second_step as ({{ dirichlet_moments("topic_shares", "weighted_by_worth") }}),

    second_correlations as ({{ dirichlet_correlations("second_step") }})

select
    second_step.window_days,
    second_step.topic_id,
    second_step.people,
    -- of half a person more: a topic that nobody leaves out would leave no doubt about anybody;
    -- what is fitted has no more digits than the decimals behind it
    round(
        (second_step.total_weight * second_step.mean_share + 0.5) / (second_step.total_weight + 1),
        12
    ) as prior_share,
    case
        -- hardly anybody, or nobody with more than one post: there is nothing to learn from
        when
            second_step.people < {{ var("prior_min_people") }}
            or second_correlations.correlation is null
        then {{ var("prior_min_strength") }}
        when second_correlations.correlation <= 0
        then {{ var("person_topic_prior_most") }}
        else
            least(
                greatest(
                    round(1 / second_correlations.correlation - 1, 9),
                    {{ var("prior_min_strength") }}
                ),
                {{ var("person_topic_prior_most") }}
            )
    end as prior_posts
from second_step
inner join second_correlations on second_step.window_days = second_correlations.window_days
