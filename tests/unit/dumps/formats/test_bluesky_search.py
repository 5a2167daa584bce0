"""Posts of Bluesky's API: pages and lines, counters seen no earlier than the newest of the page."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.dumps import dumps

NEWEST = dumps.at(2026, 1, 2, 12)


def _uri(name: str, account: str) -> str:
    return f"at://did:plc:{account}/app.bsky.feed.post/{name}"


def _author(account: str) -> dict[str, Any]:
    return {
        "did": f"did:plc:{account}",
        "handle": f"{account}.example",
        "displayName": account.title(),
        "createdAt": "2024-01-01T00:00:00Z",
    }


def _view(name: str, account: str = "ann", **fields: Any) -> dict[str, Any]:
    record = {"createdAt": "2026-01-01T12:00:00Z", "text": name, "langs": ["en"]}
    view = {
        "uri": _uri(name, account),
        "cid": "c",
        "author": _author(account),
        "record": record | fields.pop("record", {}),
        "likeCount": 1,
        "repostCount": 2,
        "replyCount": 3,
        "quoteCount": 4,
        "indexedAt": "2026-01-01T12:00:01Z",
    }
    return view | fields


def test_a_page_is_seen_at_its_newest_time_and_carries_quoted_posts(tmp_path: Path) -> None:
    quoted = _view("old", "ben", likeCount=50)
    quoted["value"] = quoted.pop("record")
    quoting = _view(
        "new",
        indexedAt="2026-01-02T12:00:00Z",
        record={"embed": {"record": {"uri": _uri("old", "ben")}}},
        embed={"$type": "app.bsky.embed.record#view", "record": quoted},
    )
    summary = dumps.landed(tmp_path, {"p.json": json.dumps({"posts": [quoting], "cursor": "1"})})
    assert summary.files[0].format == "bluesky-api"
    columns = "text, account_id, quote_of_post_id, quote_of_account_id, _is_embedded"
    assert dumps.table(summary, "posts", columns) == [
        ("new", "did:plc:ann", _uri("old", "ben"), "did:plc:ben", False),
        ("old", "did:plc:ben", None, None, True),
    ]
    columns = "post_id, observed_at, likes, reposts, replies, quotes, saves"
    assert dumps.table(summary, "post_metrics", columns) == [
        (_uri("new", "ann"), NEWEST, 1, 2, 3, 4, None),
        (_uri("old", "ben"), NEWEST, 50, 2, 3, 4, None),
    ]
    columns = "account_id, observed_at, handle, display_name, created_at"
    assert dumps.table(summary, "accounts", columns) == [
        ("did:plc:ann", NEWEST, "ann.example", "Ann", dumps.at(2024, 1, 1)),
        ("did:plc:ben", NEWEST, "ben.example", "Ben", dumps.at(2024, 1, 1)),
    ]


def test_a_post_quoted_beside_pictures_is_carried_too(tmp_path: Path) -> None:
    quoted = _view("old", "ben")
    quoted["value"] = quoted.pop("record")
    record = {"embed": {"record": {"record": {"uri": _uri("old", "ben")}}, "media": {}}}
    quoting = _view("new", record=record, embed={"record": {"record": quoted}, "media": {}})
    summary = dumps.landed(tmp_path, {"p.json": json.dumps({"posts": [quoting]})})
    assert dumps.table(summary, "posts", "text, quote_of_post_id, _is_embedded") == [
        ("new", _uri("old", "ben"), False),
        ("old", None, True),
    ]


def test_a_quoted_post_that_is_gone_is_named_and_not_carried(tmp_path: Path) -> None:
    gone = {
        "$type": "app.bsky.embed.record#viewNotFound",
        "uri": _uri("old", "ben"),
        "notFound": True,
    }
    record = {"embed": {"record": {"uri": _uri("old", "ben")}}}
    summary = dumps.landed(
        tmp_path,
        {"p.json": json.dumps({"posts": [_view("new", record=record, embed={"record": gone})]})},
    )
    assert dumps.table(summary, "posts", "text, quote_of_post_id") == [("new", _uri("old", "ben"))]


def test_a_feed_tells_reposts_and_the_posts_that_are_answered(tmp_path: Path) -> None:
    answer = _view("answer", record={"reply": {"parent": {"uri": _uri("asked", "ben")}}})
    feed = [
        {"post": answer, "reply": {"parent": _view("asked", "ben"), "root": _view("asked", "ben")}},
        {
            "post": _view("shared", "cat"),
            "reason": {
                "$type": "app.bsky.feed.defs#reasonRepost",
                "by": _author("ann"),
                "uri": "at://did:plc:ann/app.bsky.feed.repost/r1",
                "indexedAt": "2026-01-02T12:00:00Z",
            },
        },
    ]
    summary = dumps.landed(
        tmp_path, {"feed.json": json.dumps({"feed": feed, "cursor": "1"}, indent=1)}
    )
    columns = "text, reply_to_post_id, reply_to_account_id, _is_embedded"
    assert set(dumps.table(summary, "posts", columns)) == {
        ("answer", _uri("asked", "ben"), "did:plc:ben", False),
        ("asked", None, None, True),
        ("shared", None, None, False),
    }
    columns = "interaction_id, account_id, kind, post_id, target_account_id, occurred_at"
    repost = "at://did:plc:ann/app.bsky.feed.repost/r1"
    assert dumps.table(summary, "interactions", columns) == [
        (repost, "did:plc:ann", "repost", _uri("shared", "cat"), "did:plc:cat", NEWEST)
    ]
    assert {row[0] for row in dumps.table(summary, "post_metrics", "observed_at")} == {NEWEST}


@pytest.mark.parametrize(
    ("created_at", "expected"),
    [
        ("2026-01-01T21:00:00+09:00", dumps.at(2026, 1, 1, 12)),
        ("2026-01-01T07:00:00-05:00", dumps.at(2026, 1, 1, 12)),
        ("2030-01-01T00:00:00Z", dumps.at(2026, 1, 1, 12, 0, 1)),
        ("2001-01-01T00:00:00Z", dumps.at(2026, 1, 1, 12, 0, 1)),
    ],
)
def test_a_client_is_believed_within_a_day_of_the_server(
    tmp_path: Path, created_at: str, expected: Any
) -> None:
    view = _view("a", record={"createdAt": created_at})
    summary = dumps.landed(tmp_path, {"p.json": json.dumps({"posts": [view]})})
    assert dumps.table(summary, "posts", "created_at") == [(expected,)]


def test_posts_one_a_line_are_seen_at_their_own_time(tmp_path: Path) -> None:
    lines = dumps.ndjson([_view("a"), _view("b", indexedAt="2026-01-02T12:00:00Z"), {"n": 1}])
    summary = dumps.landed(tmp_path, {"posts.jsonl": lines})
    assert dumps.table(summary, "post_metrics", "split_part(post_id, '/', 5), observed_at") == [
        ("a", dumps.at(2026, 1, 1, 12, 0, 1)),
        ("b", NEWEST),
    ]
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (
            3,
            "no post of the Bluesky API: expected 'uri', 'author' and 'record', or 'post' that "
            "holds them",
        )
    ]


def test_pages_one_a_line_are_each_seen_at_their_own_newest_time(tmp_path: Path) -> None:
    pages = [
        {"posts": [_view("a"), _view("b")], "cursor": "1"},
        {"posts": [_view("c", indexedAt="2026-01-02T12:00:00Z"), _view("d")], "cursor": "2"},
    ]
    summary = dumps.landed(tmp_path, {"pages.jsonl": dumps.ndjson(pages)})
    first = dumps.at(2026, 1, 1, 12, 0, 1)
    assert dumps.table(summary, "post_metrics", "split_part(post_id, '/', 5), observed_at") == [
        ("a", first),
        ("b", first),
        ("c", NEWEST),
        ("d", NEWEST),
    ]
