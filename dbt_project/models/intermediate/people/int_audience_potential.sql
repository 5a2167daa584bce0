-- One row per person_key.
-- Who could hear a person at as_of: followers as people, a union over the person's accounts.
with
    follows as (select * from {{ ref("int_follows_joined_to_people") }}),

    accounts as (select * from {{ ref("int_accounts_observed_latest") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    followers_in_graph as (
        select
            person_key,
            -- who unfollowed leaves an edge behind: an audience of none is known to be none
            count(
                distinct case when followed_until is null then follower_person_key end
            ) as followers
        from follows
        group by person_key
    ),

    follower_counters as (
        select nodes.person_key, max(accounts.followers_count) as followers
        from accounts
        inner join
            nodes
            on nodes.node_kind = 'account'
            and accounts.platform = nodes.platform
            and accounts.account_id = nodes.id
        group by nodes.person_key
    ),

    both_counts as (
        select
            -- either side may be missing
            coalesce(followers_in_graph.person_key, follower_counters.person_key) as person_key,
            followers_in_graph.followers as graph_followers,
            follower_counters.followers as counter_followers
        from followers_in_graph
        full outer join
            follower_counters on followers_in_graph.person_key = follower_counters.person_key
    )

select
    person_key,
    -- the graph knows people, the counter only a number
    coalesce(graph_followers, counter_followers) as audience_potential,
    case
        when graph_followers is not null
        then 'follow_graph'
        when counter_followers is not null
        then 'follower_counter'
    end as audience_basis,
    counter_followers as follower_counter
from both_counts
