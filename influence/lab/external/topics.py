"""Topics against Klout's ontology and its labels, and against the IAB's taxonomies.

Belongs here: whether taxonomies stand whole in the warehouse, and what their terms assign.
Does not belong here: how a text is matched to terms (the dbt project).

*Nuances*
- *Labels* say which topics people found right for a public entity, by the entity's name and what
  they know of it. The pipeline knows a text and terms: here each entity is a post of only its
  name, and the terms are the names of the topics in six languages. So recall is that of names that
  hold a topic's name, and no measure of the matching of real texts. Two fifths of the entities have
  no name in the set; recall of the others stands beside.
- Nobody has published what such a matcher should reach; its figures are told. Half of the labels
  are "right", so that assigning by chance has a precision of a half.
- *Steps*: what edges are worth, an ancestor counting at the fewest steps above what matched.
- Of the 13,446 edges the loop of the root and the 16 from it are left out on purpose; who is below
  nothing else is at the top.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from influence.lab.external.checks import Check, Row
from influence.lab.external.tables import read_table
from influence.lab.external.workbench import Workbench

KLOUT, IAB = "klout_topics", "iab_content_taxonomy"
ONTOLOGY = (
    "klout_topic_ontology_20180601.csv",
    "klout_topic_edge_20180601.csv",
    "klout_topic_display_20180601.csv",
)
LABELS = "entity_to_topic_labels_dev.csv"
TOPICS, EDGES, ROOTS, SEVERAL_PARENTS = 8_033, 13_446, 16, 2_396
# Rows of the README, which counts the second header line of 2.2 (that is, 2.1), 3.0 and 3.1.
CATEGORIES = {
    "1.0": ("Content_Taxonomy_1.0.tsv", 392),
    "2.1": ("Content_Taxonomy_2.2.tsv", 1_197 - 1),
    "3.0": ("Content_Taxonomy_3.0.tsv", 704 - 1),
    "3.1": ("Content_Taxonomy_3.1.tsv", 705 - 1),
}
# All in one window; when, says nothing.
POSTED_AT = "2018-06-01T12:00:00Z"

SHAPE = """
WITH edges AS (
    SELECT DISTINCT topic, parent_topic FROM staging.stg_topics WHERE parent_topic IS NOT NULL
)
SELECT
    (SELECT count(DISTINCT topic) FROM staging.stg_topics WHERE name IS NOT NULL),
    (SELECT count(*) FROM edges),
    (SELECT count(*) FROM (SELECT topic FROM edges GROUP BY topic HAVING count(*) > 1)),
    (SELECT count(DISTINCT parent_topic) FROM edges
        WHERE parent_topic NOT IN (SELECT topic FROM edges))
"""
# Entities whose name is not in the set.
NAMELESS = "_display_unknown_"
# Of each entity and topic the steps from a topic whose terms the name holds.
ASSIGNED = """
SELECT matches.post_id, above.ancestor_topic_id, min(above.generation)
FROM intermediate.int_posts_matched_to_terms AS matches
INNER JOIN intermediate.int_topics_rolled_up AS above ON matches.topic_id = above.topic_id
GROUP BY matches.post_id, above.ancestor_topic_id
"""
ROLLED_UP = """
SELECT DISTINCT post_id, topic_id FROM intermediate.int_posts_assigned_to_topics
WHERE topic_id <> 'all'
"""


def _klout(bench: Workbench) -> Iterator[Row]:
    labels = read_table(bench.file(KLOUT, LABELS))
    yield Row("labels", 15_935, len(labels))
    dump = bench.new_folder("klout")
    for name in ONTOLOGY:
        shutil.copyfile(bench.file(KLOUT, name), dump / name)
    _write_entities(dump / "posts.ndjson", labels)
    with bench.warehouse(dump) as warehouse:
        topics, edges, several, roots = warehouse.execute(SHAPE).fetchall()[0]
        yield Row("topics", TOPICS, topics)
        yield Row("edges, less those of the root", EDGES - 1 - ROOTS, edges)
        yield Row("topics with several parents", SEVERAL_PARENTS, several)
        yield Row("topics at the top", ROOTS, roots)
        yield from _agreement(warehouse, labels)


def _write_entities(path: Path, labels: list[dict[str, str]]) -> None:
    """One post for each entity: its name, and nothing else."""
    names = {row["entityId"]: row["entityDisplayName"] for row in labels}
    path.write_text(
        "".join(
            json.dumps(
                {
                    "platform": "labels",
                    "post_id": entity,
                    "account_id": "labels",
                    "created_at": POSTED_AT,
                    "text": name,
                }
            )
            + "\n"
            for entity, name in names.items()
        ),
        encoding="utf-8",
    )


def _agreement(warehouse: duckdb.DuckDBPyConnection, labels: list[dict[str, str]]) -> Iterator[Row]:
    """What of the labelled pairs is assigned; pairs that nobody labelled are not judged."""
    steps = {
        (entity, topic): above for entity, topic, above in warehouse.execute(ASSIGNED).fetchall()
    }
    rolled_up = set(warehouse.execute(ROLLED_UP).fetchall())
    yield Row("pairs rolled up, against own topics and the graph", len(steps), len(rolled_up))
    judged = [(row["label"] == "1", steps.get((row["entityId"], row["topicId"]))) for row in labels]
    named = sum(row["label"] == "1" and row["entityDisplayName"] != NAMELESS for row in labels)
    right = sum(is_right for is_right, _ in judged)
    yield Row("right labels of entities with a name", None, named)
    for how, least, most in (
        ("own topics", 0, 0),
        ("one step above", 1, 1),
        ("two or more steps above", 2, None),
        ("rolled up", 0, None),
    ):
        chosen = [
            is_right
            for is_right, above in judged
            if above is not None and above >= least and (most is None or above <= most)
        ]
        yield Row(f"{how}, labelled pairs assigned", None, len(chosen))
        yield Row(f"{how}, precision", None, sum(chosen) / len(chosen) if chosen else None)
        yield Row(f"{how}, recall", None, sum(chosen) / right)
        yield Row(f"{how}, recall of entities with a name", None, sum(chosen) / named)


def _iab(bench: Workbench) -> Iterator[Row]:
    dump = bench.new_folder("iab")
    for table in sorted((bench.datasets / IAB).glob("*.tsv")):
        shutil.copyfile(table, dump / table.name)
    # Without any event there is no day that windows could end at.
    _write_entities(dump / "posts.ndjson", [{"entityId": "one", "entityDisplayName": "one"}])
    with bench.warehouse(dump) as warehouse:
        rows = warehouse.execute(
            "SELECT split_part(topic, ':', 1), count(DISTINCT topic), count(parent_topic), "
            "count(parent_topic) FILTER (parent_topic NOT IN (SELECT topic FROM "
            "staging.stg_topics)) FROM staging.stg_topics GROUP BY ALL"
        ).fetchall()
    found = {version: counts for version, *counts in rows}
    for version, (file, categories) in CATEGORIES.items():
        topics, edges, unknown = found.get(f"iab-{version}", (0, 0, 0))
        yield Row(f"{version}, categories", categories, topics)
        yield Row(f"{version}, edges", _edges(bench.file(IAB, file)), edges)
        yield Row(f"{version}, parents that are no category", 0, unknown)


def _edges(path: Path) -> int:
    """Categories of a file below another: with a parent, or in 1.0 of another tier than the first.

    Two lines stand above the categories, in 1.0 one.
    """
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    if lines[0][1] == "Tier":
        return sum(cells[1].strip() != "Tier 1" for cells in lines[1:])
    return sum(bool(cells[0].strip() and cells[1].strip()) for cells in lines[2:])


CHECKS = (
    Check(
        "Klout topics, pipeline",
        (KLOUT,),
        "klout/opendata, topic ontology and labels; README",
        _klout,
        is_slow=True,
    ),
    Check("IAB topics, pipeline", (IAB,), "IAB Tech Lab; README", _iab, is_slow=True),
)
