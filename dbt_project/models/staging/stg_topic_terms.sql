-- One row per topic, term, kind.
-- Signs by which a topic is recognised.
with
    topic_terms_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "topic_terms"),
                key=["topic", "term", "kind"],
                content=["weight"],
            )
        }}
    )

select topic, term, kind, weight, _file_sha256 as file_sha256, _loaded_at as loaded_at
from topic_terms_deduplicated
