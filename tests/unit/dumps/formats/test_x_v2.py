"""Pages and flattened posts of the v2 API become streams by the meaning of their fields."""

import json
from pathlib import Path
from typing import Any

from tests.unit.dumps import dumps

NOON = "2026-01-01T12:00:00.000Z"
MORNING = "2026-01-01T08:00:00.000Z"


def _post(number: int, author: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "author_id": str(author),
        "created_at": MORNING,
        "text": f"text {number}",
        "lang": "en",
        "public_metrics": {
            "retweet_count": 1,
            "reply_count": 2,
            "like_count": 3,
            "quote_count": 4,
        },
    } | fields


def _user(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "username": f"User{number}",
        "name": f"Name {number}",
        "created_at": "2016-01-01T00:00:00.000Z",
        "verified": True,
        "public_metrics": {"followers_count": number, "following_count": 5, "tweet_count": 7},
    } | fields


def _page(*posts: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"data": list(posts)} | parts


def _refers(kind: str, number: int) -> dict[str, Any]:
    return {"referenced_tweets": [{"type": kind, "id": str(number)}]}


def test_references_name_the_account_where_their_post_is_in_the_page(tmp_path: Path) -> None:
    page = _page(
        _post(1, 10, **_refers("retweeted", 5)),
        _post(2, 20, **_refers("replied_to", 5), in_reply_to_user_id="50"),
        _post(3, 30, **_refers("quoted", 6)),
        includes={"tweets": [_post(5, 50)], "users": [_user(50)]},
        meta={"result_count": 3},
    )
    summary = dumps.landed(tmp_path, {"page.json": json.dumps(page)})
    columns = (
        "post_id, repost_of_post_id, repost_of_account_id, reply_to_post_id, "
        "reply_to_account_id, quote_of_post_id, quote_of_account_id, _is_embedded"
    )
    assert dumps.table(summary, "posts", columns) == [
        ("1", "5", "50", None, None, None, None, False),
        ("2", None, None, "5", "50", None, None, False),
        ("3", None, None, None, None, "6", None, False),
        ("5", None, None, None, None, None, None, True),
    ]
    assert summary.files[0].counts["posts"] == 3


def test_handles_of_mentions_become_ids_by_the_users_of_the_page(tmp_path: Path) -> None:
    mentions = [{"username": "user70"}, {"username": "stranger"}, {"username": "Z", "id": "80"}]
    page = _page(
        _post(1, 10, entities={"mentions": mentions, "hashtags": [{"tag": "tea"}]}),
        includes={"users": [_user(10), _user(70)]},
    )
    summary = dumps.landed(tmp_path, {"page.json": json.dumps(page)})
    assert dumps.table(summary, "posts", "mentions, _mentions_count, hashtags") == [
        (["70", "80"], 3, ["tea"])
    ]
    assert summary.counts.recorded["mentions"] == 3


def test_counters_are_seen_at_the_newest_post_of_the_page_or_when_it_was_fetched(
    tmp_path: Path,
) -> None:
    page = _page(_post(1, 10), _post(2, 10, created_at=NOON), includes={"users": [_user(10)]})
    fetched = page | {"__twarc": {"retrieved_at": "2026-02-01T00:00:00+00:00"}}
    one = dumps.landed(tmp_path / "one", {"page.json": json.dumps(page)})
    two = dumps.landed(tmp_path / "two", {"pages.jsonl": json.dumps(fetched) + "\n"})
    assert dumps.table(one, "post_metrics", "post_id, observed_at, likes") == [
        ("1", dumps.at(2026, 1, 1, 12), 3),
        ("2", dumps.at(2026, 1, 1, 12), 3),
    ]
    assert set(dumps.table(two, "accounts", "account_id, observed_at, followers_count")) == {
        ("10", dumps.at(2026, 2, 1), 10)
    }


def test_private_counters_are_impressions_and_clicks(tmp_path: Path) -> None:
    post = _post(1, 10, non_public_metrics={"impression_count": 90, "url_link_clicks": 8})
    post["public_metrics"] |= {"impression_count": 80, "bookmark_count": 6}
    summary = dumps.landed(tmp_path, {"page.json": json.dumps(_page(post, meta={}))})
    columns = "impressions, likes, reposts, replies, quotes, clicks, saves"
    assert dumps.table(summary, "post_metrics", columns) == [(90, 3, 1, 2, 4, 8, 6)]


def test_a_long_post_gives_the_text_of_its_note(tmp_path: Path) -> None:
    note = {"text": "the whole note", "entities": {"hashtags": [{"tag": "jam"}]}}
    page = _page(_post(1, 10, note_tweet=note), meta={})
    summary = dumps.landed(tmp_path, {"page.json": json.dumps(page)})
    assert dumps.table(summary, "posts", "text, hashtags") == [("the whole note", ["jam"])]


def test_a_flattened_post_brings_its_author_and_its_references(tmp_path: Path) -> None:
    original = _post(5, 50) | {"type": "retweeted", "author": _user(50)}
    line = _post(1, 10) | {
        "author": _user(10),
        "referenced_tweets": [original],
        "entities": {"mentions": [{"username": "User50", **_user(50)}]},
    }
    summary = dumps.landed(tmp_path, {"flat.jsonl": json.dumps(line) + "\n"})
    columns = "post_id, account_id, repost_of_post_id, repost_of_account_id, mentions, _is_embedded"
    assert dumps.table(summary, "posts", columns) == [
        ("1", "10", "5", "50", ["50"], False),
        ("5", "50", None, None, None, True),
    ]
    assert set(dumps.table(summary, "accounts", "account_id, followers_count")) == {
        ("10", 10),
        ("50", 50),
    }


def test_one_post_a_page_as_streams_write_them_is_read(tmp_path: Path) -> None:
    page = {"data": _post(1, 10), "includes": {"users": [_user(10)]}, "matching_rules": []}
    summary = dumps.landed(tmp_path, {"stream.jsonl": json.dumps(page) + "\n"})
    assert dumps.table(summary, "posts", "post_id, account_id") == [("1", "10")]


def test_pages_of_errors_counts_lists_and_compliance_lines_are_told(tmp_path: Path) -> None:
    files = {
        "errors.json": json.dumps({"errors": [{"title": "Not Found Error", "type": "about:x"}]}),
        "problem.json": json.dumps(
            {"title": "Invalid", "detail": "bad", "type": "t", "status": 400}
        ),
        "counts.json": json.dumps(
            {"data": [{"start": NOON, "end": NOON, "tweet_count": 3}], "meta": {"total": 3}}
        ),
        "lists.json": json.dumps(
            {"data": [{"id": "1", "name": "a", "member_count": 2, "owner_id": "3"}], "meta": {}}
        ),
        "compliance.jsonl": json.dumps(
            {"id": "1", "action": "protect", "created_at": NOON, "reason": "protected"}
        ),
        "nothing.json": json.dumps({"meta": {"result_count": 0}}),
    }
    summary = dumps.landed(tmp_path, files)
    assert {file.path: (file.format, file.rows_read, file.notes) for file in summary.files} == {
        "errors.json": ("x-v2", 0, "1 pages with errors"),
        "problem.json": ("x-v2", 0, None),
        "counts.json": ("x-v2", 0, "1 counts ignored"),
        "lists.json": ("x-v2", 0, "1 lists ignored"),
        "compliance.jsonl": ("x-v2", 0, "1 compliance lines other than deletes left out"),
        "nothing.json": ("x-v2", 0, None),
    }


def test_pages_of_users_are_accounts(tmp_path: Path) -> None:
    page = {"data": [_user(10), _user(20)], "meta": {"result_count": 2}}
    summary = dumps.landed(tmp_path, {"followers.json": json.dumps(page, indent=1)})
    columns = "account_id, handle, display_name, followers_count, following_count, posts_count"
    assert dumps.table(summary, "accounts", columns) == [
        ("10", "User10", "Name 10", 10, 5, 7),
        ("20", "User20", "Name 20", 20, 5, 7),
    ]


def test_a_user_in_a_page_that_tells_no_time_is_quarantined(tmp_path: Path) -> None:
    page = {"data": [{"id": "1", "username": "a", "name": "A"}], "meta": {}}
    summary = dumps.landed(tmp_path, {"users.json": json.dumps(page)})
    assert dumps.table(summary, "quarantine", "stream, line, byte_offset, reason") == [
        ("accounts", 1, 0, "'observed_at' is missing")
    ]


def test_a_bad_post_of_a_page_does_not_take_the_page_with_it(tmp_path: Path) -> None:
    page = _page(_post(1, 10), _post(2, 10, created_at="soon"), meta={})
    summary = dumps.landed(tmp_path, {"pages.jsonl": json.dumps(page) + "\n{cut\n"})
    assert dumps.table(summary, "posts", "post_id") == [("1",)]
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (1, "'created_at' is \"soon\", not a time (ISO-8601 or epoch ms)"),
        (2, "the line is not valid JSON (cut off or corrupt)"),
    ]
    shown = dumps.table(summary, "quarantine", "raw_text")
    assert any('"id":"2"' in text and '"id":"1"' not in text for (text,) in shown)


def test_a_compliance_line_that_says_delete_takes_its_post_back(tmp_path: Path) -> None:
    notice = {"id": "1", "action": "delete", "created_at": NOON, "reason": "deleted"}
    redacted = notice | {"id": "2", "redacted_at": "2026-01-05T06:00:00.000Z"}
    text = json.dumps(notice) + "\n" + json.dumps(redacted) + "\n"
    summary = dumps.landed(tmp_path, {"compliance.jsonl": text})
    assert dumps.table(summary, "deletions", "platform, post_id, occurred_at") == [
        ("x", "1", None),
        ("x", "2", dumps.at(2026, 1, 5, 6)),
    ]
