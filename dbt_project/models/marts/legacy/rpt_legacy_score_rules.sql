-- One row per score_name, component.
-- The numbers that the old scores are made with, and where each is from.
{{ config(alias="legacy_score_rules", schema="published", access="public") }}
with
    rules as (
        {% for score_name, component, weight, weight_unit, source in legacy_score_rules() %}
            select
                '{{ score_name }}' as score_name,
                '{{ component }}' as component,
                cast({{ weight }} as double) as weight,
                '{{ weight_unit }}' as weight_unit,
                {{ dbt.string_literal(dbt.escape_single_quotes(source)) }} as source
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from rules
