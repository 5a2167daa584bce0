"""Wrapped tweets of rumour threads land as tweets; trees and labels are counted, not lost."""

import json
from pathlib import Path
from typing import Any

from tests.unit.dumps import dumps

NOON = "Thu Jan 01 12:00:00 +0000 2026"


def _line(number: int, author: int, role: str, **fields: Any) -> dict[str, Any]:
    tweet = {
        "id_str": str(number),
        "created_at": NOON,
        "text": f"text {number}",
        "user": {"id_str": str(author), "screen_name": f"user{author}", "followers_count": 4},
        "favorite_count": 2,
        "entities": {"hashtags": [{"text": "news"}], "urls": [], "user_mentions": []},
    }
    return {"thread": "storm/1", "role": role, "tweet": tweet | fields}


def test_tweets_are_read_out_of_their_wrapper(tmp_path: Path) -> None:
    lines = (
        _line(1, 10, "source-tweet"),
        _line(
            2,
            20,
            "replies",
            in_reply_to_status_id_str="1",
            in_reply_to_user_id_str="10",
            timestamp_ms="1767268800250",
        ),
    )
    summary = dumps.landed(tmp_path, {"tweets.jsonl": dumps.ndjson(lines)})
    columns = "platform, post_id, account_id, text, hashtags, reply_to_post_id, reply_to_account_id"
    assert dumps.table(summary, "posts", columns) == [
        ("x", "1", "10", "text 1", ["news"], None, None),
        ("x", "2", "20", "text 2", ["news"], "1", "10"),
    ]
    noon, line = dumps.at(2026, 1, 1, 12), dumps.at(2026, 1, 1, 12, 0, 0, 250_000)
    assert dumps.table(summary, "post_metrics", "post_id, observed_at, likes") == [
        ("1", noon, 2),
        ("2", line, 2),
    ]
    assert dumps.table(summary, "accounts", "account_id, observed_at, followers_count") == [
        ("10", noon, 4),
        ("20", line, 4),
    ]
    assert summary.files[0].format == "rumoureval"


def test_a_repost_in_a_wrapper_gives_its_original_too(tmp_path: Path) -> None:
    original = _line(1, 10, "source-tweet")["tweet"]
    line = _line(2, 20, "replies", retweeted_status=original)
    summary = dumps.landed(tmp_path, {"tweets.jsonl": dumps.ndjson([line])})
    columns = "post_id, repost_of_post_id, repost_of_account_id, _is_embedded"
    assert dumps.table(summary, "posts", columns) == [
        ("1", None, None, True),
        ("2", "1", "10", False),
    ]


def test_a_wrapper_without_a_tweet_and_a_cut_line_are_quarantined(tmp_path: Path) -> None:
    good = json.dumps(_line(1, 10, "source-tweet"))
    empty = json.dumps({"thread": "storm/1", "role": "replies", "tweet": None})
    summary = dumps.landed(tmp_path, {"tweets.jsonl": f"{good}\n{empty}\n{good[:90]}\n"})
    assert dumps.table(summary, "quarantine", "stream, line, reason") == [
        ("posts", 2, "no tweet stands in the line"),
        ("posts", 3, "the line is not valid JSON (cut off or corrupt)"),
    ]
    assert dumps.table(summary, "posts", "post_id") == [("1",)]


def test_trees_and_labels_are_left_out_and_counted(tmp_path: Path) -> None:
    tree = {"thread": "storm/1", "structure": {"1": {"2": []}}}
    files: dict[str, bytes | str] = {
        "structure.jsonl": dumps.ndjson([tree, tree | {"thread": "storm/3"}]),
        "stances.json": json.dumps({"1": "support", "2": "deny"}),
        "truth.json": json.dumps({"1": "true", "3": "unverified"}, indent=1),
    }
    summary = dumps.landed(tmp_path, files)
    labels = "1 files of labels left out: judgements of people, not interactions"
    assert {(file.path, file.status, file.rows_read, file.notes) for file in summary.files} == {
        (
            "structure.jsonl",
            "landed",
            0,
            "2 reply trees left out: the tweets' own replies say the same",
        ),
        ("stances.json", "landed", 0, labels),
        ("truth.json", "landed", 0, labels),
    }
