-- One row per person_id.
-- The people that any published table names.
{{ config(alias="people", schema="published", access="public") }}
with
    people as (select * from {{ ref("dim_people") }}),

    counted as (select * from {{ ref("fct_people_counted") }}),

    person_topics as (select * from {{ ref("fct_person_topics") }}),

    people_covered as (select * from {{ ref("fct_people_covered") }}),

    flags as (select * from {{ ref("fct_integrity_flags") }}),

    windows as (select * from {{ ref("int_windows") }}),

    longest_window as (select max(window_days) as window_days from windows),

    adoption_candidates as (select * from {{ ref("fct_adoption_candidates") }}),

    adoption_credit as (select * from {{ ref("fct_adoption_credit") }}),

    adoption_seeds as (select * from {{ ref("fct_adoption_seeds") }}),

    experiments as (select * from {{ ref("fct_experiments") }}),

    matched_balance as (select * from {{ ref("fct_matched_balance") }}),

    campaign_outcomes as (select * from {{ ref("fct_campaign_outcomes") }}),

    people_named as (
        select person_key
        from counted
        where is_publishable
        union
        -- who only repeats what others post may have been the first to
        select adoption_credit.person_key
        from adoption_credit
        inner join
            adoption_candidates
            on adoption_credit.topic_number = adoption_candidates.topic_number
            and adoption_credit.person_key = adoption_candidates.person_key
        where adoption_credit.adoptions_credited > 0 or adoption_credit.items_started > 0
        union
        select person_key
        from adoption_seeds
        union
        -- who never posted may be flagged, tried or given something all the same
        {% for table in ["flags", "experiments", "matched_balance", "campaign_outcomes"] %}
            select {{ table }}.person_key
            from {{ table }}
            inner join people on {{ table }}.person_key = people.person_key
            where people.is_publishable
            union
        {% endfor %}
        select person_key
        from person_topics
        where is_publishable
    )

select
    people.person_id,
    people.handle,
    people.accounts,
    people.platforms,
    cast(people.account_count as bigint) as account_count,
    cast(people.link_count as bigint) as link_count,
    people.weakest_link_confidence,
    cast(people.bridge_count as bigint) as bridge_count,
    cast(people.refused_link_count as bigint) as refused_link_count,
    people_covered.coverage
from people_named
inner join people on people_named.person_key = people.person_key
cross join longest_window
left join
    people_covered
    on people.person_key = people_covered.person_key
    and longest_window.window_days = people_covered.window_days
