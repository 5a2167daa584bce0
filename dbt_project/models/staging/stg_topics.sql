-- One row per topic, parent_topic.
-- The topics of the taxonomy, each with every topic right above it.
{{ config(unique_key=["topic", "parent_topic"]) }}
with
    topics_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "topics"),
                content=["name"],
            )
        }}
    )

select topic, name, parent_topic, _file_sha256 as file_sha256, _loaded_at as loaded_at
from topics_deduplicated
