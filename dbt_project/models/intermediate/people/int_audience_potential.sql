-- One row per person_key.
-- Who could hear a person at as_of: followers as people, a union over the person's accounts.
with
    follows as (select * from {{ ref("stg_follows") }}),

    deletions as (select * from {{ ref("stg_deletions") }}),

    accounts as (select * from {{ ref("int_accounts_observed_latest") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    -- some platforms tell of an unfollow as the deletion of a follow
    follows_in_time as (
        select
            follows.platform,
            follows.follower_id,
            follows.followed_id,
            follows.occurred_at,
            case
                when
                    deletions.follow_id is not null
                    and (
                        deletions.occurred_at is null or {{ before_as_of("deletions.occurred_at") }}
                    )
                then 'unfollow'
                else follows.action
            end as action
        from follows
        left join
            deletions
            on follows.platform = deletions.platform
            and follows.follow_id = deletions.follow_id
        where {{ before_as_of("follows.occurred_at") }}
    ),

    edges_latest as (
        select platform, follower_id, followed_id, max_by(action, occurred_at) as last_action
        from follows_in_time
        group by platform, follower_id, followed_id
    ),

    followers_in_graph as (
        select
            followed.person_key,
            -- who unfollowed leaves an edge behind: an audience of none is known to be none
            count(
                distinct case
                    when
                        edges_latest.last_action = 'follow'
                        and followed.person_key <> follower.person_key
                    then follower.person_key
                end
            ) as followers
        from edges_latest
        inner join
            nodes as followed
            on followed.node_kind = 'account'
            and edges_latest.platform = followed.platform
            and edges_latest.followed_id = followed.id
        inner join
            nodes as follower
            on follower.node_kind = 'account'
            and edges_latest.platform = follower.platform
            and edges_latest.follower_id = follower.id
        group by followed.person_key
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
