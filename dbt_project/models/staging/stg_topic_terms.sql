-- One row per topic, term, kind.
-- Signs by which a topic is recognised.
{{ config(unique_key=["topic", "term", "kind"]) }}
with
    topic_terms_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "topic_terms"),
                content=["weight"],
            )
        }}
    )

select topic, term, kind, weight, _file_sha256 as file_sha256, _loaded_at as loaded_at
from topic_terms_deduplicated
