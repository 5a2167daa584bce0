"""Faults of files and lines, by their numbers in the fault list: F11, F12, F14, F15, F17, F26.

F13 is in `test_threshold`, F16 in `test_growing`, F24 and F25 in `test_faults_archives`.
"""

import gzip
import json
from hashlib import sha256
from pathlib import Path

import pytest

from influence.dumps.landing import land
from influence.errors import DumpError
from tests.unit.dumps import dumps, packed

OTHER = {"other.csv": "topic\njam\n"}
ROWS: list[dumps.Row] = [{"topic": f"topic {number * 7919 % 100_003}"} for number in range(5_000)]
TEXT = dumps.ndjson(ROWS)
LINE = '{"topic": "tea"}\n'


def _refused(tmp_path: Path, name: str, content: bytes | str) -> str:
    """Land this file beside a good one: the reason why it is refused whole, and nothing of it."""
    summary = dumps.landed(tmp_path, {name: content, **OTHER})
    assert dumps.table(summary, "topics", "topic") == [("jam",)]
    outcome = next(file for file in summary.files if file.path == name)
    counts = (outcome.status, outcome.rows_read, outcome.rows_landed, outcome.rows_quarantined)
    assert counts == ("quarantined", 0, 0, 0)
    return outcome.reason or ""


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.999])
def test_f11_a_truncated_stream_is_quarantined_whole(
    tmp_path: Path, suffix: str, kept: float
) -> None:
    whole = dumps.compress(TEXT, suffix)
    reason = _refused(tmp_path, f"topics.ndjson{suffix}", whole[: int(len(whole) * kept)])
    assert "stream is cut off or corrupt" in reason


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[:-8] + bytes([whole[-8] ^ 1]) + whole[-7:],
        lambda whole: whole[:-4] + bytes([whole[-4] ^ 1]) + whole[-3:],
    ],
    ids=["checksum", "length"],
)
def test_f11_a_gzip_stream_with_a_wrong_end_is_quarantined_whole(
    tmp_path: Path, damage: object
) -> None:
    assert callable(damage)
    reason = _refused(tmp_path, "topics.ndjson.gz", damage(gzip.compress(TEXT)))
    assert "the gzip stream is cut off or corrupt" in reason


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst"])
@pytest.mark.parametrize("garbage", [b"garbage", bytes(100), b'{"topic": "milk"}\n'])
def test_f11_garbage_behind_a_stream_is_quarantined_whole(
    tmp_path: Path, suffix: str, garbage: bytes
) -> None:
    reason = _refused(tmp_path, f"topics.ndjson{suffix}", dumps.compress(TEXT, suffix) + garbage)
    assert "stream is cut off or corrupt" in reason


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst", ".parquet", ".zip", ".json", ".jpg.csv"])
def test_f11_a_wrong_extension_is_no_fault(tmp_path: Path, suffix: str) -> None:
    summary = dumps.landed(tmp_path, {f"topics.ndjson{suffix}": TEXT})
    assert summary.files[0].rows_landed == len(ROWS)


@pytest.mark.parametrize(
    "content",
    [b"", gzip.compress(b""), dumps.compress(b"", ".bz2"), dumps.compress(b"", ".zst"), b"\n \n"],
)
def test_f11_an_empty_file_is_accepted_with_no_rows_and_says_so(
    tmp_path: Path, content: bytes
) -> None:
    summary = dumps.landed(tmp_path, {"topics.ndjson": content, **OTHER})
    outcome = next(file for file in summary.files if file.path == "topics.ndjson")
    assert (outcome.status, outcome.format, outcome.rows_read, outcome.notes) == (
        "landed",
        "empty",
        0,
        "the file is empty",
    )


@pytest.mark.parametrize("end", ["\n", ""])
def test_f12_a_corrupt_line_and_a_cut_last_line_are_quarantined_with_their_places(
    tmp_path: Path, end: str
) -> None:
    lines = [line.decode() for line in TEXT.splitlines()]
    lines[1_234] = lines[1_234][:-1]
    lines[-1] = lines[-1][:9]
    text = "\n".join(lines) + end
    summary = dumps.landed(tmp_path, {"topics.ndjson": text})
    reason = "the line is not valid JSON (cut off or corrupt)"
    columns = "path, line, byte_offset, reason, row_sha256, raw_text"
    assert dumps.table(summary, "quarantine", columns) == [
        (
            "topics.ndjson",
            number + 1,
            len("\n".join(lines[:number])) + 1,
            reason,
            sha256(lines[number].encode()).hexdigest(),
            lines[number],
        )
        for number in (1_234, 4_999)
    ]
    outcome = summary.files[0]
    counts = (outcome.rows_read, outcome.rows_landed, outcome.rows_quarantined)
    assert counts == (5_000, 4_998, 2)


def test_f12_a_cut_last_row_of_csv_is_quarantined_with_its_place(tmp_path: Path) -> None:
    text = "topic,name\n" + "tea,Tea\n" * 30 + "jam"
    summary = dumps.landed(tmp_path, {"topics.csv": text})
    assert dumps.table(summary, "quarantine", "line, byte_offset, reason, raw_text") == [
        (32, 11 + 30 * 8, "the row has 1 fields, expected 2", "jam")
    ]
    assert summary.files[0].rows_landed == 30


def test_f14_the_same_file_twice_and_under_another_name_gives_no_new_row(tmp_path: Path) -> None:
    archive = packed.zipped({"inner.ndjson": LINE})
    first = dumps.landed(tmp_path, {"a.ndjson": LINE})
    for name, content in (("b.ndjson", LINE.encode()), ("c.zip", archive), ("d.tar", archive)):
        again = dumps.landed(tmp_path, {name: content})
        assert {file.path: file.status for file in again.files}[name] in ("same_bytes", "landed")
        assert dumps.table(again, "topics") == dumps.table(first, "topics")
    statuses = {file.path: file.status for file in again.files}
    assert statuses == {
        "a.ndjson": "unchanged",
        "b.ndjson": "unchanged",
        "c.zip": "unchanged",
        "c.zip/inner.ndjson": "unchanged",
        "d.tar": "same_bytes",
        "d.tar/inner.ndjson": "same_bytes",
    }


def test_f14_overlapping_files_keep_their_rows_in_raw_where_staging_counts_the_duplicates(
    tmp_path: Path,
) -> None:
    files = {"a.csv": "topic\ntea\njam\n", "b.csv": "topic\njam\nmilk\n"}
    summary = dumps.landed(tmp_path, files)
    assert dumps.table(summary, "topics", "topic") == [("jam",), ("jam",), ("milk",), ("tea",)]
    assert {(file.rows_read, file.rows_landed) for file in summary.files} == {(2, 2)}


def test_f15_new_bytes_under_an_old_name_replace_the_old_which_stay_to_be_traced(
    tmp_path: Path,
) -> None:
    first = dumps.landed(tmp_path, {"a.csv": "topic\ntea\njam\n", **OTHER})
    untouched = next(
        path
        for path in (first.store / "topics").glob("[0-9a-f]*.parquet")
        if path.stem == sha256(OTHER["other.csv"].encode()).hexdigest()
    )
    written = untouched.stat().st_mtime_ns
    second = dumps.landed(tmp_path, {"a.csv": "topic\nmilk\n"})
    assert dumps.table(second, "topics", "topic") == [("jam",), ("milk",)]
    assert second.superseded == ["a.csv"]
    old = sha256(b"topic\ntea\njam\n").hexdigest()
    aside = second.store / "_superseded"
    assert (aside / "topics" / f"{old}.parquet").exists()
    assert (aside / "receipts" / f"{old}.parquet").exists()
    assert untouched.stat().st_mtime_ns == written


def test_f17_late_and_reversed_files_give_the_rows_of_the_run_in_order(tmp_path: Path) -> None:
    days = {
        f"day-{day:02}.csv": f"platform,post_id,account_id,created_at\nx,{day},a,2026-01-{day:02}\n"
        for day in range(1, 6)
    }
    at_once = dumps.landed(tmp_path / "at once", days)
    columns = "* EXCLUDE (_loaded_at)"
    expected = dumps.table(at_once, "posts", columns)
    for order in (list(days), list(reversed(days)), [*list(days)[2:], *list(days)[:2]]):
        home = tmp_path / order[0] / order[-1]
        written: dict[Path, int] = {}
        for name in order:
            summary = dumps.landed(home, {name: days[name]})
            found = {path: path.stat().st_mtime_ns for path in (summary.store / "posts").iterdir()}
            # A late file writes its own rows and touches no others.
            assert found.items() >= written.items()
            assert len(found.keys() - written.keys()) == (2 if not written else 1)
            written = found
        assert dumps.table(summary, "posts", columns) == expected
        assert summary.fingerprint == at_once.fingerprint


@pytest.mark.parametrize(
    ("suffix", "length"),
    [("", 20), (".gz", 20), (".bz2", 20), (".zst", 40)],
)
def test_f26_a_line_of_20_mb_is_quarantined_by_its_limit(
    tmp_path: Path, suffix: str, length: int
) -> None:
    text = LINE + '{"topic": "' + "x" * (length * 1_000_000) + '"}\n' + LINE
    content = dumps.compress(text.encode(), suffix)
    summary = dumps.landed(tmp_path, {f"topics.ndjson{suffix}": content})
    assert dumps.table(summary, "quarantine", "line, byte_offset, reason") == [
        (2, 17, "the line is longer than 16 MB")
    ]
    assert len(dumps.table(summary, "topics")) == 2


def test_f26_a_row_of_20_mb_in_csv_is_quarantined_by_its_limit(tmp_path: Path) -> None:
    text = "topic,name\ntea,Tea\njam," + "x" * 20_000_000 + "\nmilk,Milk\n"
    summary = dumps.landed(tmp_path, {"topics.csv": text})
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (3, "the line is longer than 16 MB")
    ]
    assert dumps.table(summary, "topics", "topic") == [("milk",), ("tea",)]


DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2"])
@pytest.mark.parametrize(
    "line",
    [DEEP, '{"topic": "a", "other": ' + DEEP + "}", '{"a":' * 100_000 + "1" + "}" * 100_000],
    ids=["lists", "an unread field", "objects"],
)
@pytest.mark.parametrize("place", [0, 2])
def test_f26_a_line_nested_100_000_deep_is_quarantined_by_its_limit(
    tmp_path: Path, suffix: str, line: str, place: int
) -> None:
    lines = [LINE] * 4
    lines.insert(place, line + "\n")
    content = dumps.compress("".join(lines).encode(), suffix)
    summary = dumps.landed(tmp_path, {f"topics.ndjson{suffix}": content})
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (place + 1, "the line is nested more than 100 levels deep")
    ]
    assert len(dumps.table(summary, "topics")) == 4


def test_f26_a_document_nested_100_000_deep_is_quarantined_whole(tmp_path: Path) -> None:
    reason = _refused(tmp_path, "topics.json", '[{"topic": "tea", "x": ' + DEEP + "}]")
    assert "the text is not valid JSON" in reason


def test_f26_a_line_of_100_000_keys_is_quarantined_by_its_limit(tmp_path: Path) -> None:
    keys = {f"key {number}": number for number in range(100_000)}
    line = json.dumps({"topic": "many", **keys}) + "\n"
    summary = dumps.landed(tmp_path, {"topics.ndjson": LINE + line + LINE})
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (2, "the line has an object of more than 50,000 keys")
    ]
    assert len(dumps.table(summary, "topics")) == 2


def test_f26_a_table_of_100_000_columns_is_quarantined_whole(tmp_path: Path) -> None:
    columns = ["topic", *(f"column {number}" for number in range(100_000))]
    text = ",".join(columns) + "\ntea" + ",1" * 100_000 + "\n"
    reason = _refused(tmp_path, "topics.csv", text)
    assert reason.startswith("the table has 100,001 columns, at most 2,000 are read")


def test_a_name_that_is_no_text_is_left_with_the_reason(tmp_path: Path) -> None:
    source = dumps.drop(tmp_path / "dump", OTHER)
    odd = str(source).encode() + b"/t\xffpics.csv"
    Path(odd.decode("utf-8", "surrogateescape")).write_bytes(b"topic\ntea\n")
    summary = land(source, tmp_path / "raw", loaded_at=dumps.LOADED_AT)
    assert [(file.path, file.status, file.reason) for file in summary.files] == [
        ("t\\udcffpics.csv", "not_taken", "its name is no UTF-8; rename it"),
        ("other.csv", "landed", None),
    ]
    with pytest.raises(DumpError, match="the name is no UTF-8; rename it"):
        land(Path(odd.decode("utf-8", "surrogateescape")), tmp_path, loaded_at=dumps.LOADED_AT)
