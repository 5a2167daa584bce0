"""Submissions and comments of Reddit, with what was taken back, and scores below zero."""

from pathlib import Path
from typing import Any

from tests.unit.dumps import dumps

# 2026-01-01T12:00:00Z and a day later, in seconds.
NOON, LATER = 1_767_268_800, 1_767_355_200


def _submission(**fields: Any) -> dict[str, Any]:
    return {
        "id": "s1",
        "author": "ann",
        "created_utc": NOON,
        "retrieved_on": LATER,
        "subreddit": "tea",
        "title": "Green &amp; black",
        "selftext": "",
        "url": "https://example.org/a",
        "is_self": False,
        "score": 5,
        "num_comments": 3,
        "num_crossposts": 1,
    } | fields


def _comment(**fields: Any) -> dict[str, Any]:
    return {
        "id": "c1",
        "author": "ben",
        "created_utc": NOON,
        "retrieved_on": LATER,
        "subreddit": "tea",
        "link_id": "t3_s1",
        "parent_id": "t3_s1",
        "body": "fine",
        "score": 2,
    } | fields


def _landed(tmp_path: Path, *records: dict[str, Any]) -> Any:
    return dumps.landed(tmp_path, {"RS_2026-01": dumps.ndjson(records)})


def test_a_submission_is_a_post_of_its_community_with_counters(tmp_path: Path) -> None:
    summary = _landed(tmp_path, _submission())
    assert summary.files[0].format == "reddit-pushshift"
    columns = "platform, post_id, account_id, created_at, text, hashtags, urls"
    assert dumps.table(summary, "posts", columns) == [
        (
            "reddit",
            "t3_s1",
            "ann",
            dumps.at(2026, 1, 1, 12),
            "Green & black",
            ["tea"],
            ["https://example.org/a"],
        )
    ]
    columns = "post_id, observed_at, likes, replies, reposts"
    assert dumps.table(summary, "post_metrics", columns) == [
        ("t3_s1", dumps.at(2026, 1, 2, 12), 5, 3, 1)
    ]


def test_the_page_of_a_text_is_no_link_and_links_in_the_text_are(tmp_path: Path) -> None:
    text = "see [this](https://example.org/b_(c)), and https://example.org/?x=1&amp;y=2."
    own = "https://www.reddit.com/r/tea/comments/s1/"
    summary = _landed(tmp_path, _submission(is_self=True, url=own, selftext=text))
    assert dumps.table(summary, "posts", "text, urls") == [
        (
            "Green & black\n\nsee [this](https://example.org/b_(c)), and "
            "https://example.org/?x=1&y=2.",
            ["https://example.org/b_(c)", "https://example.org/?x=1&y=2"],
        )
    ]


def test_a_comment_answers_its_parent(tmp_path: Path) -> None:
    reply = _comment(id="c2", parent_id="t1_c1", created_utc=str(NOON))
    summary = _landed(tmp_path, _comment(), reply)
    columns = "post_id, account_id, created_at, text, hashtags, reply_to_post_id"
    noon = dumps.at(2026, 1, 1, 12)
    assert dumps.table(summary, "posts", columns) == [
        ("t1_c1", "ben", noon, "fine", ["tea"], "t3_s1"),
        ("t1_c2", "ben", noon, "fine", ["tea"], "t1_c1"),
    ]


def test_a_record_without_its_author_is_a_deletion_and_never_a_post(tmp_path: Path) -> None:
    gone = {"author": "[deleted]"}
    summary = _landed(
        tmp_path, _submission(**gone, selftext="[deleted]"), _comment(**gone, body="[deleted]")
    )
    assert dumps.table(summary, "posts", "post_id") == []
    columns = "platform, post_id, account_id, occurred_at"
    seen = dumps.at(2026, 1, 2, 12)
    assert dumps.table(summary, "deletions", columns) == [
        ("reddit", "t1_c1", None, seen),
        ("reddit", "t3_s1", None, seen),
    ]
    assert dumps.table(summary, "post_metrics", "post_id, likes") == [("t1_c1", 2), ("t3_s1", 5)]


def test_a_post_whose_text_was_removed_stands_without_it(tmp_path: Path) -> None:
    summary = _landed(tmp_path, _submission(selftext="[removed]"), _comment(body="[removed]"))
    assert dumps.table(summary, "posts", "post_id, account_id, text") == [
        ("t1_c1", "ben", None),
        ("t3_s1", "ann", "Green & black"),
    ]
    assert summary.files[0].notes == "2 texts removed by their community, of posts that stand"


def test_a_score_below_zero_is_no_count_of_likes(tmp_path: Path) -> None:
    summary = _landed(tmp_path, _comment(score=-4), _comment(id="c2", score=0))
    assert dumps.table(summary, "post_metrics", "post_id, likes") == [("t1_c1", None), ("t1_c2", 0)]
    outcome = summary.files[0]
    assert outcome.notes == "1 scores below zero, which are no counts of likes"
    assert outcome.rows_quarantined == 0


def test_a_crosspost_is_a_repost_that_carries_its_original(tmp_path: Path) -> None:
    original = _submission(id="s0", author="cat", subreddit="coffee", created_utc=NOON - 3600)
    crosspost = _submission(crosspost_parent="t3_s0", crosspost_parent_list=[original])
    summary = _landed(tmp_path, crosspost)
    columns = "post_id, account_id, hashtags, repost_of_post_id, repost_of_account_id, _is_embedded"
    assert dumps.table(summary, "posts", columns) == [
        ("t3_s0", "cat", ["coffee"], None, None, True),
        ("t3_s1", "ann", ["tea"], "t3_s0", "cat", False),
    ]
    assert dumps.table(summary, "post_metrics", "post_id") == [("t3_s0",), ("t3_s1",)]


def test_a_crosspost_of_what_was_taken_back_tells_so(tmp_path: Path) -> None:
    original = _submission(id="s0", author="[deleted]")
    crosspost = _submission(crosspost_parent="t3_s0", crosspost_parent_list=[original])
    summary = _landed(tmp_path, crosspost)
    columns = "post_id, repost_of_post_id, repost_of_account_id"
    assert dumps.table(summary, "posts", columns) == [("t3_s1", "t3_s0", None)]
    assert dumps.table(summary, "deletions", "post_id") == [("t3_s0",)]


def test_counters_that_do_not_say_when_are_seen_with_their_record(tmp_path: Path) -> None:
    summary = _landed(tmp_path, _comment(retrieved_on=None))
    assert dumps.table(summary, "post_metrics", "observed_at") == [(dumps.at(2026, 1, 1, 12),)]


def test_bad_records_are_quarantined_with_their_reasons(tmp_path: Path) -> None:
    bad_time = _comment(id="c2", created_utc="soon", score=None)
    summary = _landed(tmp_path, _comment(), bad_time, {"id": "x", "author": "y"})
    assert dumps.table(summary, "quarantine", "line, stream, reason") == [
        (2, "posts", "'created_at' is \"soon\", not a time (ISO-8601 or epoch ms)"),
        (
            3,
            "posts",
            "neither a submission nor a comment of Reddit: expected 'id', 'created_utc', and "
            "'title' or 'body'",
        ),
    ]
