"""Archives are read member by member, as if their files had been dropped one by one."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from influence.dumps.landing import land, plan
from influence.dumps.packed import archives
from tests.unit.dumps import dumps, packed

TOPICS = "topic,name\ntea,Tea\njam,Jam\n"
FOLLOWS = "platform,follower_id,followed_id,occurred_at,action\nx,1,2,2026-01-01,follow\n"
FILES = {"data/topics.csv": TOPICS, "data/deep/follows.csv": FOLLOWS}
PACKERS: dict[str, Callable[[packed.Files], bytes]] = {
    "export.zip": packed.zipped,
    "stored.zip": lambda files: packed.zipped(files, zipfile.ZIP_STORED),
    "bzip2.zip": lambda files: packed.zipped(files, zipfile.ZIP_BZIP2),
    "lzma.zip": lambda files: packed.zipped(files, zipfile.ZIP_LZMA),
    "export.tar": packed.tarred,
    "export.tar.gz": lambda files: packed.tarred(files, ".gz"),
    "export.tgz": lambda files: packed.tarred(files, ".gz"),
    "export.tar.bz2": lambda files: packed.tarred(files, ".bz2"),
    "export.tar.zst": lambda files: packed.tarred(files, ".zst"),
    # What it is, its bytes tell and not its name.
    "export.bin": packed.zipped,
}


def _written(home: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(home)): (path.lstat().st_mtime_ns, path.lstat().st_size)
        for path in home.rglob("*")
    }


@pytest.mark.parametrize("name", PACKERS)
def test_the_members_of_an_archive_are_landed_by_their_paths(tmp_path: Path, name: str) -> None:
    summary = dumps.landed(tmp_path, {name: PACKERS[name](FILES)})
    kind = "zip" if name.endswith((".zip", ".bin")) else "tar"
    assert {(file.path, file.format, file.status, file.rows_landed) for file in summary.files} == {
        (f"{name}/data/topics.csv", "open-csv", "landed", 2),
        (f"{name}/data/deep/follows.csv", "open-csv", "landed", 1),
        (name, kind, "landed", 0),
    }
    assert dumps.table(summary, "topics", "topic") == [("jam",), ("tea",)]
    assert len(dumps.table(summary, "follows")) == 1
    assert dumps.table(summary, "receipts", "path, stream, rows_read, notes") == [
        (name, "none", 0, "2 members read"),
        (f"{name}/data/deep/follows.csv", "follows", 1, None),
        (f"{name}/data/topics.csv", "topics", 2, None),
    ]
    assert not (summary.store / "_staging").exists()


def test_a_whole_dump_may_be_one_archive(tmp_path: Path) -> None:
    source = dumps.drop(tmp_path, {"export.zip": packed.zipped(FILES)}) / "export.zip"
    summary = land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT)
    assert len(dumps.table(summary, "topics")) == 2
    assert not plan(source, tmp_path / "raw")


@pytest.mark.parametrize("pack", [packed.zipped, packed.tarred])
def test_pictures_and_the_viewer_of_an_export_are_left_out_and_counted(
    tmp_path: Path, pack: Callable[[packed.Files], bytes]
) -> None:
    files: packed.Files = {
        "data/topics.csv": TOPICS,
        "README.txt": "how to read this",
        "data/media/1.jpg": b"\xff\xd8\xff",
        "data/media/1.MP4": b"\x00",
        "Your archive.html": "<html>",
        "assets/app.css": "a{}",
        "assets/js/runtime.js": "!function(e){var t={};e.x=[1]}();",
        "__MACOSX/data/._topics.csv": b"\x00",
    }
    summary = dumps.landed(tmp_path, {"export.zip": pack(files)})
    assert [file.path for file in summary.files] == ["export.zip/data/topics.csv", "export.zip"]
    assert summary.files[1].notes == (
        "1 members read; 7 left out: pictures, films, pages and documentation"
    )


def test_a_script_that_holds_data_is_no_part_of_the_viewer(tmp_path: Path) -> None:
    files = {"data/odd.js": 'window.odd = [ {"colour": "red"} ]'}
    summary = dumps.landed(tmp_path, {"export.zip": packed.zipped(files)})
    assert [(file.path, file.status) for file in summary.files] == [
        ("export.zip/data/odd.js", "quarantined"),
        ("export.zip", "landed"),
    ]


def test_a_member_that_is_nothing_known_is_refused_and_the_others_land(tmp_path: Path) -> None:
    files = {"data/topics.csv": TOPICS, "data/notes.txt": "Dear diary\ntoday\n"}
    summary = dumps.landed(tmp_path, {"export.zip": packed.zipped(files)})
    outcomes = {file.path: file for file in summary.files}
    assert outcomes["export.zip/data/notes.txt"].status == "quarantined"
    assert "this is plain text" in (outcomes["export.zip/data/notes.txt"].reason or "")
    assert len(dumps.table(summary, "topics")) == 2


def test_a_bad_line_of_a_member_is_quarantined_with_its_place(tmp_path: Path) -> None:
    files = {"topics.ndjson": '{"topic": "tea"}\n{"topic": \n'}
    summary = dumps.landed(tmp_path, {"export.zip": packed.zipped(files)})
    assert dumps.table(summary, "quarantine", "path, line, byte_offset") == [
        ("export.zip/topics.ndjson", 2, 17)
    ]


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst"])
def test_a_compressed_member_is_read(tmp_path: Path, suffix: str) -> None:
    files = {f"topics.csv{suffix}": dumps.compress(TOPICS.encode(), suffix)}
    summary = dumps.landed(tmp_path, {"export.zip": packed.zipped(files)})
    assert len(dumps.table(summary, "topics")) == 2


@pytest.mark.parametrize("pack", [packed.zipped, packed.tarred])
def test_a_second_landing_of_an_archive_writes_nothing(
    tmp_path: Path, pack: Callable[[packed.Files], bytes]
) -> None:
    first = dumps.landed(tmp_path, {"export.zip": pack(FILES)})
    before = _written(tmp_path / "raw")
    assert not plan(tmp_path / "dump", tmp_path / "raw")
    second = dumps.landed(tmp_path, {})
    assert {file.status for file in second.files} == {"unchanged"}
    assert {file.path for file in second.files} == {file.path for file in first.files}
    assert _written(tmp_path / "raw") == before
    assert second.fingerprint == first.fingerprint


def test_a_touched_archive_is_hashed_and_its_members_stay_as_they_are(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, {"export.zip": packed.zipped(FILES)})
    os.utime(tmp_path / "dump" / "export.zip", ns=(1, 1))
    assert plan(tmp_path / "dump", tmp_path / "raw").new == ["export.zip"]
    second = dumps.landed(tmp_path, {})
    assert {file.status for file in second.files} == {"unchanged"}
    assert second.fingerprint == first.fingerprint
    assert not plan(tmp_path / "dump", tmp_path / "raw")


def test_the_same_archive_under_another_name_is_landed_once(tmp_path: Path) -> None:
    archive = packed.zipped(FILES)
    first = dumps.landed(tmp_path, {"export.zip": archive})
    second = dumps.landed(tmp_path, {"export (1).zip": archive})
    assert {file.status for file in second.files if "(1)" in file.path} == {"same_bytes"}
    assert second.fingerprint == first.fingerprint
    assert len(dumps.table(second, "topics")) == 2
    assert not plan(tmp_path / "dump", tmp_path / "raw")


def test_a_renamed_archive_is_neither_landed_again_nor_missed(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, {"export.zip": packed.zipped(FILES)})
    (tmp_path / "dump" / "export.zip").rename(tmp_path / "dump" / "renamed.zip")
    second = dumps.landed(tmp_path, {})
    assert {file.status for file in second.files} == {"same_bytes"}
    assert second.vanished == []
    assert second.fingerprint == first.fingerprint


def test_new_bytes_under_the_name_of_an_archive_replace_its_members(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, {"export.zip": packed.zipped(FILES)})
    newer = {"data/topics.csv": "topic,name\ntea,Green tea\n", "data/more.csv": "topic\nmilk\n"}
    second = dumps.landed(tmp_path, {"export.zip": packed.zipped(newer)})
    assert dumps.table(second, "topics", "topic, name") == [("milk", None), ("tea", "Green tea")]
    # The new export has no follows any more.
    assert dumps.table(second, "follows") == []
    assert set(second.superseded) == {
        "export.zip",
        "export.zip/data/topics.csv",
        "export.zip/data/deep/follows.csv",
    }
    assert len(list((second.store / "_superseded" / "topics").glob("*.parquet"))) == 1
    third = dumps.landed(tmp_path, {"export.zip": packed.zipped(FILES)})
    assert third.fingerprint == first.fingerprint
    assert len(dumps.table(third, "follows")) == 1


def test_a_file_and_a_member_of_the_same_bytes_are_landed_once(tmp_path: Path) -> None:
    files = {"a.csv": TOPICS, "z.zip": packed.zipped({"topics.csv": TOPICS})}
    summary = dumps.landed(tmp_path, files)
    statuses = {file.path: file.status for file in summary.files}
    assert (statuses["a.csv"], statuses["z.zip/topics.csv"]) == ("landed", "same_bytes")
    (tmp_path / "dump" / "a.csv").write_text("topic\nmilk\n")
    second = dumps.landed(tmp_path, {})
    # The archive still holds the old bytes.
    assert dumps.table(second, "topics", "topic") == [("jam",), ("milk",), ("tea",)]


def test_a_vanished_archive_stays_landed_and_is_told(tmp_path: Path) -> None:
    dumps.landed(tmp_path, {"export.zip": packed.zipped(FILES), "topics.csv": "topic\nmilk\n"})
    (tmp_path / "dump" / "export.zip").unlink()
    second = dumps.landed(tmp_path, {})
    assert second.vanished == [
        "export.zip",
        "export.zip/data/deep/follows.csv",
        "export.zip/data/topics.csv",
    ]
    assert len(dumps.table(second, "topics")) == 3


def test_an_archive_that_was_unpacked_into_the_dump_is_nothing_new(tmp_path: Path) -> None:
    first = dumps.landed(tmp_path, {"export.zip": packed.zipped(FILES)})
    (tmp_path / "dump" / "export.zip").unlink()
    second = dumps.landed(tmp_path, {f"unpacked/{name}": text for name, text in FILES.items()})
    assert {file.status for file in second.files} == {"same_bytes"}
    for name in ("topics", "follows"):
        assert dumps.table(second, name) == dumps.table(first, name)


@pytest.mark.parametrize("crash", ["before the catalogue", "before the archive's receipt"])
def test_a_crash_within_an_archive_needs_only_another_landing(tmp_path: Path, crash: str) -> None:
    first = dumps.landed(tmp_path, {"export.zip": packed.zipped(FILES)})
    tables = ("topics", "follows", "receipts")
    expected = {name: dumps.table(first, name) for name in tables}
    (first.store / "catalogue.json").unlink()
    if crash == "before the archive's receipt":
        for receipt in (first.store / "receipts").glob("[0-9a-f]*.parquet"):
            kept = dumps.table(first, "receipts", "file_sha256, format")
            if (receipt.stem, "zip") in kept:
                receipt.unlink()
    second = dumps.landed(tmp_path, {})
    assert {name: dumps.table(second, name) for name in tables} == expected
    assert not plan(tmp_path / "dump", tmp_path / "raw")


@pytest.mark.parametrize("pack", [packed.zipped, packed.tarred])
def test_a_small_file_beside_a_member_can_be_asked_for(
    tmp_path: Path, pack: Callable[[packed.Files], bytes]
) -> None:
    files: packed.Files = {
        "data/tweets.js": "window.YTD.tweets.part0 = [ ]",
        "data/account.js": "window.YTD.account.part0 = [ ]",
        "data/large.js": "x" * ((1 << 20) + 1),
        "account.js": "of another folder",
    }
    path = tmp_path / "export"
    path.write_bytes(pack(files))
    kind = archives.archive_kind(path)
    assert kind is not None
    contents = archives.survey(path, kind)
    tweets = next(member for member in contents.taken if member.path == "data/tweets.js")
    read = contents.beside(tweets)
    assert read("account.js") == b"window.YTD.account.part0 = [ ]"
    assert read("nothing.js") is None
    assert read("../account.js") is None
    assert read("large.js") is None


def test_an_empty_archive_lands_with_nothing_in_it(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"empty.zip": packed.zipped({}), "topics.csv": TOPICS})
    assert [(file.path, file.status, file.notes) for file in summary.files] == [
        ("empty.zip", "landed", "0 members read"),
        ("topics.csv", "landed", None),
    ]
