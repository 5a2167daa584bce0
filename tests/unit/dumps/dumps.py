"""Small dumps for the tests of landing: written, landed, and read back.

Belongs here: how a test drops bytes and looks at what became of them.
Does not belong here: expectations.
"""

import bz2
import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from influence.dumps import contract
from influence.dumps.landing import LandingSummary, land

LOADED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
COMPRESSIONS = {"": None, ".gz": "gzip", ".bz2": "bz2", ".zst": "zstd"}
Row = Mapping[str, Any]


def at(*parts: int) -> datetime:
    """A time as raw Parquet tells it: in UTC, without a zone."""
    year, month, day, *clock = parts
    hour, minute, second, microsecond = (*clock, 0, 0, 0, 0)[:4]
    return datetime(year, month, day, hour, minute, second, microsecond, UTC).replace(tzinfo=None)


def drop(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write files, by their paths inside the dump."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def landed(
    tmp_path: Path,
    files: Mapping[str, bytes | str],
    loaded_at: datetime = LOADED_AT,
    **options: Any,
) -> LandingSummary:
    """Drop files in a dump folder below `tmp_path` and land it; `options` are those of `land`."""
    return land(drop(tmp_path / "dump", files), tmp_path / "raw", loaded_at=loaded_at, **options)


def table(summary: LandingSummary, name: str, columns: str = "*") -> list[tuple[Any, ...]]:
    """The rows of a raw table of a landed dump, in the order of their values."""
    pattern = str(summary.store / name / "*.parquet")
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        query = f"SELECT {columns} FROM read_parquet('{pattern}') ORDER BY ALL"
        return con.execute(query).fetchall()


def ndjson(rows: Sequence[Row]) -> bytes:
    return "".join(json.dumps(_texts(row), ensure_ascii=False) + "\n" for row in rows).encode()


def csv_text(rows: Sequence[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        cells = _texts(row)
        writer.writerow(
            {name: json.dumps(v) if isinstance(v, list) else v for name, v in cells.items()}
        )
    return out.getvalue().encode()


def parquet(stream: contract.Stream, rows: Sequence[Row]) -> bytes:
    schema = pa.schema([(c.name, _ARROW[c.type]) for c in stream.columns if c.name in rows[0]])
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), out)
    return out.getvalue()


def compress(content: bytes, suffix: str) -> bytes:
    if suffix == ".gz":
        return gzip.compress(content)
    if suffix == ".bz2":
        return bz2.compress(content)
    if suffix == ".zst":
        sink = pa.BufferOutputStream()
        with pa.CompressedOutputStream(sink, "zstd") as out:
            out.write(content)
        return bytes(sink.getvalue().to_pybytes())
    return content


_ARROW = {
    contract.TEXT: pa.string(),
    contract.TIME: pa.timestamp("us", tz="UTC"),
    contract.COUNT: pa.int64(),
    contract.NUMBER: pa.float64(),
    contract.MONEY: pa.decimal128(18, 4),
    contract.DAY: pa.date32(),
    contract.FLAG: pa.bool_(),
    contract.LIST: pa.list_(pa.string()),
}


def _texts(row: Row) -> dict[str, Any]:
    """Values as a text format writes them; lists stay lists."""
    return {name: _text(value) for name, value in row.items()}


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def example_rows(stream: contract.Stream) -> list[dict[str, Any]]:
    """Three rows of a stream: two full, and one of required columns only."""
    rows = [{c.name: _example(c, number) for c in stream.columns} for number in (0, 1, 2)]
    kept = {*stream.required, *stream.one_of[:1]}
    rows[2] = {name: value if name in kept else None for name, value in rows[2].items()}
    return rows


def _example(column: contract.Column, number: int) -> Any:
    if column.values:
        return column.values[number % len(column.values)]
    examples = {
        contract.TEXT: f'{column.name} {number}, "quoted" | \u00e9\u2028\u4e16',
        contract.TIME: datetime(2026, 1, 2 + number, 3, 4, 5, 678_000, tzinfo=UTC),
        contract.COUNT: 10**12 + number,
        contract.NUMBER: 0.25 + number,
        contract.MONEY: Decimal("12.3400") + number,
        contract.DAY: date(2026, 2, 3 + number),
        contract.FLAG: number == 1,
        contract.LIST: [f"first {number}", 'a "second", | one'],
    }
    return examples[column.type]


def as_landed(stream: contract.Stream, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """The rows as raw Parquet tells them: times in UTC without a zone, columns in order."""
    found = []
    for row in rows:
        values = [row.get(column.name) for column in stream.columns]
        found.append(
            tuple(v.replace(tzinfo=None) if isinstance(v, datetime) else v for v in values)
        )
    return sorted(found, key=repr)
