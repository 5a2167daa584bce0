-- One row per person_key, measure.
-- Every rule of the programme that a person does not meet.
with
    facts as (select * from {{ ref("fct_programme_facts") }}),

    rules as (
        {% for rule in var("programme_rules") %}
            select
                '{{ rule["measure"] }}' as measure,
                cast({{ rule.get("at_least", "null") }} as double) as at_least,
                cast({{ rule.get("at_most", "null") }} as double) as at_most,
                '{{ rule["reason"] }}' as reason
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select
    facts.person_key,
    facts.measure,
    facts.value as measured,
    rules.at_least,
    rules.at_most,
    case when facts.value is null then 'not known: ' || rules.reason else rules.reason end as reason
from facts
inner join rules on facts.measure = rules.measure
where facts.value is null or facts.value < rules.at_least or facts.value > rules.at_most
