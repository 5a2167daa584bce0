"""The archive of a Mastodon account: activities become posts, and what is not public stays out."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.dumps import dumps

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ANN = "https://tea.example/users/ann"
BEN = "https://other.example/users/ben"
PARENT = f"{BEN}/statuses/7"
NOON = dumps.at(2026, 1, 1, 12)


def _activity(number: int, kind: str, subject: Any, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"{ANN}/statuses/{number}/activity",
        "type": kind,
        "actor": ANN,
        "published": "2026-01-01T12:00:00Z",
        "to": [PUBLIC],
        "cc": [f"{ANN}/followers"],
        "object": subject,
    } | fields


def _note(number: int, content: str = "<p>tea</p>", **fields: Any) -> dict[str, Any]:
    return {
        "id": f"{ANN}/statuses/{number}",
        "type": "Note",
        "summary": None,
        "inReplyTo": None,
        "content": content,
        "contentMap": {"en": content},
        "tag": [],
    } | fields


def _outbox(*activities: dict[str, Any], indent: int | None = None) -> str:
    envelope = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "outbox.json",
        "type": "OrderedCollection",
        "totalItems": 99,
        "orderedItems": list(activities),
    }
    return json.dumps(envelope, indent=indent)


@pytest.mark.parametrize("indent", [None, 1])
def test_a_reply_gives_text_tags_mentions_and_the_links_that_are_neither(
    tmp_path: Path, indent: int | None
) -> None:
    content = (
        '<p><span class="h-card"><a href="https://other.example/@ben" class="u-url mention">@ben'
        "</a></span> a &amp; b<br>c</p><p>"
        '<a href="https://example.org/?x=1&amp;y=2" target="_blank" rel="nofollow"><span '
        'class="invisible">https://</span>example.org</a> '
        '<a href="https://tea.example/tags/tea" class="mention hashtag" rel="tag">#tea</a></p>'
    )
    tags = [
        {"type": "Mention", "href": BEN, "name": "@ben@other.example"},
        {"type": "Hashtag", "href": "https://tea.example/tags/tea", "name": "#tea"},
    ]
    note = _note(1, content, tag=tags, inReplyTo=PARENT, summary="brewing")
    text = _outbox(_activity(1, "Create", note), indent=indent)
    summary = dumps.landed(tmp_path, {"outbox.json": text})
    assert summary.files[0].format == "mastodon-archive"
    columns = (
        "platform, post_id, account_id, created_at, lang, hashtags, mentions, urls, "
        "reply_to_post_id, reply_to_account_id"
    )
    assert dumps.table(summary, "posts", columns) == [
        (
            "mastodon",
            f"{ANN}/statuses/1",
            ANN,
            NOON,
            "en",
            ["tea"],
            [BEN],
            ["https://example.org/?x=1&y=2"],
            PARENT,
            BEN,
        )
    ]
    ((told,),) = dumps.table(summary, "posts", "text")
    assert told.split() == ["brewing", "@ben", "a", "&", "b", "c", "https://example.org", "#tea"]
    assert told.startswith("brewing\n")


def test_a_boost_is_a_repost_under_the_id_of_its_activity(tmp_path: Path) -> None:
    boosts = [
        _activity(1, "Announce", PARENT),
        _activity(2, "Announce", {"id": "https://blog.example/objects/5", "type": "Note"}),
    ]
    summary = dumps.landed(tmp_path, {"outbox.json": _outbox(*boosts)})
    columns = "post_id, account_id, repost_of_post_id, repost_of_account_id"
    assert dumps.table(summary, "posts", columns) == [
        (f"{ANN}/statuses/1/activity", ANN, PARENT, BEN),
        (f"{ANN}/statuses/2/activity", ANN, "https://blog.example/objects/5", None),
    ]


def test_a_quoted_post_is_named(tmp_path: Path) -> None:
    outbox = _outbox(_activity(1, "Create", _note(1, quote=PARENT)))
    summary = dumps.landed(tmp_path, {"outbox.json": outbox})
    assert dumps.table(summary, "posts", "quote_of_post_id, quote_of_account_id") == [(PARENT, BEN)]


def test_what_is_not_addressed_to_the_public_is_counted_and_left_out(tmp_path: Path) -> None:
    unlisted = _activity(1, "Create", _note(1), to=[f"{ANN}/followers"], cc=[PUBLIC])
    followers = _activity(2, "Create", _note(2), to=[f"{ANN}/followers"], cc=[])
    direct = _activity(3, "Create", _note(3), to=[BEN], cc=[])
    own = _activity(4, "Announce", f"{ANN}/statuses/2", to=[f"{ANN}/followers"], cc=[])
    summary = dumps.landed(tmp_path, {"outbox.json": _outbox(unlisted, followers, direct, own)})
    assert dumps.table(summary, "posts", "post_id") == [(f"{ANN}/statuses/1",)]
    outcome = summary.files[0]
    assert outcome.notes == "3 activities left out: they are not addressed to the public"
    assert outcome.rows_quarantined == 0


def test_deletes_and_undone_boosts_are_deletions(tmp_path: Path) -> None:
    tombstone = {"id": f"{ANN}/statuses/1", "type": "Tombstone"}
    undone = {"id": f"{ANN}/statuses/2/activity", "type": "Announce", "object": PARENT}
    outbox = _outbox(_activity(8, "Delete", tombstone), _activity(9, "Undo", undone))
    summary = dumps.landed(tmp_path, {"outbox.json": outbox})
    assert dumps.table(summary, "deletions", "post_id, account_id, occurred_at") == [
        (f"{ANN}/statuses/1", ANN, NOON),
        (f"{ANN}/statuses/2/activity", ANN, NOON),
    ]


def test_what_is_no_activity_is_quarantined(tmp_path: Path) -> None:
    outbox = _outbox(
        _activity(1, "Create", _note(1)),
        _activity(2, "Create", _note(2), published="soon"),
        _activity(3, "Dance", _note(3)),
        _activity(4, "Create", {"type": "Note"}),
        _activity(5, "Create", "a text"),
        _activity(6, "Announce", None),
    )
    summary = dumps.landed(tmp_path, {"outbox.json": outbox})
    reason = (
        "no activity of an account: expected 'type' Create, Announce, Delete or Undo, and "
        "'object' with its id"
    )
    assert dumps.table(summary, "quarantine", "stream, reason") == [
        ("posts", "'created_at' is \"soon\", not a time (ISO-8601 or epoch ms)"),
        ("posts", reason),
        ("posts", reason),
        ("posts", reason),
        ("posts", reason),
    ]
    assert dumps.table(summary, "posts", "post_id") == [(f"{ANN}/statuses/1",)]


def test_the_actor_beside_is_an_account_known_since_before_all_else(tmp_path: Path) -> None:
    actor = {
        "@context": ["https://www.w3.org/ns/activitystreams"],
        "id": ANN,
        "type": "Person",
        "preferredUsername": "ann",
        "name": "Ann",
        "published": "2022-11-01T00:00:00Z",
        "outbox": "outbox.json",
    }
    summary = dumps.landed(tmp_path, {"actor.json": json.dumps(actor, indent=2)})
    columns = "account_id, observed_at, handle, display_name, created_at, is_automated"
    assert dumps.table(summary, "accounts", columns) == [
        (ANN, dumps.at(1990, 1, 1), "ann@tea.example", "Ann", dumps.at(2022, 11, 1), False)
    ]


def test_liked_posts_without_times_are_refused_with_the_reason(tmp_path: Path) -> None:
    likes = {"@context": "x", "type": "OrderedCollection", "orderedItems": [PARENT]}
    summary = dumps.landed(tmp_path, {"likes.json": json.dumps(likes)})
    assert summary.files[0].status == "quarantined"
    assert summary.files[0].reason == (
        "a Mastodon list of posts (likes or bookmarks) that tells no time of any of them; an act "
        "without a time cannot be placed, so leave the file out"
    )
