"""Writers of the open dump format: rows of one stream into one Parquet, CSV or NDJSON file.

Belongs here: how a value, a line and a file look in the open format, so that equal rows give equal
bytes (fixed compression levels, no time stamps in the compressed headers).
Does not belong here: which rows there are (the worlds) and how they spread over files (`sample`).
"""

import bz2
import csv
import gzip
import io
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path

import polars as pl
import pyarrow as pa

from influence.dumps import contract

Value = str | int | float | bool | Decimal | datetime | date | list[str] | None
Row = dict[str, Value]
Streams = dict[str, list[Row]]

_POLARS_TYPES: dict[str, pl.DataType] = {
    contract.TEXT: pl.String(),
    contract.TIME: pl.Datetime("us"),
    contract.COUNT: pl.Int64(),
    contract.NUMBER: pl.Float64(),
    contract.MONEY: pl.Decimal(18, 4),
    contract.DAY: pl.Date(),
    contract.FLAG: pl.Boolean(),
    contract.LIST: pl.List(pl.String()),
}


def moment_of(row: Row, name: str) -> datetime:
    """The time in column `name`; a day is its first moment."""
    match row[name]:
        case datetime() as moment:
            return moment
        case date() as day:
            return datetime.combine(day, time())
        case other:
            raise TypeError(f"'{name}' is {other!r}, not a time")


class TimeStyle(Enum):
    """The spellings of a time that the contract allows. Times of rows are naive UTC."""

    ISO_Z = "iso_z"
    ISO_BARE = "iso_bare"
    ISO_OFFSET = "iso_offset"
    EPOCH_MS = "epoch_ms"


def parquet_schema(stream: str) -> dict[str, pl.DataType]:
    """Names and native types of all columns of `stream`, in the order of the contract."""
    return {column.name: _POLARS_TYPES[column.type] for column in contract.STREAMS[stream].columns}


def write_parquet(path: Path, stream: str, rows: Sequence[Row]) -> None:
    """Write `rows` with every column of the contract; a missing key is null."""
    frame = pl.DataFrame(list(rows), schema=parquet_schema(stream))
    write_frame(path, frame)


def write_frame(path: Path, frame: pl.DataFrame) -> None:
    """Write a frame that already has the columns of its stream."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path, compression="zstd", compression_level=3, statistics=True)


def csv_lines(stream: str, rows: Sequence[Row], times: TimeStyle) -> list[str]:
    """A header line and one line per row; optional columns that are null throughout are left out.

    Lists have no spelling in CSV, so streams with lists are written as NDJSON or Parquet.
    """
    columns = [
        column.name
        for column in contract.STREAMS[stream].columns
        if column.required or any(row.get(column.name) is not None for row in rows)
    ]
    table = [columns] + [[_csv_text(row.get(name), times) for name in columns] for row in rows]
    lines = []
    for cells in table:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="").writerow(cells)
        lines.append(buffer.getvalue())
    return lines


def ndjson_lines(stream: str, rows: Sequence[Row], times: TimeStyle) -> list[str]:
    """One JSON object per row, keys in the order of the contract, nulls left out."""
    names = [column.name for column in contract.STREAMS[stream].columns]
    return [
        json.dumps(
            {
                name: _json_value(row[name], times)
                for name in names
                if name in row and row[name] is not None
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row in rows
    ]


def write_lines(path: Path, lines: Sequence[str]) -> None:
    """Write text lines, compressed as the last suffix of `path` says (.gz, .bz2, .zst)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(_compressed(content, path.suffix))


def _compressed(content: bytes, suffix: str) -> bytes:
    match suffix:
        case ".gz":
            return gzip.compress(content, compresslevel=9, mtime=0)
        case ".bz2":
            return bz2.compress(content, 9)
        case ".zst":
            packed: bytes = pa.Codec("zstd", compression_level=9).compress(content, asbytes=True)
            return packed
        case _:
            return content


def _time(value: datetime, style: TimeStyle) -> str | int:
    match style:
        case TimeStyle.ISO_Z:
            return value.isoformat() + "Z"
        case TimeStyle.ISO_BARE:
            return value.isoformat(sep=" ")
        case TimeStyle.ISO_OFFSET:
            there = timezone(timedelta(hours=2))
            return value.replace(tzinfo=UTC).astimezone(there).isoformat()
        case TimeStyle.EPOCH_MS:
            return int(value.replace(tzinfo=UTC).timestamp()) * 1000


def _csv_text(value: Value, style: TimeStyle) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return str(_time(value, style))
        case _:
            return str(value)


def _json_value(value: Value, style: TimeStyle) -> str | int | float | bool | list[str] | None:
    match value:
        case datetime():
            return _time(value, style)
        case date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case _:
            return value
