"""Statuses of Mastodon's API, with ids as an archive of the same posts would give them.

The records are made up after the public documentation of the API's Status entity.
"""

import json
from pathlib import Path
from typing import Any

from tests.unit.dumps import dumps

HOME = "https://tea.example"
AWAY = "https://other.example"
NEWEST = dumps.at(2026, 1, 2, 12)


def _account(name: str, number: int, host: str = HOME, **fields: Any) -> dict[str, Any]:
    acct = name if host == HOME else f"{name}@{host.removeprefix('https://')}"
    return {
        "id": str(number),
        "username": name,
        "acct": acct,
        "display_name": name.title(),
        "url": f"{host}/@{name}",
        "created_at": "2022-11-01T00:00:00.000Z",
        "followers_count": 10,
        "following_count": 5,
        "statuses_count": 7,
        "bot": False,
    } | fields


def _status(
    number: int, account: dict[str, Any], host: str = HOME, **fields: Any
) -> dict[str, Any]:
    return {
        "id": str(number),
        "uri": f"{host}/users/{account['username']}/statuses/{number}",
        "url": f"{host}/@{account['username']}/{number}",
        "created_at": "2026-01-01T12:00:00.000Z",
        "edited_at": None,
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "visibility": "public",
        "language": "en",
        "spoiler_text": "",
        "content": "<p>tea</p>",
        "replies_count": 1,
        "reblogs_count": 2,
        "favourites_count": 3,
        "account": account,
        "reblog": None,
        "mentions": [],
        "tags": [],
    } | fields


ANN, BEN, CAT = _account("ann", 1), _account("ben", 2), _account("cat", 3, AWAY)


def test_a_list_of_statuses_is_seen_at_its_newest_creation_or_edit(tmp_path: Path) -> None:
    statuses = [_status(11, ANN), _status(12, CAT, AWAY, edited_at="2026-01-02T12:00:00.000Z")]
    summary = dumps.landed(tmp_path, {"timeline.json": json.dumps(statuses)})
    assert summary.files[0].format == "mastodon-api"
    columns = "post_id, account_id, created_at, text, lang"
    noon = dumps.at(2026, 1, 1, 12)
    assert dumps.table(summary, "posts", columns) == [
        (f"{AWAY}/users/cat/statuses/12", f"{AWAY}/users/cat", noon, "tea", "en"),
        (f"{HOME}/users/ann/statuses/11", f"{HOME}/users/ann", noon, "tea", "en"),
    ]
    assert dumps.table(summary, "post_metrics", "observed_at, likes, reposts, replies, quotes") == [
        (NEWEST, 3, 2, 1, None),
        (NEWEST, 3, 2, 1, None),
    ]
    columns = "account_id, observed_at, handle, followers_count, following_count, posts_count"
    assert dumps.table(summary, "accounts", columns) == [
        (f"{AWAY}/users/cat", NEWEST, "cat@other.example", 10, 5, 7),
        (f"{HOME}/users/ann", NEWEST, "ann@tea.example", 10, 5, 7),
    ]


def test_an_account_with_a_uri_of_its_own_bears_it(tmp_path: Path) -> None:
    bot = _account("ann", 1, uri=f"{HOME}/ap/users/1", bot=True)
    summary = dumps.landed(tmp_path, {"s.json": json.dumps([_status(11, bot)])})
    assert dumps.table(summary, "accounts", "account_id, is_automated") == [
        (f"{HOME}/ap/users/1", True)
    ]


def test_an_answered_status_is_named_by_what_the_page_knows_of_it(tmp_path: Path) -> None:
    mention = {"id": "2", "username": "ben", "url": f"{HOME}/@ben", "acct": "ben"}
    answers = [
        _status(20, ANN, in_reply_to_id="30", in_reply_to_account_id="3"),
        _status(21, ANN, in_reply_to_id="99", in_reply_to_account_id="2", mentions=[mention]),
        _status(22, ANN, in_reply_to_id="98", in_reply_to_account_id="1"),
        _status(23, ANN, in_reply_to_id="97", in_reply_to_account_id="55"),
    ]
    page = [*answers, _status(30, CAT, AWAY)]
    summary = dumps.landed(tmp_path, {"timeline.json": json.dumps(page, indent=1)})
    columns = "post_id, reply_to_post_id, reply_to_account_id, mentions"
    own = f"{HOME}/users/ann/statuses"
    assert dumps.table(summary, "posts", columns)[1:] == [
        (f"{own}/20", f"{AWAY}/users/cat/statuses/30", f"{AWAY}/users/cat", []),
        (f"{own}/21", f"{HOME}/users/ben/statuses/99", f"{HOME}/users/ben", [f"{HOME}/users/ben"]),
        (f"{own}/22", f"{own}/98", f"{HOME}/users/ann", []),
        (f"{own}/23", f"{HOME}/statuses/97", None, []),
    ]


def test_a_boost_carries_its_original_whose_content_is_not_told_twice(tmp_path: Path) -> None:
    original = _status(30, CAT, AWAY, tags=[{"name": "tea", "url": "x"}], favourites_count=50)
    uri = f"{HOME}/users/ann/statuses/31/activity"
    boost = _status(31, ANN, uri=uri, reblog=original, tags=original["tags"], reblogs_count=0)
    summary = dumps.landed(tmp_path, {"lines.jsonl": dumps.ndjson([boost, _status(40, BEN)])})
    columns = "post_id, text, hashtags, repost_of_post_id, repost_of_account_id, _is_embedded"
    assert dumps.table(summary, "posts", columns) == [
        (original["uri"], "tea", ["tea"], None, None, True),
        (uri, None, None, original["uri"], f"{AWAY}/users/cat", False),
        (f"{HOME}/users/ben/statuses/40", "tea", [], None, None, False),
    ]
    assert dumps.table(summary, "post_metrics", "post_id, likes") == [
        (original["uri"], 50),
        (f"{HOME}/users/ben/statuses/40", 3),
    ]


def test_a_quoted_status_is_carried_and_named(tmp_path: Path) -> None:
    quoted = _status(30, CAT, AWAY)
    quoting = _status(31, ANN, quote={"state": "accepted", "quoted_status": quoted})
    summary = dumps.landed(tmp_path, {"s.json": json.dumps([quoting])})
    columns = "post_id, quote_of_post_id, quote_of_account_id, _is_embedded"
    assert dumps.table(summary, "posts", columns) == [
        (quoted["uri"], None, None, True),
        (quoting["uri"], quoted["uri"], f"{AWAY}/users/cat", False),
    ]


def test_a_search_lists_its_statuses_under_a_key(tmp_path: Path) -> None:
    found = {"accounts": [], "statuses": [_status(11, ANN), _status(12, BEN)], "hashtags": []}
    files = {"one line.json": json.dumps(found), "indented.json": json.dumps(found, indent=1)}
    summary = dumps.landed(tmp_path, files)
    assert [file.counts["posts"] for file in summary.files] == [2, 2]


def test_statuses_that_are_not_public_are_counted_and_left_out(tmp_path: Path) -> None:
    statuses = [
        _status(11, ANN, visibility="unlisted"),
        _status(12, ANN, visibility="private"),
        _status(13, ANN, visibility="direct"),
    ]
    summary = dumps.landed(tmp_path, {"s.jsonl": dumps.ndjson(statuses)})
    assert dumps.table(summary, "posts", "post_id") == [(f"{HOME}/users/ann/statuses/11",)]
    assert dumps.table(summary, "post_metrics", "count(*)") == [(1,)]
    assert summary.files[0].notes == "2 statuses left out: they are not public"


def test_a_content_warning_stands_above_the_text_and_links_below_it(tmp_path: Path) -> None:
    content = (
        '<p>see <a href="https://example.org/a" rel="nofollow">example.org</a> '
        '<a href="https://tea.example/@ben" class="u-url mention">@ben</a></p>'
    )
    status = _status(11, ANN, spoiler_text="long", content=content)
    summary = dumps.landed(tmp_path, {"s.json": json.dumps([status])})
    ((text, urls),) = dumps.table(summary, "posts", "text, urls")
    assert text.split() == ["long", "see", "example.org", "@ben"]
    assert urls == ["https://example.org/a"]


def test_a_line_that_is_no_status_is_quarantined(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"s.jsonl": dumps.ndjson([_status(11, ANN), {"event": "x"}])})
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (2, "no status of the Mastodon API: expected 'uri', 'account' and 'content'")
    ]
