"""IAB Tech Lab's Content Taxonomy, 1.0 to 3.1, as the TSV files that the lab publishes.

Belongs here: the categories with their parents and names, and the mappings between versions.
Does not belong here: which posts are of a category.

Nuances
- *Topic* is `iab-<version>:<id>`. Ids mostly mean the same in 2.x and 3.x, but not always below the
  same parent: two versions in one warehouse stay two trees. The version is the one that the file's
  title states ("2.1" in the file named 2.2); 1.0 has no title, its ids begin with `IAB`.
- Files of 2.x and 3.x have a *title line* above the header, and columns without a name.
- *Parents* are ids; in 1.0 `IAB1-2` is below `IAB1`.
- *Terms*: each name as a phrase.
- *Rows of empty cells* are left out and counted, as are the *mappings*.
"""

import re

from influence.dumps.connection import sql_text
from influence.dumps.sample import Sample
from influence.dumps.store import NO_STREAM
from influence.dumps.translation import Translation
from influence.dumps.values import rows

FORMAT = "iab-taxonomy"
VERSION = 1
NAME = "IAB Content Taxonomies"

_TITLE = re.compile(r"Content Taxonomy v?(\d+(\.\d+)*)", re.IGNORECASE)
_LEFT_OUT = "rows of a mapping between versions left out"
_EMPTY = "rows of empty cells left out"
_MAPPINGS = (("content 1.0 unique id",), ("new taxonomy id", "old rtb id"))


def claims(sample: Sample) -> Translation | None:
    """The translation of a taxonomy or of a mapping."""
    if sample.container != "table":
        return None
    if sample.has("iab code", "tier", "iab category"):
        return _first_version(sample)
    title = _TITLE.search(sample.lines[0]) if len(sample.lines) > 1 else None
    if title is not None:
        cells = sample.lines[1].lower().split(sample.delimiter)
        if cells[:3] == ["unique id", "parent", "name"]:
            return _tiered(title.group(1), sample, len(cells))
    if any(sample.has(*names) for names in _MAPPINGS):
        is_mapping = f"r._fault IS NULL AND NOT ({_is_empty(len(sample.header))})"
        return _table(sample, len(sample.header), NO_STREAM, {}, {_LEFT_OUT: is_mapping})
    return None


def _first_version(sample: Sample) -> Translation:
    width = len(sample.header)
    code, name = (f"r.{sample.columns[cell]}" for cell in ("iab code", "iab category"))
    parent = f"CASE WHEN {code} LIKE '%-%' THEN split_part({code}, '-', 1) END"
    candidates = _categories("1.0", width, code, name, parent)
    return _table(sample, width, "topics", candidates, {})


def _tiered(version: str, sample: Sample, width: int) -> Translation:
    candidates = _categories(version, width, "r.c0", "r.c2", "nullif(trim(r.c1), '')")
    return _table(sample, width, "topics", candidates, {}, skip_lines=1)


def _categories(version: str, width: int, code: str, name: str, parent: str) -> dict[str, str]:
    prefix = sql_text(f"iab-{version}:")
    is_filled = f"NOT ({_is_empty(width)})"
    topic = f"CASE WHEN trim({code}) <> '' THEN concat({prefix}, {code}) END"
    return {
        "topics": rows(
            {"topic": topic, "name": name, "parent_topic": f"{prefix} || {parent}"}, is_filled
        ),
        "topic_terms": rows({"topic": topic, "term": name, "kind": "'phrase'"}, is_filled),
    }


def _is_empty(width: int) -> str:
    cells = ", ".join(f"r.c{at}" for at in range(width))
    return f"r._fault IS NULL AND trim(concat({cells})) = ''"


def _table(
    sample: Sample,
    width: int,
    main_stream: str,
    candidates: dict[str, str],
    tallies: dict[str, str],
    *,
    skip_lines: int = 0,
) -> Translation:
    return Translation(
        format=FORMAT,
        version=VERSION,
        container="csv",
        main_stream=main_stream,
        structure={f"c{at}": "VARCHAR" for at in range(width)},
        candidates=candidates,
        tallies=tallies | {_EMPTY: _is_empty(width)},
        delimiter=sample.delimiter,
        skip_lines=skip_lines,
    )
