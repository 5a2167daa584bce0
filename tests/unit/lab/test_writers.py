"""How rows of the open format look in a file."""

import bz2
import gzip
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from influence.dumps.contract import STREAMS
from influence.lab import writers
from influence.lab.writers import TimeStyle

# 1,767,225,600 is the first second of 2026 (UTC) since 1970; half a day more is 43,200.
NOON = datetime.fromisoformat("2026-01-01T12:00")
NOON_EPOCH_MS = (1_767_225_600 + 43_200) * 1000


@pytest.mark.parametrize(
    ("style", "spelling"),
    [
        (TimeStyle.ISO_Z, "2026-01-01T12:00:00Z"),
        (TimeStyle.ISO_BARE, "2026-01-01 12:00:00"),
        (TimeStyle.ISO_OFFSET, "2026-01-01T14:00:00+02:00"),
        (TimeStyle.EPOCH_MS, str(NOON_EPOCH_MS)),
    ],
)
def test_each_spelling_of_a_time_means_the_same_moment(style: TimeStyle, spelling: str) -> None:
    row: writers.Row = {"day": date(2026, 1, 1), "platform": "plaza", "occurred_at": NOON}
    line = writers.csv_lines("consents", [row], style)[1]
    assert line.split(",")[-1] == spelling
    assert NOON.replace(tzinfo=UTC).timestamp() * 1000 == NOON_EPOCH_MS


def test_a_csv_line_quotes_what_would_break_it() -> None:
    row: writers.Row = {"topic": "tea", "name": 'Tea, "green"'}
    assert writers.csv_lines("topics", [row], TimeStyle.ISO_Z) == [
        "topic,name",
        'tea,"Tea, ""green"""',
    ]


def test_a_json_line_leaves_nulls_out_and_keeps_lists() -> None:
    row: writers.Row = {"post_id": "1", "hashtags": ["tea"], "text": None, "urls": []}
    assert writers.ndjson_lines("posts", [row], TimeStyle.ISO_Z) == [
        '{"post_id":"1","hashtags":["tea"],"urls":[]}'
    ]


def test_the_suffix_decides_the_compression(tmp_path: Path) -> None:
    for suffix in ("", ".gz", ".bz2", ".zst"):
        writers.write_lines(tmp_path / f"topics.csv{suffix}", ["topic", "tea"])
    plain = b"topic\ntea\n"
    assert (tmp_path / "topics.csv").read_bytes() == plain
    assert gzip.decompress((tmp_path / "topics.csv.gz").read_bytes()) == plain
    assert bz2.decompress((tmp_path / "topics.csv.bz2").read_bytes()) == plain
    with pa.input_stream(tmp_path / "topics.csv.zst", compression="zstd") as stream:
        assert stream.read() == plain


@pytest.mark.parametrize("stream", STREAMS)
def test_parquet_has_the_columns_of_the_contract_in_order(stream: str, tmp_path: Path) -> None:
    writers.write_parquet(tmp_path / "a.parquet", stream, [])
    names = [column.name for column in STREAMS[stream].columns]
    assert list(pl.read_parquet_schema(tmp_path / "a.parquet")) == names


def test_money_keeps_its_cents_in_parquet(tmp_path: Path) -> None:
    row: writers.Row = {"conversion_id": "1", "value": Decimal("0.10"), "occurred_at": NOON}
    writers.write_parquet(tmp_path / "a.parquet", "conversions", [row])
    frame = pl.read_parquet(tmp_path / "a.parquet")
    assert frame["value"].to_list() == [Decimal("0.1000")]
    assert frame["occurred_at"].to_list() == [NOON]
