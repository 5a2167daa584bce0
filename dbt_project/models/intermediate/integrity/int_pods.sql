-- One row per person_key.
-- Members of reciprocity pods: groups most of whose pairs answer most of each other's posts soon.
with
    components as (select * from {{ ref("int_pod_components") }}),

    pod_pairs as (select * from {{ ref("int_pod_pairs") }}),

    pairs as (select * from {{ ref("int_pairs_answered") }}),

    partners as (
        select
            person_key,
            count(*) as partners,
            sum(posts_answered) as posts_answered,
            sum(posts_answered_quickly) as posts_answered_quickly,
            sum(posts_published) as posts_published
        from pod_pairs
        group by person_key
    ),

    members as (
        select
            components.node as person_key,
            components.component as pod_key,
            count(*) over (partition by components.component) as pod_people,
            sum(partners.partners) over (partition by components.component) as partners_of_all,
            partners.partners,
            partners.posts_answered,
            partners.posts_answered_quickly,
            partners.posts_published
        from components
        inner join partners on components.node = partners.person_key
    ),

    answers_received as (
        select
            members.person_key,
            sum(pairs.posts_answered) as answers_received,
            sum(pairs.posts_answered) filter (
                where fellows.person_key is not null
            ) as answers_received_inside
        from members
        inner join pairs on members.person_key = pairs.person_key
        left join
            members as fellows
            on pairs.actor_person_key = fellows.person_key
            and members.pod_key = fellows.pod_key
        group by members.person_key
    ),

    pods as (
        select
            members.person_key,
            members.pod_key,
            members.pod_people,
            members.partners,
            cast(members.posts_published as bigint) as posts_published,
            members.partners_of_all
            / (cast(members.pod_people as double) * (members.pod_people - 1)) as pod_density,
            members.posts_answered
            / cast(nullif(members.posts_published, 0) as double) as answered_share,
            members.posts_answered_quickly
            / cast(nullif(members.posts_answered, 0) as double) as quick_share,
            answers_received.answers_received_inside
            / cast(nullif(answers_received.answers_received, 0) as double) as inside_share
        from members
        inner join answers_received on members.person_key = answers_received.person_key
    )

select *
from pods
where pod_people >= {{ var("pod_min_people") }} and pod_density >= {{ var("pod_min_density") }}
