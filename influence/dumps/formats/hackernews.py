"""Hacker News: items as its API gives them, one a row, or a data frame's one object of columns.

Belongs here: stories, comments, jobs and polls.
Does not belong here: users, who are known by their name alone.

Nuances
- *One object of columns*: a data frame written as JSON is `{"by": {"<id>": ..}, "time": {..}, ..}`;
  its items are put together by their ids. Whole numbers may be written `71.0`, as a column with
  gaps holds fractions.
- *Text*: a title, above the item's own text with its HTML taken off. *Links*: the one that a story
  is about, then those in the text.
- *observed_at* of scores: not told. It is the newest time in a document, a lower bound; of items
  one a line or row, their own.
- *Deleted* items name no author and are deletions; `dead` ones, hidden by moderators, stand.
- Options of a poll are counted and left out: they are parts of the poll.
"""

from typing import Any

from influence.dumps.formats.signs import links_in_html
from influence.dumps.sample import Sample, Table
from influence.dumps.translation import Translation
from influence.dumps.validation import time_of
from influence.dumps.values import from_seconds, plain_text, rows, whole

FORMAT = "hackernews"
VERSION = 1
NAME = "Hacker News items"
PLATFORM = "'hackernews'"

_TYPES = ("story", "comment", "job", "poll", "pollopt")
_FIELDS = (
    "id",
    "by",
    "time",
    "type",
    "title",
    "text",
    "url",
    "parent",
    "score",
    "descendants",
    "deleted",
)
_COLUMNS = _FIELDS[1:]
_SIGNS = {"by", "time", "type"}


def claims(sample: Sample) -> Translation | None:
    """Items one a row, or one object of columns."""
    if any(_is_columns(record) for record in sample.records):
        return _of_columns(sample.container)
    if any(_is_item(record) for record in sample.records) or (
        not sample.records and sample.has("id", "by", "time", "type", "title", "descendants")
    ):
        return _of_rows(sample)
    return None


def _is_item(record: dict[str, Any]) -> bool:
    return {"id", "time"} <= record.keys() and record.get("type") in _TYPES


def _is_columns(record: dict[str, Any]) -> bool:
    columns = [record.get(name) for name in _SIGNS]
    if not all(isinstance(column, dict) for column in columns):
        return False
    types = record["type"].values()
    return bool(types) and all(kind in _TYPES for kind in types)


def _of_rows(sample: Sample) -> Translation:
    table = Table(sample)
    fields = {name: table.get(name) for name in _FIELDS}
    time = from_seconds(fields["time"])
    prepare: tuple[str, ...] = ()
    source, newest = "records AS r", time
    if sample.container == "document":
        prepare = (_newest(time, "records AS r"),)
        source, newest = "records AS r CROSS JOIN hn_times AS t", "t.newest"
    return table.translation(
        FORMAT,
        VERSION,
        "posts",
        _candidates(fields, source, newest),
        unclaimed=f"r._fault IS NULL AND {_UNKNOWN.format(fields['type'])}",
        unclaimed_reason=_REASON,
        tallies={_OPTIONS: f"{fields['type']} = 'pollopt'"},
        prepare=prepare,
        prepared=("hn_times",) if prepare else (),
    )


def _of_columns(container: str) -> Translation:
    fields = {name: f'r."{name}"' for name in _FIELDS}
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=container,
        main_stream="posts",
        structure=dict.fromkeys(_COLUMNS, "MAP(VARCHAR, VARCHAR)"),
        candidates=_candidates(fields, "hn_items AS r CROSS JOIN hn_times AS t", "t.newest"),
        unclaimed='r._fault IS NULL AND (r."by" IS NULL OR r."time" IS NULL)',
        unclaimed_reason="not one object of columns: expected 'by', 'time' and 'type', each an "
        "object with the ids of the items as its keys",
        prepare=(_ITEMS, _newest(from_seconds(fields["time"]), "hn_items AS r")),
        prepared=("hn_items", "hn_times"),
        item_tallies={_OPTIONS: "SELECT count(*) FROM hn_items AS r WHERE r.\"type\" = 'pollopt'"},
    )


_UNKNOWN = "coalesce({} NOT IN " + repr(_TYPES) + ", true)"
_REASON = "no item of Hacker News: expected 'type' one of " + ", ".join(_TYPES)
_OPTIONS = "options of polls left out"


def _column(name: str) -> str:
    return (
        f'SELECT unnest(map_keys(r."{name}")) AS id, unnest(map_values(r."{name}")) AS value '
        "FROM records AS r WHERE r._fault IS NULL"
    )


_ITEMS = (
    "CREATE TEMP TABLE hn_items AS SELECT place._line, place._byte_offset, place._fault, "
    "CASE WHEN place._raw IS NOT NULL THEN CAST(to_json(items) AS VARCHAR) END AS _raw, items.* "
    "FROM (SELECT id, "
    + ", ".join(f"any_value(value) FILTER (name = '{name}') AS \"{name}\"" for name in _COLUMNS)
    + " FROM ("
    + " UNION ALL ".join(f"SELECT '{name}' AS name, * FROM ({_column(name)})" for name in _COLUMNS)
    + ") GROUP BY id) AS items CROSS JOIN (SELECT _line, _byte_offset, _raw, _fault "
    "FROM records LIMIT 1) AS place"
)


def _newest(time: str, source: str) -> str:
    return f"CREATE TEMP TABLE hn_times AS SELECT max({time_of(time)}) AS newest FROM {source}"


def _candidates(fields: dict[str, str], source: str, newest: str) -> dict[str, str]:
    text = f"nullif({fields['text']}, '')"
    # Paragraphs are parted by `<p>`, which nothing closes.
    lines = f"replace({text}, '<p>', '<br>')"
    about = f"[link FOR link IN [{fields['url']}] IF link IS NOT NULL]"
    is_deleted = f"lower(coalesce({fields['deleted']}, 'false')) = 'true'"
    is_post = f"{fields['type']} <> 'pollopt' AND {fields['type']} IN {_TYPES!r}"
    return {
        "posts": rows(
            {
                "platform": PLATFORM,
                "post_id": fields["id"],
                "account_id": fields["by"],
                "created_at": from_seconds(fields["time"]),
                "text": f"concat_ws(chr(10) || chr(10), nullif({fields['title']}, ''), "
                f"{plain_text(lines)})",
                "urls": f"list_concat({about}, {links_in_html(text)})",
                "reply_to_post_id": whole(fields["parent"]),
            },
            f"{is_post} AND NOT {is_deleted}",
            source,
        ),
        "post_metrics": rows(
            {
                "platform": PLATFORM,
                "post_id": fields["id"],
                "observed_at": newest,
                "likes": whole(fields["score"]),
                "replies": whole(fields["descendants"]),
            },
            f"{is_post} AND coalesce({fields['score']}, {fields['descendants']}) IS NOT NULL",
            source,
        ),
        "deletions": rows(
            {"platform": PLATFORM, "post_id": fields["id"]}, f"{is_post} AND {is_deleted}", source
        ),
    }
