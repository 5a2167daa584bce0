-- One row per topic.
-- The topics of the taxonomy.
with
    topics_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "topics"),
                key=["topic"],
                content=["name", "parent_topic"],
            )
        }}
    )

select topic, name, parent_topic, _file_sha256 as file_sha256, _loaded_at as loaded_at
from topics_deduplicated
