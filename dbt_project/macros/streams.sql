{# The streams of the raw contract. A test compares them with the contract in Python. #}
{% macro raw_streams() -%}
    {{
        return(
            [
                "accounts",
                "follows",
                "posts",
                "interactions",
                "post_metrics",
                "impressions",
                "tracked_links",
                "visits",
                "conversions",
                "identities",
                "campaigns",
                "assignments",
                "consents",
                "fx_rates",
                "topics",
                "topic_terms",
                "endorsements",
                "deletions",
            ]
        )
    }}
{%- endmacro %}

{# What names one interaction within its platform: its id, or without one its whole content. #}
{% macro interaction_key() -%}
    coalesce(
        'id:' || interaction_id,
        'act:' || md5(
            concat_ws(
                chr(31),
                account_id,
                kind,
                coalesce(post_id, ''),
                coalesce(target_account_id, ''),
                occurred_at
            )
        )
    )
{%- endmacro %}
