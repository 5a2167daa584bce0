-- One row per person_key, flag.
-- Every flag with its evidence in numbers; which flags make a suspect is said in
-- int_people_suspected.
with
    groups as (select * from {{ ref("fct_integrity_groups") }}),

    boosted as (select * from {{ ref("int_people_boosted") }}),

    signals as (select * from {{ ref("int_account_signals") }}),

    -- an account that does nothing lifts nobody
    acting as (select * from signals where first_act_at is not null),

    flags as (
        select
            person_key,
            flag,
            flag in ('ring', 'claque', 'dense_block') as makes_suspect,
            group_key,
            group_people,
            partners,
            flag_value,
            {% set units = {
                "ring": "share of acts",
                "claque": "share of posts",
                "dense_block": "people answered",
                "pod": "share of posts",
            } %}
            case
                flag
                {% for flag, unit in units.items() %}
                    when '{{ flag }}' then '{{ unit }}'
                {% endfor %}
            end as value_unit,
            threshold,
            expected_by_chance,
            sample_size,
            median_seconds_apart
        from groups
        union all
        select
            person_key,
            'boosted',
            false,
            null,
            null,
            suspects,
            suspect_share,
            'share of answers',
            {{ var("boosted_min_share") }},
            null,
            answers,
            null
        from boosted
        where
            suspects >= {{ var("boosted_min_people") }}
            and suspect_share >= {{ var("boosted_min_share") }}
        {% for flag, value, unit, threshold, holds in [
                (
                    "young_account",
                    "account_age_days",
                    "days",
                    var("young_account_days"),
                    "<",
                ),
                ("follows_many", "follow_ratio", "times", var("follow_ratio_most"), ">="),
                (
                    "posts_much",
                    "posts_per_day",
                    "posts a day",
                    var("posts_per_day_most"),
                    ">=",
                ),
            ] %}
            union all
            select
                person_key,
                '{{ flag }}',
                false,
                null,
                null,
                null,
                {{ value }},
                '{{ unit }}',
                {{ threshold }},
                null,
                null,
                null
            from acting
            where
                {{ value }} {{ holds }} {{ threshold }}
                {% if flag == "follows_many" %}
                    and following_count >= {{ var("follow_ratio_min_following") }}
                {% endif %}
        {% endfor %}
        union all
        select
            person_key,
            'told_automated',
            false,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null
        from acting
        where is_automated
    )

select *
from flags
