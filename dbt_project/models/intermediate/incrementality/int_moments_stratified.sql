-- One row per window_days, person_key, stratum.
-- The people who came through a person's links, and those alike who did not, by what was known of
-- them before (coarsened exact matching): how many, and their sums.
{% set measured = matched_covariates().keys() | list + ["conversions_after"] %}
with
    moments as (select * from {{ ref("int_moments_described") }}),

    nodes as (select * from {{ ref("int_nodes_joined_to_people") }}),

    windows as (select * from {{ ref("int_windows") }}),

    people_with_accounts as (
        select person_key from nodes where node_kind = 'account' group by person_key
    ),

    placed_moments as (
        select
            windows.window_days,
            moments.*,
            concat_ws(
                '/',
                floor(
                    {{ seconds_between("moments.moment_at", "cast(windows.as_of as timestamp)") }}
                    / (28 * 86400)
                ),
                people_with_accounts.person_key is not null,
                moments.sessions_open > 0,
                {% for covariate, bounds in matched_covariates().items() %}
                    {{ bin_of("moments." ~ covariate, bounds) }} {% if not loop.last %}, {% endif %}
                {% endfor %}
            ) as stratum
        from moments
        inner join windows on moments.moment_at >= windows.starts_on
        left join
            people_with_accounts on moments.visitor_person_key = people_with_accounts.person_key
    ),

    -- who is in the shop already is about to buy or not, and no day of anybody else tells which:
    -- they count as exposed, and nobody is like them
    exposed as (select * from placed_moments where person_key is not null),

    comparisons as (select * from placed_moments where person_key is null and sessions_open = 0),

    exposed_by_stratum as (
        select
            window_days,
            person_key,
            stratum,
            count(*) as exposed
            {% for column in measured %}
                ,
                cast(sum({{ column }}) as bigint) as exposed_{{ column }},
                cast(sum({{ column }} * {{ column }}) as bigint) as exposed_squared_{{ column }}
            {% endfor %}
        from exposed
        group by window_days, person_key, stratum
    ),

    comparisons_by_stratum as (
        select
            window_days,
            stratum,
            count(*) as comparisons
            {% for column in measured %}
                ,
                cast(sum({{ column }}) as bigint) as {{ column }},
                cast(sum({{ column }} * {{ column }}) as bigint) as squared_{{ column }}
            {% endfor %}
        from comparisons
        group by window_days, stratum
    ),

    -- nobody is compared with those whom the same person brought as well
    own_comparisons as (
        select
            exposed.window_days,
            exposed.person_key,
            comparisons.stratum,
            count(*) as comparisons
            {% for column in measured %}
                ,
                cast(sum(comparisons.{{ column }}) as bigint) as {{ column }},
                cast(
                    sum(comparisons.{{ column }} * comparisons.{{ column }}) as bigint
                ) as squared_{{ column }}
            {% endfor %}
        from exposed
        inner join
            comparisons
            on exposed.window_days = comparisons.window_days
            and exposed.visitor_person_key = comparisons.visitor_person_key
        group by exposed.window_days, exposed.person_key, comparisons.stratum
    )

select
    exposed_by_stratum.*,
    -- a stratum without anybody alike has none
    coalesce(comparisons_by_stratum.comparisons, 0)
    - coalesce(own_comparisons.comparisons, 0) as comparisons
    {% for column in measured %}
        ,
        {% for prefix in ["", "squared_"] %}
            -- likewise
            coalesce(comparisons_by_stratum.{{ prefix ~ column }}, 0)
            - coalesce(own_comparisons.{{ prefix ~ column }}, 0) as comparison_{{ prefix ~ column }}
            {% if not loop.last %}, {% endif %}
        {% endfor %}
    {% endfor %}
from exposed_by_stratum
left join
    comparisons_by_stratum
    on exposed_by_stratum.window_days = comparisons_by_stratum.window_days
    and exposed_by_stratum.stratum = comparisons_by_stratum.stratum
left join
    own_comparisons
    on exposed_by_stratum.window_days = own_comparisons.window_days
    and exposed_by_stratum.person_key = own_comparisons.person_key
    and exposed_by_stratum.stratum = own_comparisons.stratum
