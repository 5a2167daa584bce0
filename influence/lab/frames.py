"""Arrays as frames of the open format, and frames as files in parts.

Belongs here: how columns of numbers become the rows of a stream, chunk by chunk.
Does not belong here: which rows there are, and how a value is spelled in CSV or NDJSON (`writers`).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy.typing as npt
import polars as pl

from influence.lab.writers import parquet_schema, write_frame

Array = npt.NDArray[Any]
Columns = Mapping[str, pl.Series | Array | str]

PART_ROWS = 1_000_000


def frame(stream: str, columns: Columns) -> pl.DataFrame:
    """All columns of the contract in order: texts are constants, missing ones are null."""
    schema = parquet_schema(stream)
    given = {name: value for name, value in columns.items() if not isinstance(value, str)}
    constants = {name: value for name, value in columns.items() if isinstance(value, str)}
    return (
        pl.DataFrame(given)
        .with_columns(pl.lit(value).alias(name) for name, value in constants.items())
        .with_columns(pl.lit(None).alias(name) for name in schema if name not in columns)
        .select(pl.col(name).cast(kind) for name, kind in schema.items())
    )


def names(prefix: str, numbers: Array) -> pl.Series:
    """One id per number: the prefix and the number."""
    return pl.select(pl.lit(prefix) + pl.Series(numbers).cast(pl.String)).to_series()


def where(mask: Array, values: pl.Series) -> pl.Series:
    """`values` where `mask` holds, else null."""
    return pl.select(pl.when(pl.Series(mask)).then(values)).to_series()


def chunks(rows: int, size: int = PART_ROWS) -> Iterator[slice]:
    """Slices of `size` rows, the last one shorter, that cover `rows` rows."""
    for first in range(0, rows, size):
        yield slice(first, min(rows, first + size))


class Parts:
    """The files of the streams of a dump, each written when about a million rows are there."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._waiting: dict[str, list[pl.DataFrame]] = {}
        self._written: dict[str, int] = {}
        self.rows: dict[str, int] = {}

    def add(self, stream: str, columns: Columns) -> None:
        """Append rows to a stream."""
        part = frame(stream, columns)
        if not part.height:
            return
        self._waiting.setdefault(stream, []).append(part)
        self.rows[stream] = self.rows.get(stream, 0) + part.height
        if sum(waiting.height for waiting in self._waiting[stream]) >= PART_ROWS:
            self._write(stream)

    def close(self) -> None:
        """Write what is left."""
        for stream in list(self._waiting):
            self._write(stream)

    def _write(self, stream: str) -> None:
        number = self._written.get(stream, 0)
        self._written[stream] = number + 1
        path = self._out / stream / f"part-{number:04d}.parquet"
        write_frame(path, pl.concat(self._waiting.pop(stream)))
