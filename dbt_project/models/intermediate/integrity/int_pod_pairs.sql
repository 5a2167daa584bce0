-- One row per person_key, other_person_key.
-- Two people who answer most of each other's posts, and soon, and share several such partners.
with
    pairs as (select * from {{ ref("int_pairs_answered") }}),

    quick_pairs as (
        select *
        from pairs
        where
            posts_answered >= {{ var("pod_min_posts") }}
            and posts_answered >= {{ var("pod_min_share") }} * posts_published
            and posts_answered_quickly > 0.5 * posts_answered
    ),

    -- both ways, so that each person has a row for each partner
    mutual_pairs as (
        select
            quick_pairs.actor_person_key as person_key,
            quick_pairs.person_key as other_person_key,
            sum(quick_pairs.posts_answered) as posts_answered,
            sum(quick_pairs.posts_answered_quickly) as posts_answered_quickly,
            sum(quick_pairs.posts_published) as posts_published
        from quick_pairs
        inner join
            quick_pairs as back
            on quick_pairs.platform = back.platform
            and quick_pairs.actor_person_key = back.person_key
            and quick_pairs.person_key = back.actor_person_key
        group by quick_pairs.actor_person_key, quick_pairs.person_key
    ),

    common_partners as (
        select one.person_key, other.person_key as other_person_key, count(*) as common_partners
        from mutual_pairs as one
        inner join mutual_pairs as other on one.other_person_key = other.other_person_key
        group by one.person_key, other.person_key
    ),

    pairs_with_partners as (
        select
            mutual_pairs.person_key,
            mutual_pairs.other_person_key,
            cast(mutual_pairs.posts_answered as bigint) as posts_answered,
            cast(mutual_pairs.posts_answered_quickly as bigint) as posts_answered_quickly,
            cast(mutual_pairs.posts_published as bigint) as posts_published,
            common_partners.common_partners
        from mutual_pairs
        inner join
            common_partners
            on mutual_pairs.person_key = common_partners.person_key
            and mutual_pairs.other_person_key = common_partners.other_person_key
        -- two of a whole pod of the least size share all its others; one may be missing
        where common_partners.common_partners >= {{ var("pod_min_people") }} - 3
    )

select *
from pairs_with_partners
