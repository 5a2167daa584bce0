"""Collectors' tables of Bluesky: what is undated, what is anonymous, and what is whole."""

from pathlib import Path

import pytest

from tests.unit.dumps import dumps

BEFORE_ALL = dumps.at(1990, 1, 1)
URI = "at://did:plc:ann/app.bsky.feed.post/p1"
ENGAGEMENT = (
    "uri,author_handle,created_at,is_repost,is_reply,reply_count,like_count,repost_count,"
    "quote_count,account,collected_at\n"
)


def test_accounts_and_follows_are_known_since_before_all_else(tmp_path: Path) -> None:
    files = {
        "nodes.csv": "did,handle,followers_count,follows_count,posts_count,community\n"
        "did:plc:ann,ann.example,10,5,7,2\n",
        "list.csv": "did,handle,display_name,created_at\n"
        "did:plc:ben,ben.example,Ben,2024-05-01T00:00:00.000Z\n",
        "edges.csv": "source_did,target_did\ndid:plc:ann,did:plc:ben\n",
    }
    summary = dumps.landed(tmp_path, files)
    assert {file.format for file in summary.files} == {"bluesky-tables"}
    columns = (
        "account_id, observed_at, handle, display_name, created_at, followers_count, "
        "following_count, posts_count"
    )
    assert dumps.table(summary, "accounts", columns) == [
        ("did:plc:ann", BEFORE_ALL, "ann.example", None, None, 10, 5, 7),
        ("did:plc:ben", BEFORE_ALL, "ben.example", "Ben", dumps.at(2024, 5, 1), None, None, None),
    ]
    columns = "follower_id, followed_id, occurred_at, action"
    assert dumps.table(summary, "follows", columns) == [
        ("did:plc:ann", "did:plc:ben", BEFORE_ALL, "follow")
    ]
    undated = "the table does not say when it was made: known since before all else"
    assert {file.notes for file in summary.files} == {undated}


def test_counters_of_posts_are_seen_when_they_were_collected(tmp_path: Path) -> None:
    row = f"{URI},ann.example,2026-01-01T12:00:00.5Z,False,True,1,2,3,4,ann.example,"
    row += "2026-02-01T00:00:00+01:00\n"
    summary = dumps.landed(tmp_path, {"engagement.csv": ENGAGEMENT + row})
    seen = dumps.at(2026, 1, 31, 23)
    assert dumps.table(summary, "posts", "post_id, account_id, created_at, _is_embedded") == [
        (URI, "did:plc:ann", dumps.at(2026, 1, 1, 12, 0, 0, 500_000), False)
    ]
    columns = "post_id, observed_at, likes, reposts, replies, quotes"
    assert dumps.table(summary, "post_metrics", columns) == [(URI, seen, 2, 3, 1, 4)]
    assert dumps.table(summary, "accounts", "account_id, observed_at, handle") == [
        ("did:plc:ann", seen, "ann.example")
    ]
    assert summary.files[0].notes == "1 replies that do not name what they answer"


def test_a_repost_in_a_feed_is_a_row_of_its_original(tmp_path: Path) -> None:
    row = f"{URI},ann.example,2026-01-01T12:00:00Z,True,False,0,0,0,0,ben.example,"
    row += "2026-02-01T00:00:00Z\n"
    summary = dumps.landed(tmp_path, {"engagement.csv": ENGAGEMENT + row})
    assert dumps.table(summary, "posts", "account_id, repost_of_post_id, _is_embedded") == [
        ("did:plc:ann", None, True)
    ]
    assert summary.files[0].notes == "1 reposts left out: their own time and id are not told"


def test_a_post_whose_uri_names_no_account_is_quarantined(tmp_path: Path) -> None:
    row = (
        "p1,ann.example,2026-01-01T12:00:00Z,False,False,0,0,0,0,ann.example,2026-02-01T00:00:00Z\n"
    )
    summary = dumps.landed(tmp_path, {"engagement.csv": ENGAGEMENT + row})
    assert dumps.table(summary, "quarantine", "stream, line, reason") == [
        ("accounts", 2, "'account_id' is missing"),
        ("posts", 2, "'account_id' is missing"),
    ]


@pytest.mark.parametrize(
    ("table", "note"),
    [
        (
            "liker_index,indexed_at,hours_since_post,collected_at\n0,2026-01-01,0.5,2026-01-02\n",
            "1 likes left out: they name neither who liked nor what",
        ),
        (
            "author_hash,timestamp,lang,is_reply,has_embed,has_image\nab,2026-01-01,en,True,No,No\n",
            "1 posts left out: their authors are hashed and they have no id",
        ),
        (
            "second,app.bsky.feed.like,app.bsky.feed.post\n2026-01-01 00:00:00+00:00,5,6\n",
            "1 counts by second left out: they name nobody",
        ),
    ],
)
def test_tables_that_name_nobody_are_counted(tmp_path: Path, table: str, note: str) -> None:
    summary = dumps.landed(tmp_path, {"part.csv": table})
    outcome = summary.files[0]
    assert (outcome.status, outcome.format, outcome.rows_read) == ("landed", "bluesky-tables", 0)
    assert outcome.notes == note
