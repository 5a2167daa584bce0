"""Items of Hacker News, one a row or as one object of columns."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.dumps import dumps

# 2026-01-01T12:00:00Z and an hour later, in seconds.
NOON, LATER = 1_767_268_800, 1_767_272_400
STORY = {
    "by": "ann",
    "descendants": 2,
    "id": 101,
    "kids": [102],
    "score": 30,
    "time": NOON,
    "title": "Tea",
    "type": "story",
    "url": "https://example.org/tea",
}
COMMENT = {
    "by": "ben",
    "id": 102,
    "parent": 101,
    "text": 'I&#x27;d say <i>no</i><p><a href="https:&#x2F;&#x2F;example.org&#x2F;b">b</a>',
    "time": LATER,
    "type": "comment",
}


def _columns(*items: dict[str, Any]) -> dict[str, dict[str, Any]]:
    names = ("by", "descendants", "kids", "score", "text", "time", "title", "type", "url", "parent")
    return {name: {str(item["id"]): item.get(name) for item in items} for name in names}


def _csv(*items: dict[str, Any]) -> str:
    out = io.StringIO()
    names = ["id", "by", "time", "type", "title", "text", "url", "score", "descendants", "parent"]
    writer = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(items)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        dumps.ndjson([STORY, COMMENT]),
        json.dumps([STORY, COMMENT], indent=1),
        json.dumps(_columns(STORY, COMMENT)),
        json.dumps(_columns(STORY | {"descendants": 2.0}, COMMENT | {"parent": 101.0}), indent=1),
        _csv(STORY, COMMENT),
    ],
    ids=["lines", "document", "one line of columns", "columns with fractions", "table"],
)
def test_stories_and_comments_are_posts_however_they_are_written(
    tmp_path: Path, content: bytes | str
) -> None:
    summary = dumps.landed(tmp_path, {"hn.data": content})
    assert summary.files[0].format == "hackernews"
    columns = "platform, post_id, account_id, created_at, text, urls, reply_to_post_id"
    story, comment = dumps.table(summary, "posts", columns)
    assert story == (
        "hackernews",
        "101",
        "ann",
        dumps.at(2026, 1, 1, 12),
        "Tea",
        ["https://example.org/tea"],
        None,
    )
    assert comment[:4] == ("hackernews", "102", "ben", dumps.at(2026, 1, 1, 13))
    assert comment[4].split() == ["I'd", "say", "no", "b"]
    assert comment[5:] == (["https://example.org/b"], "101")
    assert dumps.table(summary, "post_metrics", "post_id, likes, replies") == [("101", 30, 2)]


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (dumps.ndjson([STORY, COMMENT]), dumps.at(2026, 1, 1, 12)),
        (json.dumps([STORY, COMMENT], indent=1), dumps.at(2026, 1, 1, 13)),
        (json.dumps(_columns(STORY, COMMENT)), dumps.at(2026, 1, 1, 13)),
    ],
    ids=["lines", "document", "columns"],
)
def test_scores_are_seen_at_the_newest_time_of_a_document(
    tmp_path: Path, content: bytes | str, seen: Any
) -> None:
    summary = dumps.landed(tmp_path, {"hn.json": content})
    assert dumps.table(summary, "post_metrics", "observed_at") == [(seen,)]


def test_deleted_items_are_deletions_and_options_of_polls_are_counted(tmp_path: Path) -> None:
    gone = {"deleted": True, "id": 103, "parent": 101, "time": NOON, "type": "comment"}
    option = COMMENT | {"id": 104, "type": "pollopt", "score": 3}
    dead = COMMENT | {"id": 105, "dead": True}
    summary = dumps.landed(tmp_path, {"hn.jsonl": dumps.ndjson([STORY, gone, option, dead])})
    assert dumps.table(summary, "posts", "post_id") == [("101",), ("105",)]
    assert dumps.table(summary, "deletions", "platform, post_id") == [("hackernews", "103")]
    assert summary.files[0].notes == "1 options of polls left out"


def test_a_bad_item_is_quarantined_by_line_and_by_column(tmp_path: Path) -> None:
    bad = COMMENT | {"time": "soon", "id": 9}
    files = {
        "lines.jsonl": dumps.ndjson([STORY, bad, {"id": 1, "time": NOON, "type": "dance"}]),
        "columns.json": json.dumps(_columns(STORY, bad)),
    }
    summary = dumps.landed(tmp_path, files)
    soon = "'created_at' is \"soon\", not a time (ISO-8601 or epoch ms)"
    unknown = "no item of Hacker News: expected 'type' one of story, comment, job, poll, pollopt"
    assert dumps.table(summary, "quarantine", "path, line, stream, reason") == [
        ("columns.json", 1, "posts", soon),
        ("lines.jsonl", 2, "posts", soon),
        ("lines.jsonl", 3, "posts", unknown),
    ]
    raw = {row[0]: row[1] for row in dumps.table(summary, "quarantine", "path, raw_text")}
    # Of an object of columns, the one item is shown and not the whole of it.
    assert json.loads(raw["columns.json"])["id"] == "9"
