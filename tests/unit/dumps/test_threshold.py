"""F13 of the fault list: a file with too many bad records fails, and nothing of it is landed."""

import json
from pathlib import Path

import pytest

from influence.dumps import contract
from influence.dumps.landing import plan
from tests.unit.dumps import dumps, packed

GOOD = {
    "follows.csv": "platform,follower_id,followed_id,occurred_at,action\nx,1,2,2026-01-01,follow\n"
}
COUNTS = "stream, status, rows_read, rows_landed, rows_quarantined, entries_read, entries_refused"


def _topics(good: int, bad: int) -> bytes:
    rows: list[dumps.Row] = [{"topic": f"topic {number}", "name": "n"} for number in range(good)]
    return dumps.ndjson(rows) + b'{"name": "nameless"}\n' * bad


@pytest.mark.parametrize(
    ("good", "bad", "status"),
    [
        # 5 % of 20 is one; of 19 nothing is said; of 21 two are 9.5 %.
        (19, 1, "landed"),
        (18, 2, "failed"),
        (17, 2, "landed"),
        (1, 18, "landed"),
        (1, 19, "failed"),
        (95, 5, "landed"),
        (94, 6, "failed"),
    ],
)
def test_f13_a_file_fails_past_five_percent_of_at_least_twenty(
    tmp_path: Path, good: int, bad: int, status: str
) -> None:
    summary = dumps.landed(tmp_path, {"topics.ndjson": _topics(good, bad), **GOOD})
    outcome = summary.files[1]
    landed = good if status == "landed" else 0
    assert (outcome.status, outcome.rows_read) == (status, good + bad)
    assert (outcome.rows_landed, outcome.rows_quarantined) == (landed, good + bad - landed)
    assert len(dumps.table(summary, "topics")) == landed
    # The lines that are bad, whatever became of the others.
    assert len(dumps.table(summary, "quarantine")) == bad
    assert len(dumps.table(summary, "follows")) == 1


def test_f13_a_failed_file_tells_its_counts_and_keeps_its_bad_lines(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"topics.ndjson": _topics(36, 4), **GOOD})
    assert summary.files[1].reason == (
        "4 of 40 records were refused (10 %) and at most 5 % may be; nothing of the file was landed"
    )
    assert dumps.table(summary, "receipts", COUNTS) == [
        ("follows", "landed", 1, 1, 0, 1, 0),
        ("topics", "failed", 40, 0, 40, 40, 4),
    ]
    assert dumps.table(summary, "quarantine", "line, reason, raw_text")[0] == (
        37,
        "'topic' is missing",
        '{"name": "nameless"}',
    )


@pytest.mark.parametrize("container", ["csv", "parquet", "json"])
def test_f13_holds_in_every_container(tmp_path: Path, container: str) -> None:
    rows = [{"topic": f"topic {n}" if n >= 4 else " ", "name": "n"} for n in range(40)]
    content = {
        "csv": dumps.csv_text(rows),
        "parquet": dumps.parquet(contract.STREAMS["topics"], rows),
        "json": json.dumps(rows).encode(),
    }[container]
    summary = dumps.landed(tmp_path, {f"topics.{container}": content})
    assert summary.files[0].status == "failed"
    assert len(dumps.table(summary, "quarantine")) == 4


def test_f13_a_line_that_is_bad_in_two_streams_is_one_bad_line(tmp_path: Path) -> None:
    # Of 40 tweets two have neither a time for the post nor one for their author: 5 %.
    def tweet(number: int, moment: str) -> dict[str, object]:
        user = {"id_str": f"1{number}", "screen_name": "a", "created_at": moment}
        return {"id_str": f"{number}", "created_at": moment, "text": "t", "user": user}

    good = "Sat Aug 10 11:00:00 +0000 2013"
    lines = [tweet(n, "soon" if n < 2 else good) for n in range(40)]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    summary = dumps.landed(tmp_path, {"stream.json": text})
    assert {row[-2:] for row in dumps.table(summary, "receipts", COUNTS)} == {(40, 2)}
    assert summary.files[0].status == "landed"
    assert len(dumps.table(summary, "quarantine", "DISTINCT line")) == 2


def test_f13_bad_posts_of_pages_are_measured_by_posts_and_not_by_pages(tmp_path: Path) -> None:
    def page(number: int) -> dict[str, object]:
        posts = [
            {
                "id": f"{number}{place:02}",
                "author_id": "7",
                "text": "t",
                "created_at": "soon" if place == 0 else "2026-01-01T00:00:00.000Z",
                "edit_history_tweet_ids": [f"{number}{place:02}"],
            }
            for place in range(50)
        ]
        return {"data": posts, "meta": {"result_count": 50}}

    text = "".join(json.dumps(page(number)) + "\n" for number in range(20))
    summary = dumps.landed(tmp_path, {"pages.jsonl": text})
    # One post of fifty on every page: 2 % of the posts.
    assert summary.files[0].status == "landed"
    assert len(dumps.table(summary, "posts")) == 20 * 49


def test_a_failed_file_is_not_read_again_until_something_changes(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, {"topics.ndjson": _topics(18, 2), **GOOD})
    second = dumps.landed(tmp_path, {})
    assert [file.status for file in second.files] == ["unchanged", "unchanged"]
    assert second.fingerprint == first.fingerprint
    assert not plan(tmp_path / "dump", tmp_path / "raw")


def test_another_threshold_judges_the_file_anew(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, {"topics.ndjson": _topics(18, 2), **GOOD})
    dump, home = tmp_path / "dump", tmp_path / "raw"
    assert plan(dump, home, most_quarantined=0.2).new == ["topics.ndjson"]
    second = dumps.landed(tmp_path, {}, most_quarantined=0.2)
    assert {file.path: file.status for file in second.files}["topics.ndjson"] == "landed"
    assert len(dumps.table(second, "topics")) == 18
    assert second.fingerprint != first.fingerprint
    third = dumps.landed(tmp_path, {})
    assert {file.path: file.status for file in third.files}["topics.ndjson"] == "failed"
    assert dumps.table(third, "topics") == []
    assert third.fingerprint == first.fingerprint


def test_a_failed_file_that_was_mended_is_landed(tmp_path: Path) -> None:
    dumps.landed(tmp_path, {"topics.ndjson": _topics(18, 2), **GOOD})
    summary = dumps.landed(tmp_path, {"topics.ndjson": _topics(20, 0)})
    assert {file.path: file.status for file in summary.files}["topics.ndjson"] == "landed"
    assert dumps.table(summary, "quarantine") == []


def test_a_failed_or_refused_file_that_was_removed_is_forgotten(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, GOOD)
    dumps.landed(tmp_path, {"topics.ndjson": _topics(18, 2), "diary.txt": "Dear diary\n"})
    for name in ("topics.ndjson", "diary.txt"):
        (tmp_path / "dump" / name).unlink()
    summary = dumps.landed(tmp_path, {})
    assert dumps.table(summary, "receipts", "path, status") == [("follows.csv", "landed")]
    assert dumps.table(summary, "quarantine") == []
    assert summary.vanished == []
    assert summary.fingerprint == first.fingerprint


def test_a_member_of_an_archive_fails_alone(tmp_path: Path) -> None:
    archive = packed.zipped({"topics.ndjson": _topics(18, 2), **GOOD})
    summary = dumps.landed(tmp_path, {"export.zip": archive})
    assert {file.path: file.status for file in summary.files} == {
        "export.zip/topics.ndjson": "failed",
        "export.zip/follows.csv": "landed",
        "export.zip": "landed",
    }
