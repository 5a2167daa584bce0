"""The sample dump: it is what its generator writes, it is small, and its corner is alone."""

import bz2
import functools
import gzip
import json
import math
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from influence.dumps.contract import STREAMS
from influence.lab.sample import (
    BAD_LINES,
    DAYS,
    REPEATED_EVERY,
    SHELVES,
    corner_rows,
    crowd_rows,
    write_sample,
)
from influence.lab.writers import Row, Streams, moment_of

COMMITTED = Path(__file__).parents[3] / "data" / "sample"
SEED = 7
END = datetime.fromisoformat("2026-04-01")
# What a platform stream says was taken back; not in the open contract's table.
NOT_IN_THE_OPEN_FORMAT = {"deletions"}


def _files(folder: Path) -> list[Path]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if path.name != "README.md")


def _text(path: Path) -> bytes:
    """What a file says, whatever library version packed it."""
    match path.suffix:
        case ".gz":
            return gzip.decompress(path.read_bytes())
        case ".bz2":
            return bz2.decompress(path.read_bytes())
        case ".zst":
            with pa.input_stream(path, compression="zstd") as stream:
                unpacked: bytes = stream.read()
                return unpacked
        case _:
            return path.read_bytes()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    write_sample(out, SEED)
    return out


def test_the_committed_sample_is_what_the_generator_writes(fresh: Path) -> None:
    assert _files(COMMITTED) == _files(fresh)
    for path in _files(fresh):
        if path.suffix == ".parquet":
            # Parquet bytes change with the library's version, what they hold does not.
            assert pl.read_parquet(COMMITTED / path).equals(pl.read_parquet(fresh / path)), path
        else:
            assert _text(COMMITTED / path) == _text(fresh / path), path


def test_the_same_seed_gives_the_same_bytes_in_another_process(fresh: Path, tmp_path: Path) -> None:
    # Another hash seed orders sets of texts differently.
    subprocess.run(
        [sys.executable, "-m", "influence.lab.sample", "--out", tmp_path, "--seed", str(SEED)],
        check=True,
        capture_output=True,
        cwd=COMMITTED.parents[1],
        env=os.environ | {"PYTHONHASHSEED": "12345"},
    )
    assert _files(tmp_path) == _files(fresh)
    for path in _files(fresh):
        assert (tmp_path / path).read_bytes() == (fresh / path).read_bytes(), path


def test_another_seed_gives_another_crowd(fresh: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, SEED + 1)
    assert (tmp_path / "accounts.csv").read_bytes() != (fresh / "accounts.csv").read_bytes()


def test_the_sample_is_small() -> None:
    assert sum((COMMITTED / path).stat().st_size for path in _files(COMMITTED)) <= 300_000


def test_every_stream_and_every_format_is_there(fresh: Path) -> None:
    files = [path.as_posix() for path in _files(fresh)]
    streams = {name.split("/")[0].split(".")[0] for name in files}
    assert streams == set(STREAMS) - NOT_IN_THE_OPEN_FORMAT
    endings = {"".join(Path(name).suffixes) for name in files}
    assert {".parquet", ".csv", ".ndjson"} <= endings
    assert {".csv.gz", ".csv.bz2", ".csv.zst"} <= endings
    assert {".ndjson.gz", ".ndjson.bz2", ".ndjson.zst"} <= endings


@functools.cache
def _crowd() -> Streams:
    return crowd_rows(SEED)


def _all_rows() -> dict[str, list[Row]]:
    crowd, corner = _crowd(), corner_rows()
    return {stream: crowd.get(stream, []) + corner.get(stream, []) for stream in SHELVES}


@pytest.mark.parametrize("stream", SHELVES)
def test_rows_keep_the_contract(stream: str) -> None:
    contract = STREAMS[stream]
    names = {column.name for column in contract.columns}
    for row in _all_rows()[stream]:
        assert set(row) <= names
        for column in contract.columns:
            value = row.get(column.name)
            assert value is not None or not column.required, (row, column.name)
            assert value is None or not column.values or value in column.values
        assert not contract.one_of or any(row.get(name) is not None for name in contract.one_of)


@pytest.mark.parametrize("stream", SHELVES)
def test_natural_keys_repeat_in_the_late_files_only(stream: str) -> None:
    key = STREAMS[stream].natural_key
    keys = Counter(tuple(row.get(name) for name in key) for row in _all_rows()[stream])
    assert max(keys.values()) == 1


def test_the_world_ends_on_its_last_day() -> None:
    for stream, rows in _all_rows().items():
        event_time = STREAMS[stream].event_time
        if event_time:
            assert max(moment_of(row, event_time) for row in rows) < END
    last = max(moment_of(row, "occurred_at") for row in _all_rows()["interactions"])
    assert (END - last).days == 0
    first = min(moment_of(row, "occurred_at") for row in _all_rows()["visits"])
    assert (END - first).days in (DAYS - 1, DAYS)


def test_the_late_files_repeat_rows_and_bring_new_ones(fresh: Path) -> None:
    orders = pl.read_csv(fresh / "conversions" / "orders.csv")["conversion_id"].to_list()
    late = [
        json.loads(line)["conversion_id"]
        for line in (fresh / "conversions" / "late.ndjson").read_text().splitlines()
    ]
    rows = len(_all_rows()["conversions"])
    # The 1st, 41st, 81st … are repeated, the 2nd, 99th … came late only.
    assert len(set(orders) & set(late)) == math.ceil(rows / REPEATED_EVERY)
    assert len(set(late) - set(orders)) == math.ceil((rows - 1) / 97)
    assert len(set(orders) | set(late)) == rows


@pytest.mark.parametrize("name", BAD_LINES)
def test_the_bad_lines_are_in_their_files(name: str, fresh: Path) -> None:
    lines = _text(fresh / name).decode().splitlines()
    assert lines.count(BAD_LINES[name]) == 1


def test_the_bad_visit_is_bad_in_its_time_only(fresh: Path) -> None:
    lines = _text(fresh / "visits" / "2026-03.csv").decode().splitlines()
    bad = BAD_LINES["visits/2026-03.csv"].split(",")
    assert len(bad) == len(lines[0].split(","))
    assert dict(zip(lines[0].split(","), bad, strict=True))["occurred_at"] == "yesterday"


def test_the_crowd_does_not_touch_the_corner() -> None:
    crowd, corner = _crowd(), corner_rows()
    spoken = {str(v) for rows in crowd.values() for row in rows for v in row.values()}
    assert not any("sourdough" in text.lower() for text in spoken)
    ids = (
        {str(row["account_id"]) for row in corner["accounts"]}
        | {str(row["post_id"]) for row in corner["posts"]}
        | {str(row["link_id"]) for row in corner["tracked_links"]}
        | {str(row["visitor_id"]) for row in corner["visits"] + corner["conversions"]}
        | {str(row["session_id"]) for row in corner["visits"]}
    )
    assert not ids & spoken


def test_the_corner_does_not_touch_the_crowd() -> None:
    crowd, corner = _crowd(), corner_rows()
    topics = {str(row["topic"]) for row in crowd["topics"]}
    terms = {str(row["term"]).lower() for row in crowd["topic_terms"]}
    accounts = {str(row["account_id"]) for row in crowd["accounts"]}
    for rows in corner.values():
        for row in rows:
            said = " ".join(str(value) for value in row.values()).lower()
            assert not any(term in said for term in terms | topics)
            assert not accounts & {str(value) for value in row.values()}


def test_some_opt_out_and_some_hide_a_topic() -> None:
    actions = Counter(row["action"] for row in _all_rows()["consents"])
    assert actions["opt_out"] >= 1
    assert actions["hide_topic"] >= 1
    assert actions["opt_in"] > len(_all_rows()["consents"]) / 2
