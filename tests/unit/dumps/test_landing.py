"""Landing is idempotent, repairs itself, and adds up."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from influence.dumps import landing
from influence.dumps.formats import open_format
from influence.dumps.landing import land, plan
from influence.errors import DumpError, LandingError
from tests.unit.dumps import dumps

TOPICS = "topic,name\ntea,Tea\njam,Jam\n"
FOLLOWS = (
    "platform,follower_id,followed_id,occurred_at,action\n"
    "x,1,2,2026-01-01T00:00:00Z,follow\nx,1,3,2026-01-03T00:00:00Z,follow\n"
)


def _written(home: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder below, with when it was written and its size."""
    return {
        str(path.relative_to(home)): (path.lstat().st_mtime_ns, path.lstat().st_size)
        for path in [home, *home.rglob("*")]
    }


def test_a_second_landing_writes_nothing(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, {"topics.csv": TOPICS, "follows.csv": FOLLOWS})
    before = _written(tmp_path / "raw")

    second = land(
        tmp_path / "dump", tmp_path / "raw", loaded_at=dumps.LOADED_AT + timedelta(days=3)
    )

    assert _written(tmp_path / "raw") == before
    assert [(file.path, file.status, file.rows_landed) for file in second.files] == [
        ("follows.csv", "unchanged", 2),
        ("topics.csv", "unchanged", 2),
    ]
    assert second.fingerprint == first.fingerprint


def test_a_plan_is_false_once_everything_is_landed(tmp_path: Path) -> None:
    source, home = dumps.drop(tmp_path / "dump", {"topics.csv": TOPICS}), tmp_path / "raw"
    assert plan(source, home).new == ["topics.csv"]
    land(source, home, loaded_at=dumps.LOADED_AT)
    assert not plan(source, home)
    dumps.drop(source, {"follows.csv": FOLLOWS})
    assert plan(source, home).new == ["follows.csv"]


def test_a_touched_file_is_hashed_but_not_landed_again(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, {"topics.csv": TOPICS})
    parquet = next((first.store / "topics").glob("[0-9a-f]*.parquet"))
    written = parquet.stat().st_mtime_ns
    os.utime(tmp_path / "dump" / "topics.csv")

    second = land(tmp_path / "dump", tmp_path / "raw", loaded_at=dumps.LOADED_AT)

    assert [file.status for file in second.files] == ["unchanged"]
    assert parquet.stat().st_mtime_ns == written


def test_the_same_bytes_under_another_name_are_landed_once(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, {"topics.csv": TOPICS})
    second = dumps.landed(tmp_path, {"topics-copy.csv": TOPICS})
    assert {file.path: file.status for file in second.files} == {
        "topics.csv": "unchanged",
        "topics-copy.csv": "same_bytes",
    }
    assert second.fingerprint == first.fingerprint
    assert len(dumps.table(second, "topics")) == 2


def test_a_renamed_file_is_neither_landed_again_nor_missed(tmp_path: Path) -> None:
    dumps.landed(tmp_path, {"topics.csv": TOPICS})
    (tmp_path / "dump" / "topics.csv").rename(tmp_path / "dump" / "topics-new.csv")
    second = land(tmp_path / "dump", tmp_path / "raw", loaded_at=dumps.LOADED_AT)
    assert [file.status for file in second.files] == ["same_bytes"]
    assert second.vanished == []


def test_new_bytes_under_the_same_name_supersede_the_old(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, {"topics.csv": TOPICS})
    old = {path.stem for path in (first.store / "receipts").glob("[0-9a-f]*.parquet")}

    second = dumps.landed(tmp_path, {"topics.csv": "topic,name\ntea,Green tea\n"})

    assert dumps.table(second, "topics", "topic, name") == [("tea", "Green tea")]
    assert second.superseded == ["topics.csv"]
    assert second.fingerprint != first.fingerprint
    aside = second.store / "_superseded"
    assert {path.stem for path in (aside / "receipts").glob("*.parquet")} == old
    assert {path.stem for path in (aside / "topics").glob("*.parquet")} == old


def test_bytes_that_come_back_are_landed_again(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, {"topics.csv": TOPICS})
    dumps.landed(tmp_path, {"topics.csv": "topic\ntea\n"})
    third = dumps.landed(tmp_path, {"topics.csv": TOPICS})
    assert third.fingerprint == first.fingerprint
    assert len(dumps.table(third, "topics")) == 2


def test_replaced_bytes_stay_where_another_file_still_holds_them(tmp_path: Path) -> None:
    dumps.landed(tmp_path, {"topics-a.csv": TOPICS, "topics-b.csv": TOPICS})
    second = dumps.landed(tmp_path, {"topics-a.csv": "topic\nmilk\n"})
    assert second.superseded == []
    assert dumps.table(second, "topics", "topic") == [("jam",), ("milk",), ("tea",)]


def test_a_vanished_file_stays_landed_and_is_told(tmp_path: Path) -> None:
    dumps.landed(tmp_path, {"topics.csv": TOPICS, "follows.csv": FOLLOWS})
    (tmp_path / "dump" / "topics.csv").unlink()
    second = land(tmp_path / "dump", tmp_path / "raw", loaded_at=dumps.LOADED_AT)
    assert second.vanished == ["topics.csv"]
    assert len(dumps.table(second, "topics")) == 2


@pytest.mark.parametrize("crash", ["before the receipt", "before the catalogue", "half staged"])
def test_a_crash_needs_only_another_landing(tmp_path: Path, crash: str) -> None:
    first = dumps.landed(tmp_path, {"topics.csv": TOPICS, "follows.csv": FOLLOWS + "bad\n"})
    tables = ("topics", "follows", "receipts", "quarantine")
    expected = {name: dumps.table(first, name) for name in tables}
    if crash == "before the catalogue":
        (first.store / "catalogue.json").unlink()
    else:
        for receipt in (first.store / "receipts").glob("[0-9a-f]*.parquet"):
            receipt.unlink()
    if crash == "half staged":
        staged = first.store / "_staging" / "abc" / "streams"
        staged.mkdir(parents=True)
        (staged / "posts.parquet").write_bytes(b"PAR1 cut off")

    second = land(tmp_path / "dump", tmp_path / "raw", loaded_at=dumps.LOADED_AT)

    assert {name: dumps.table(second, name) for name in expected} == expected
    assert second.fingerprint == first.fingerprint
    assert not (first.store / "_staging").exists()


def test_rows_without_a_receipt_are_swept(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, {"topics.csv": TOPICS})
    landed_file = next((first.store / "topics").glob("[0-9a-f]*.parquet"))
    shutil.copy(landed_file, landed_file.with_name("0" * 64 + ".parquet"))
    second = land(tmp_path / "dump", tmp_path / "raw", loaded_at=dumps.LOADED_AT)
    assert len(dumps.table(second, "topics")) == 2


def test_a_new_version_of_a_translation_lands_its_files_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = dumps.landed(tmp_path, {"topics.csv": TOPICS})
    monkeypatch.setattr(open_format, "VERSION", open_format.VERSION + 1)
    second = land(tmp_path / "dump", tmp_path / "raw", loaded_at=dumps.LOADED_AT)
    assert [file.status for file in second.files] == ["landed"]
    assert len(dumps.table(second, "topics")) == 2
    assert second.fingerprint != first.fingerprint


def test_every_stream_has_a_table_even_where_nothing_landed(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"topics.csv": TOPICS})
    assert dumps.table(summary, "posts") == []
    assert dumps.table(summary, "quarantine") == []


def test_current_points_to_the_dump_of_the_last_landing(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path / "a", {"topics.csv": TOPICS})
    home = tmp_path / "a" / "raw"
    assert str((home / "current").readlink()) == first.dump_key
    other = dumps.drop(tmp_path / "b", {"topics.csv": "topic\nmilk\n"})
    second = land(other, home, loaded_at=dumps.LOADED_AT)
    assert str((home / "current").readlink()) == second.dump_key
    assert second.dump_key != first.dump_key
    assert len(dumps.table(first, "topics")) == 2


def test_one_file_is_a_dump_too(tmp_path: Path) -> None:
    source = dumps.drop(tmp_path, {"topics.csv": TOPICS}) / "topics.csv"
    summary = land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT)
    assert [(file.path, file.rows_landed) for file in summary.files] == [("topics.csv", 2)]
    assert summary.dump_key.startswith("topics-csv-")


def test_documentation_beside_data_is_ignored_and_told(tmp_path: Path) -> None:
    files = {
        "topics.csv": TOPICS,
        "README.md": "# what this is",
        "LICENSE": "MIT",
        "notes/about.md": "text",
        ".DS_Store": b"\x00",
        "datapackage.json": "{}",
        "day.done": "",
    }
    summary = dumps.landed(tmp_path, files)
    assert [file.path for file in summary.files] == ["topics.csv"]
    assert set(summary.ignored) == files.keys() - {"topics.csv"}


def test_a_missing_or_empty_dump_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="there is no such folder or file"):
        land(tmp_path / "nowhere", tmp_path / "raw", loaded_at=dumps.LOADED_AT)
    (tmp_path / "hollow").mkdir()
    with pytest.raises(DumpError, match=r"hollow: the dump holds no data file"):
        land(tmp_path / "hollow", tmp_path / "raw", loaded_at=dumps.LOADED_AT)


def test_two_landings_of_one_dump_do_not_meet(tmp_path: Path) -> None:
    source = dumps.drop(tmp_path / "dump", {"topics.csv": TOPICS})

    def land_again(_: landing.FileOutcome) -> None:
        land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT)

    with pytest.raises(LandingError, match="another landing of this dump is under way"):
        land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT, progress=land_again)


def test_a_receipt_tells_what_became_of_each_stream(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"follows.csv": FOLLOWS + "x,,3,2026-01-02,follow\n"})
    columns = (
        "stream, path, format, status, rows_read, rows_landed, rows_quarantined, "
        "CAST(first_event_at AS VARCHAR), CAST(last_event_at AS VARCHAR), reason"
    )
    span = ("2026-01-01 00:00:00", "2026-01-03 00:00:00")
    assert dumps.table(summary, "receipts", columns) == [
        ("follows", "follows.csv", "open-csv", "landed", 3, 2, 1, *span, None)
    ]


def test_an_empty_file_lands_with_no_rows_and_says_so(tmp_path: Path) -> None:
    files = {"posts.csv": "", "posts.ndjson": " \n\n", "topics.csv.gz": dumps.compress(b"", ".gz")}
    summary = dumps.landed(tmp_path, files)
    assert {(file.status, file.rows_read, file.notes) for file in summary.files} == {
        ("landed", 0, "the file is empty")
    }


def test_a_table_of_only_a_header_lands_with_no_rows(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"topics.csv": "topic,name\n"})
    assert [(file.format, file.status, file.rows_read) for file in summary.files] == [
        ("open-csv", "landed", 0)
    ]


def test_odd_names_of_files_and_folders_are_read(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"it's [new]*/topics ;?.csv": TOPICS})
    assert len(dumps.table(summary, "topics")) == 2


def test_duplicate_rows_stay_in_raw(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"topics.csv": "topic\ntea\ntea\n"})
    assert dumps.table(summary, "topics", "topic") == [("tea",), ("tea",)]
    assert summary.files[0].rows_landed == 2
