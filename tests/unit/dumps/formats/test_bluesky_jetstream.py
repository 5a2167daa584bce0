"""Events of Jetstream become rows by the collection they write to, and by two clocks."""

import json
from pathlib import Path
from typing import Any

from tests.unit.dumps import dumps

ANN, BEN, EVE = "did:plc:ann", "did:plc:ben", "did:web:eve.example"
# 2026-07-04T12:00:00.123456Z in microseconds, and how its day is written.
NOON_US = 1_783_166_400_123_456
NOON = dumps.at(2026, 7, 4, 12, 0, 0, 123_456)
NO_EVENT = (
    "no event of Jetstream: expected 'did', 'time_us' (epoch microseconds), and 'kind' commit "
    "(create, update or delete of a record), identity or account; of a repost, the post in "
    "'subject'"
)
POST = f"at://{BEN}/app.bsky.feed.post/p1"


def _commit(
    collection: str, rkey: str, record: dict[str, Any] | None, **more: Any
) -> dict[str, Any]:
    operation = more.pop("operation", "create" if record is not None else "delete")
    commit = {"rev": "r", "operation": operation, "collection": collection, "rkey": rkey}
    if record is not None:
        commit |= {"cid": "c", "record": {"$type": collection} | record}
    return {"did": ANN, "time_us": NOON_US, "kind": "commit", "commit": commit} | more


def _post(rkey: str, **record: Any) -> dict[str, Any]:
    told = {"createdAt": "2026-07-04T12:00:00Z", "text": "tea", "langs": ["en", "de"]}
    return _commit("app.bsky.feed.post", rkey, told | record)


def _feature(kind: str, **value: str) -> dict[str, Any]:
    return {
        "index": {"byteStart": 0, "byteEnd": 3},
        "features": [{"$type": f"app.bsky.richtext.facet#{kind}"} | value],
    }


def _landed(tmp_path: Path, *events: dict[str, Any]) -> Any:
    return dumps.landed(tmp_path, {"events.jsonl": dumps.ndjson(events)})


def test_a_post_gives_its_facets_card_and_the_post_that_it_answers(tmp_path: Path) -> None:
    post = _post(
        "p9",
        tags=["outside"],
        facets=[
            _feature("tag", tag="Tea"),
            _feature("mention", did=BEN),
            _feature("link", uri="https://example.org/a"),
        ],
        embed={"$type": "app.bsky.embed.external", "external": {"uri": "https://example.org/b"}},
        reply={"root": {"uri": POST, "cid": "c"}, "parent": {"uri": POST, "cid": "c"}},
    )
    summary = _landed(tmp_path, post)
    assert summary.files[0].format == "bluesky-jetstream"
    columns = (
        "platform, post_id, account_id, created_at, text, lang, hashtags, mentions, urls, "
        "reply_to_post_id, reply_to_account_id"
    )
    assert dumps.table(summary, "posts", columns) == [
        (
            "bluesky",
            f"at://{ANN}/app.bsky.feed.post/p9",
            ANN,
            dumps.at(2026, 7, 4, 12),
            "tea",
            "en",
            ["Tea", "outside"],
            [BEN],
            ["https://example.org/a", "https://example.org/b"],
            POST,
            BEN,
        )
    ]


def test_a_card_of_a_link_in_the_text_is_one_link(tmp_path: Path) -> None:
    link = "https://example.org/a"
    post = _post("p1", facets=[_feature("link", uri=link)], embed={"external": {"uri": link}})
    assert dumps.table(_landed(tmp_path, post), "posts", "urls") == [([link],)]


def test_a_quoted_post_is_a_quote_and_a_quoted_feed_is_none(tmp_path: Path) -> None:
    with_media = {
        "record": {"record": {"uri": POST}},
        "media": {"external": {"uri": "https://e.org"}},
    }
    feed = {"record": {"uri": f"at://{BEN}/app.bsky.feed.generator/g"}}
    posts = [
        _post("a", embed={"record": {"uri": POST, "cid": "c"}}),
        _post("b", embed=with_media),
        _post("c", embed=feed),
    ]
    summary = _landed(tmp_path, *posts)
    assert dumps.table(
        summary, "posts", "post_id[-1:], quote_of_post_id, quote_of_account_id, urls"
    ) == [
        ("a", POST, BEN, []),
        ("b", POST, BEN, ["https://e.org"]),
        ("c", None, None, []),
    ]


def test_reposts_are_posts_and_likes_and_follows_have_streams_of_their_own(tmp_path: Path) -> None:
    subject = {"subject": {"uri": POST, "cid": "c"}, "createdAt": "2026-07-04T14:00:00+02:00"}
    follow = {"subject": EVE, "createdAt": "2026-07-04T12:00:00.000Z"}
    summary = _landed(
        tmp_path,
        _commit("app.bsky.feed.repost", "r1", subject),
        _commit("app.bsky.feed.like", "l1", subject),
        _commit("app.bsky.graph.follow", "f1", follow),
    )
    noon = dumps.at(2026, 7, 4, 12)
    columns = "post_id, account_id, created_at, text, repost_of_post_id, repost_of_account_id"
    assert dumps.table(summary, "posts", columns) == [
        (f"at://{ANN}/app.bsky.feed.repost/r1", ANN, noon, None, POST, BEN)
    ]
    columns = "interaction_id, account_id, kind, post_id, target_account_id, occurred_at"
    assert dumps.table(summary, "interactions", columns) == [
        (f"at://{ANN}/app.bsky.feed.like/l1", ANN, "like", POST, BEN, noon)
    ]
    columns = "follow_id, follower_id, followed_id, action, occurred_at"
    assert dumps.table(summary, "follows", columns) == [
        (f"at://{ANN}/app.bsky.graph.follow/f1", ANN, EVE, "follow", noon)
    ]


def test_a_like_of_a_feed_is_a_like_of_the_account_that_made_it(tmp_path: Path) -> None:
    subject = {"uri": f"at://{BEN}/app.bsky.feed.generator/g", "cid": "c"}
    like = _commit(
        "app.bsky.feed.like", "l1", {"subject": subject, "createdAt": "2026-07-04T12:00:00Z"}
    )
    summary = _landed(tmp_path, like)
    assert dumps.table(summary, "interactions", "post_id, target_account_id") == [(None, BEN)]


def test_a_like_or_repost_of_nothing_is_quarantined(tmp_path: Path) -> None:
    told = {"createdAt": "2026-07-04T12:00:00Z"}
    summary = _landed(
        tmp_path,
        _commit("app.bsky.feed.like", "l1", told | {"subject": "{oops"}),
        _commit("app.bsky.feed.repost", "r1", told | {"subject": BEN}),
    )
    assert dumps.table(summary, "quarantine", "line, stream, reason") == [
        (1, "interactions", "one of 'post_id' or 'target_account_id' must be given"),
        (2, "posts", NO_EVENT),
    ]
    assert dumps.table(summary, "posts", "post_id") == []


def test_a_client_is_believed_within_a_day_of_the_server_and_no_further(tmp_path: Path) -> None:
    summary = _landed(
        tmp_path,
        _post("a offset", createdAt="2026-07-04T21:00:00.5+09:00"),
        _post("b future", createdAt="2026-07-05T12:00:01Z"),
        _post("c imported", createdAt="2019-01-01T00:00:00Z"),
        _post("d unreadable", createdAt="yesterday"),
        _post("e missing", createdAt=None),
        _post("f a day ahead", createdAt="2026-07-05T12:00:00Z"),
    )
    assert dumps.table(summary, "posts", "split_part(post_id, '/', 5), created_at") == [
        ("a offset", dumps.at(2026, 7, 4, 12, 0, 0, 500_000)),
        ("b future", NOON),
        ("c imported", NOON),
        ("d unreadable", NOON),
        ("e missing", NOON),
        ("f a day ahead", dumps.at(2026, 7, 5, 12)),
    ]
    assert summary.files[0].notes == (
        "4 events dated by the server: the client's time is missing or over a day away"
    )


def test_deletes_take_back_what_their_collection_says(tmp_path: Path) -> None:
    collections = ("feed.post", "feed.repost", "feed.like", "graph.follow")
    deletes = [_commit(f"app.bsky.{name}", "k", None) for name in collections]
    summary = _landed(tmp_path, *deletes, _commit("app.bsky.actor.profile", "self", None))
    columns = "post_id, interaction_id, follow_id, account_id, occurred_at"
    assert dumps.table(summary, "deletions", columns) == [
        (f"at://{ANN}/app.bsky.feed.post/k", None, None, ANN, NOON),
        (f"at://{ANN}/app.bsky.feed.repost/k", None, None, ANN, NOON),
        (None, f"at://{ANN}/app.bsky.feed.like/k", None, ANN, NOON),
        (None, None, f"at://{ANN}/app.bsky.graph.follow/k", ANN, NOON),
    ]
    assert summary.files[0].notes == "1 deletes of profiles left out"


def test_an_updated_post_is_told_as_it_is_now(tmp_path: Path) -> None:
    record = {"text": "now", "createdAt": "2026-07-04T12:00:00Z"}
    update = _commit("app.bsky.feed.post", "p1", record, operation="update")
    assert dumps.table(_landed(tmp_path, update), "posts", "text") == [("now",)]


def test_identities_and_profiles_are_observations_of_accounts(tmp_path: Path) -> None:
    envelope = {"did": ANN, "time_us": NOON_US}
    identity = {"kind": "identity", "identity": {"did": ANN, "handle": "ann.example", "seq": 1}}
    state = {"kind": "account", "account": {"active": False, "status": "deactivated", "did": ANN}}
    profile = _commit("app.bsky.actor.profile", "self", {"displayName": "Ann"}, did=BEN)
    summary = _landed(tmp_path, envelope | identity, envelope | state, profile)
    columns = "account_id, observed_at, handle, display_name"
    assert dumps.table(summary, "accounts", columns) == [
        (ANN, NOON, "ann.example", None),
        (BEN, NOON, None, "Ann"),
    ]
    assert summary.files[0].notes == "1 changes of an account's state read and left out"


def test_other_collections_are_counted_whatever_their_records_hold(tmp_path: Path) -> None:
    block = {"subject": BEN, "createdAt": "2026-07-04T12:00:00Z"}
    strange = {"text": {"rich": True}, "langs": "en", "facets": "none", "reply": 3, "embed": ["x"]}
    summary = _landed(
        tmp_path,
        _commit("app.bsky.graph.block", "b1", block),
        _commit("app.bsky.graph.block", "b0", None),
        _commit("org.example.note", "n1", strange),
    )
    outcome = summary.files[0]
    assert (outcome.rows_read, outcome.rows_quarantined) == (0, 0)
    assert outcome.notes == (
        "3 writes to other collections (blocks, lists, statuses) read and left out"
    )


def test_what_is_no_event_is_quarantined_with_its_reason(tmp_path: Path) -> None:
    unknown = {"did": ANN, "time_us": NOON_US, "kind": "weather"}
    undated = _commit("app.bsky.feed.like", "l1", {"subject": {"uri": POST}}) | {"time_us": "soon"}
    nameless = _post("p1")
    del nameless["commit"]["rkey"]
    lines = [json.dumps(event) for event in (_post("p2"), unknown, undated, nameless)]
    summary = dumps.landed(tmp_path, {"events.jsonl": "\n".join([*lines, lines[0][:90], ""])})
    assert dumps.table(summary, "quarantine", "line, stream, reason") == [
        (2, "posts", NO_EVENT),
        (3, "posts", NO_EVENT),
        (4, "posts", "'post_id' is missing"),
        (5, "posts", "the line is not valid JSON (cut off or corrupt)"),
    ]
    assert dumps.table(summary, "posts", "split_part(post_id, '/', 5)") == [("p2",)]


def test_a_repository_and_the_list_of_its_records_are_refused_by_name(tmp_path: Path) -> None:
    car = b"\x3a\xa2eroots\x81\xd8\x2aX%\x00\x01q\x12\x20" + bytes(range(32)) + b"gversion\x01"
    listed = "app.bsky.feed.like/3kabc\tbafyreiabc\napp.bsky.feed.post/3kabd\tbafyreiabd\n"
    summary = dumps.landed(tmp_path, {"repo.car": car, "records.tsv": listed})
    reasons = {file.path: file.reason or "" for file in summary.files}
    assert reasons["repo.car"].startswith("this is a Bluesky repository (CAR; ")
    assert reasons["records.tsv"].startswith("this is a list of a Bluesky repository's records ")
