"""F16 of the fault list: a file that is still being written is left for another landing."""

import os
import time
from pathlib import Path

import pytest

from influence.dumps import steadiness
from influence.dumps.landing import FileOutcome, land, plan
from influence.errors import DumpError
from tests.unit.dumps import dumps

TOPICS = "topic\ntea\n"


def _age(path: Path, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def _sleeping(monkeypatch: pytest.MonkeyPatch, *writes: tuple[Path, str]) -> list[float]:
    """Instead of sleeping, write what another process writes meanwhile; the sleeps asked for."""
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        for path, text in writes:
            with path.open("a") as file:
                file.write(text)

    monkeypatch.setattr(steadiness.time, "sleep", sleep)
    return slept


def test_f16_a_file_that_grows_is_not_taken_and_the_others_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = dumps.drop(tmp_path / "dump", {"a.csv": TOPICS, "b.csv": "topic\njam\n"})
    slept = _sleeping(monkeypatch, (source / "a.csv", "milk\n"))
    first = land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT, settle_seconds=2)
    assert slept == [2]
    assert {file.path: (file.status, file.reason) for file in first.files} == {
        "a.csv": ("not_taken", "it is still being written; land again when it is whole"),
        "b.csv": ("landed", None),
    }
    assert dumps.table(first, "topics", "topic") == [("jam",)]
    assert first.vanished == []

    # It is whole now, and was written three seconds ago.
    _age(source / "a.csv", 3)
    assert plan(source, tmp_path / "raw").new == ["a.csv"]
    second = land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT, settle_seconds=2)
    assert slept == [2]
    assert dumps.table(second, "topics", "topic") == [("jam",), ("milk",), ("tea",)]


def test_f16_what_was_landed_of_a_path_stays_while_the_path_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = dumps.drop(tmp_path / "dump", {"a.csv": TOPICS})
    land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT)
    (source / "a.csv").write_text("topic\n")
    _sleeping(monkeypatch, (source / "a.csv", "milk\n"))
    summary = land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT, settle_seconds=2)
    assert [file.status for file in summary.files] == ["not_taken"]
    assert dumps.table(summary, "topics", "topic") == [("tea",)]
    assert (summary.vanished, summary.superseded) == ([], [])


@pytest.mark.parametrize("age", [2.5, 3600.0])
def test_f16_old_files_are_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: float
) -> None:
    source = dumps.drop(tmp_path / "dump", {"a.csv": TOPICS})
    _age(source / "a.csv", age)
    slept = _sleeping(monkeypatch)
    land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT, settle_seconds=2)
    assert slept == []


def test_f16_young_files_are_waited_for_once_and_only_while_they_are_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{number}.csv": f"topic\ntea {number}\n" for number in range(5)}
    source = dumps.drop(tmp_path / "dump", files)
    slept = _sleeping(monkeypatch)
    for _ in range(2):
        summary = land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT, settle_seconds=2)
    assert slept == [2]
    assert {file.status for file in summary.files} == {"unchanged"}
    assert len(dumps.table(summary, "topics")) == 5


def test_f16_a_file_dated_ahead_of_the_clock_is_taken_when_it_holds_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = dumps.drop(tmp_path / "dump", {"a.csv": TOPICS})
    _age(source / "a.csv", -86_400)
    slept = _sleeping(monkeypatch)
    summary = land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT, settle_seconds=2)
    assert (slept, [file.status for file in summary.files]) == ([2], ["landed"])


def test_f16_a_young_file_that_goes_away_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = dumps.drop(tmp_path / "dump", {"a.csv": TOPICS, "b.csv": "topic\njam\n"})
    monkeypatch.setattr(steadiness.time, "sleep", lambda _: (source / "a.csv").unlink())
    summary = land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT, settle_seconds=2)
    assert {file.path: file.status for file in summary.files} == {
        "a.csv": "not_taken",
        "b.csv": "landed",
    }


@pytest.mark.parametrize(
    "name", ["a.csv.part", "a.csv.partial", "a.csv.crdownload", "a.tmp", "a.csv.filepart"]
)
def test_f16_a_name_of_an_unfinished_file_is_left_out_with_a_message(
    tmp_path: Path, name: str
) -> None:
    summary = dumps.landed(tmp_path, {name: TOPICS, "b.csv": "topic\njam\n"})
    assert [(file.path, file.status) for file in summary.files] == [
        (name, "not_taken"),
        ("b.csv", "landed"),
    ]
    assert "its name says that it is unfinished" in (summary.files[0].reason or "")
    assert not plan(tmp_path / "dump", tmp_path / "raw")


def test_f16_a_dump_of_only_an_unfinished_file_says_so(tmp_path: Path) -> None:
    dumps.drop(tmp_path / "dump", {"a.csv.part": TOPICS})
    with pytest.raises(DumpError, match=r"holds no data file \(left out: .*, 1 unfinished or"):
        land(tmp_path / "dump", tmp_path / "raw", loaded_at=dumps.LOADED_AT)


@pytest.mark.parametrize("is_archive", [False, True])
def test_f16_a_file_that_changes_while_it_is_read_is_not_landed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_archive: bool
) -> None:
    from influence.dumps import taking
    from tests.unit.dumps import packed

    content = packed.zipped({"a.csv": TOPICS}) if is_archive else TOPICS
    source = dumps.drop(tmp_path / "dump", {"a": content, "b.csv": "topic\njam\n"})
    read_file = taking.read_file

    def grow(*arguments: object) -> object:
        with (source / "a").open("ab") as file:
            file.write(b"milk\n")
        return read_file(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(taking, "read_file", grow)
    told: list[FileOutcome] = []
    first = land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT, progress=told.append)
    outcomes = {file.path: file for file in told}
    assert outcomes["a"].status == "not_taken"
    assert outcomes["a"].reason == "it changed while it was read; land again"
    assert dumps.table(first, "topics", "topic") == [("jam",)]
    monkeypatch.undo()
    assert plan(source, tmp_path / "raw").new == ["a"]
