-- No published table names a person who opted out, was erased, or hid the topic.
{{ config(meta={"dagster": {"ref": {"name": "rpt_people"}}}) }}
with
    people as (select * from {{ ref("dim_people") }}),

    consents as (select * from {{ ref("int_consents_latest") }}),

    named as (
        {% for table in [
            "rpt_topic_rankings",
            "rpt_person_reach",
            "rpt_person_response",
            "rpt_person_conversion",
            "rpt_conversion_credit",
            "rpt_adoption_credit",
            "rpt_conversion_credit_by_post",
            "rpt_legacy_scores",
            "rpt_campaign_outcomes",
            "rpt_programme_candidates",
            "rpt_programme_exclusions",
            "rpt_person_topics",
        ] %}
            select distinct person_id, topic_id, '{{ table }}' as table_name
            from {{ ref(table) }}
            where person_id is not null
            union all
        {% endfor %}
        {% for table in ["rpt_experiments", "rpt_matched_balance"] %}
            select distinct person_id, null, '{{ table }}'
            from {{ ref(table) }}
            union all
        {% endfor %}
        select person_id, null, 'rpt_people'
        from {{ ref("rpt_people") }}
        union all
        select person_id, null, 'rpt_integrity_flags'
        from {{ ref("rpt_integrity_flags") }}
        union all
        select person_id, null, 'rpt_integrity_evidence'
        from {{ ref("rpt_integrity_evidence") }}
        union all
        select other_person_id, null, 'rpt_integrity_evidence'
        from {{ ref("rpt_integrity_evidence") }}
    )

select named.*
from named
inner join people on named.person_id = people.person_id
left join
    consents
    on people.person_key = consents.person_key
    and consents.action = 'hide_topic'
    and named.topic_id = consents.topic_id
where
    people.consent_action in ('opt_out', 'erase')
    or not people.is_publishable
    or consents.person_key is not null
