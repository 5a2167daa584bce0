"""The quarantine is read again after a fix; here the fix is that a day has come.

Rows dated after the landing are refused, and are good when the landing is later. What is then
released must be what landing the whole file later would have given.
"""

import json
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from influence.dumps import recognition
from influence.dumps.contract import STREAMS
from influence.dumps.landing import LandingSummary, land
from influence.dumps.requeue import Requeued, requeue
from influence.dumps.store import Store
from influence.errors import DumpError, DumpSchemaError
from tests.unit.dumps import dumps, packed

LATER = dumps.LOADED_AT + timedelta(days=40)
SOON = "2026-12-20"
POST = {"platform": "x", "post_id": "1", "account_id": "2", "created_at": "2026-01-01T00:00:00Z"}


def _posts(*created: str) -> list[dumps.Row]:
    return [POST | {"post_id": str(at), "created_at": day} for at, day in enumerate(created)]


def _tweet(number: int, created: str, author: str = "Sat Aug 10 11:00:00 +0000 2013") -> str:
    user = {"id_str": f"1{number}", "screen_name": "a", "created_at": author}
    tweet = {"id_str": f"{number}", "created_at": created, "text": "t", "user": user}
    return json.dumps(tweet)


def _v2_page(*created: str) -> str:
    posts = [
        {
            "id": f"{1000 + at}",
            "author_id": "7",
            "text": "t",
            "created_at": day,
            "edit_history_tweet_ids": ["1"],
        }
        for at, day in enumerate(created)
    ]
    return json.dumps({"data": posts, "meta": {"result_count": len(posts)}})


OLD, DUE, BAD = "2026-01-01T00:00:00.000Z", f"{SOON}T00:00:00.000Z", "yesterday"
TWITTER_OLD, TWITTER_DUE = "Sat Aug 10 11:00:00 +0000 2013", "Sun Dec 20 00:00:00 +0000 2026"
CSV = (
    "platform,post_id,account_id,created_at,text\n"
    f"x,1,a,{OLD},fine\n"
    f'x,2,a,{DUE},"due, with\ntwo ""lines"""\n'
    f'x,3,a,{BAD},"stays\nbad"\n'
    f"x,4,a,{DUE},due\n"
    'x,5,a,2026-01-01,"never closed'
)
FILES: dict[str, str] = {
    "posts.ndjson": dumps.ndjson(_posts(OLD, DUE, BAD, DUE)).decode() + '{"cut\n',
    "posts.csv": CSV,
    "posts.json": json.dumps(_posts(OLD, DUE, BAD, DUE), indent=1),
    "stream.json": "\n".join(
        [
            _tweet(1, TWITTER_OLD),
            _tweet(2, TWITTER_DUE),
            # Good as a post, and its author is not; and the other way round.
            _tweet(3, TWITTER_OLD, TWITTER_DUE),
            _tweet(4, BAD),
            "{cut",
        ]
    ),
    "pages.jsonl": "\n".join([_v2_page(OLD, DUE), _v2_page(OLD, BAD, DUE)]),
}


def _state(summary: LandingSummary) -> Mapping[str, list[tuple[Any, ...]]]:
    """All that a store holds, without the times of its landings."""
    store = summary.store
    found = {name: dumps.table(summary, name, "* EXCLUDE (_loaded_at)") for name in STREAMS}
    found["receipts"] = dumps.table(summary, "receipts", "* EXCLUDE (loaded_at)")
    found["quarantine"] = dumps.table(summary, "quarantine", "* EXCLUDE (loaded_at)")
    assert not (store / "_staging").exists()
    assert not list(store.glob("_amendments/*"))
    return found


def _summary(tmp_path: Path) -> LandingSummary:
    return LandingSummary("", (tmp_path / "raw" / "current").resolve(), [], "")


def _requeue(tmp_path: Path) -> list[Requeued]:
    return requeue(tmp_path / "dump", tmp_path / "raw", loaded_at=LATER)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("is_gone", [False, True])
def test_what_is_released_is_what_landing_the_file_later_gives(
    tmp_path: Path, name: str, is_gone: bool
) -> None:
    fresh = dumps.landed(tmp_path / "fresh", {name: FILES[name]}, loaded_at=LATER)
    first = dumps.landed(tmp_path, {name: FILES[name]})
    refused = len(dumps.table(first, "quarantine"))
    if is_gone:
        (tmp_path / "dump" / name).unlink()
    [again] = _requeue(tmp_path)
    still = len(dumps.table(fresh, "quarantine"))
    assert again.path == name
    assert again.refused == still < refused
    assert again.released == fresh.files[0].rows_landed - first.files[0].rows_landed > 0
    assert again.reason is None
    assert _state(_summary(tmp_path)) == _state(fresh)


@pytest.mark.parametrize("is_gone", [False, True])
def test_reading_the_quarantine_twice_is_reading_it_once(tmp_path: Path, is_gone: bool) -> None:
    dumps.landed(tmp_path, FILES)
    if is_gone:
        for name in FILES:
            (tmp_path / "dump" / name).unlink()
    first = _requeue(tmp_path)
    state = _state(_summary(tmp_path))
    second = _requeue(tmp_path)
    assert [requeued.released for requeued in second] == [0] * len(second)
    assert {again.path: again.refused for again in second} == {
        again.path: again.refused for again in first if again.refused
    }
    assert _state(_summary(tmp_path)) == state
    receipts = dumps.table(
        _summary(tmp_path), "receipts", "rows_read, rows_landed, rows_quarantined"
    )
    assert all(read == landed + quarantined for read, landed, quarantined in receipts)


def test_a_dump_that_is_gone_as_a_whole_is_read_from_its_raw_text(tmp_path: Path) -> None:
    fresh = dumps.landed(tmp_path / "fresh", FILES, loaded_at=LATER)
    dumps.landed(tmp_path, FILES)
    shutil.rmtree(tmp_path / "dump")
    assert {again.path for again in _requeue(tmp_path)} == FILES.keys()
    assert _state(_summary(tmp_path)) == _state(fresh)


def test_a_member_of_an_archive_is_read_again_from_it_and_without_it(tmp_path: Path) -> None:
    archive = packed.zipped({"posts.ndjson": FILES["posts.ndjson"]})
    fresh = dumps.landed(tmp_path / "fresh", {"a.zip": archive}, loaded_at=LATER)
    for is_gone in (False, True):
        home = tmp_path / str(is_gone)
        dumps.landed(home, {"a.zip": archive})
        if is_gone:
            (home / "dump" / "a.zip").unlink()
        [again] = _requeue(home)
        assert (again.path, again.released) == ("a.zip/posts.ndjson", 2)
        assert _state(_summary(home)) == _state(fresh)


def test_a_failed_and_a_refused_file_are_read_again_where_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = dumps.ndjson(_posts(*[OLD] * 18, DUE, DUE))
    with monkeypatch.context() as patch:

        def refuse(*_: object) -> None:
            raise DumpSchemaError("not known yet")

        patch.setattr(recognition, "recognise", refuse)
        dumps.landed(tmp_path, {"refused.ndjson": dumps.ndjson(_posts(OLD))})
    dumps.landed(tmp_path, {"failed.ndjson": failed})
    assert {again.path: (again.released, again.refused) for again in _requeue(tmp_path)} == {
        "failed.ndjson": (20, 0),
        "refused.ndjson": (1, 0),
    }
    assert len(dumps.table(_summary(tmp_path), "posts")) == 21


def test_what_is_refused_again_is_told_with_its_reason(tmp_path: Path) -> None:
    dumps.landed(tmp_path, {"diary.txt": "Dear diary\n", "topics.csv": "topic\ntea\n"})
    [again] = _requeue(tmp_path)
    assert (again.path, again.released, again.refused) == ("diary.txt", 0, 0)
    assert "this is plain text" in (again.reason or "")


def test_records_of_parquet_need_the_file(tmp_path: Path) -> None:
    rows = [{**POST, "created_at": LATER - timedelta(days=days)} for days in (1, 100)]
    content = dumps.parquet(STREAMS["posts"], rows)
    dumps.landed(tmp_path, {"posts.parquet": content})
    (tmp_path / "dump" / "posts.parquet").unlink()
    [again] = _requeue(tmp_path)
    assert (again.released, again.refused) == (0, 1)
    assert again.reason == "its records cannot be read without the file; drop the file again"


def test_a_record_whose_text_is_not_whole_stays_in_the_quarantine(tmp_path: Path) -> None:
    rows = [*_posts(OLD, DUE), POST | {"post_id": "9", "created_at": DUE, "text": "x" * 70_000}]
    dumps.landed(tmp_path, {"posts.ndjson": dumps.ndjson(rows)})
    (tmp_path / "dump" / "posts.ndjson").unlink()
    [again] = _requeue(tmp_path)
    assert (again.released, again.refused) == (1, 1)
    summary = _summary(tmp_path)
    assert dumps.table(summary, "quarantine", "line") == [(3,)]
    assert dumps.table(summary, "posts", "post_id") == [("0",), ("1",)]


def test_bytes_that_another_path_still_holds_are_read_from_there(tmp_path: Path) -> None:
    content = dumps.ndjson(_posts(OLD, DUE))
    dumps.landed(tmp_path, {"a.ndjson": content, "b.ndjson": content})
    (tmp_path / "dump" / "a.ndjson").unlink()
    assert sum(again.released for again in _requeue(tmp_path)) == 1
    assert len(dumps.table(_summary(tmp_path), "posts")) == 2


def test_a_crash_while_rows_are_released_needs_only_another_landing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "stream.json"
    fresh = dumps.landed(tmp_path / "fresh", {name: FILES[name]}, loaded_at=LATER)
    dumps.landed(tmp_path, {name: FILES[name], "topics.csv": "topic\ntea\n"})
    (tmp_path / "dump" / name).unlink()
    with monkeypatch.context() as patch:
        patch.setattr(Store, "finish_amendments", lambda _: None)
        _requeue(tmp_path)
    amended = next((tmp_path / "raw" / "current").resolve().glob("_amendments/*"))
    # The power went when one of the files had been moved.
    first = sorted(amended.glob("*.parquet"))[0]
    shutil.move(first, Store(amended.parents[1]).file(first.stem, amended.name))
    summary = land(tmp_path / "dump", tmp_path / "raw", loaded_at=LATER)
    for stream in ("posts", "accounts"):
        columns = "* EXCLUDE (_loaded_at)"
        assert dumps.table(summary, stream, columns) == dumps.table(fresh, stream, columns)
    assert len(dumps.table(summary, "quarantine")) == len(dumps.table(fresh, "quarantine"))
    assert not list(summary.store.glob("_amendments/*"))


def test_a_file_that_comes_back_is_nothing_new(tmp_path: Path) -> None:
    content = dumps.ndjson(_posts(OLD, DUE, BAD))
    dumps.landed(tmp_path, {"a.ndjson": content, "topics.csv": "topic\ntea\n"})
    (tmp_path / "dump" / "a.ndjson").unlink()
    _requeue(tmp_path)
    summary = dumps.landed(tmp_path, {"a.ndjson": content}, loaded_at=LATER)
    assert {file.path: file.status for file in summary.files}["a.ndjson"] == "unchanged"
    assert len(dumps.table(summary, "posts")) == 2


def test_a_dump_that_was_never_landed_has_no_quarantine(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="nothing of this dump was landed yet; land it first"):
        _requeue(tmp_path)
