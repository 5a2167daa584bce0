"""The columns that a mapping names, found in a file: in a table, in JSON or in Parquet.

Belongs here: which name stands for what among the records, and its SQL.
Does not belong here: what is made of a value (`sql`).

*Nuances*
- `author.id` is the column of that name where there is one, else a path (`paths`).
- A table without a header has columns c1 to cN.
- Of JSON a column counts as present where one of the first 200 records has it. Where no record
  could be looked at, every column does: it is null where it is not, and refused where needed.
- Inside Airbyte's envelope (`_airbyte_data`) names are looked up in the record that it holds, then
  beside it.
"""

from collections.abc import Iterable
from typing import Any, Protocol

import pyarrow as pa

from influence.dumps import loaders
from influence.dumps.cells import cells_of
from influence.dumps.mapping import paths as paths
from influence.dumps.mapping.model import Reading
from influence.dumps.mapping.paths import Column, Node, Path
from influence.dumps.sample import Sample
from influence.errors import DumpSchemaError

_DELIMITERS = (",", ";", "\t", "|")
_DATA = "_mapped_data"
_LONGEST_LIST = 30


class Columns(Protocol):
    """The columns of one file."""

    # Names as a mapping may write them, in the order of the file.
    names: tuple[str, ...]
    # Whether a later record may have columns that the first ones do not.
    is_open: bool

    def find(self, name: str) -> Column | None:
        """The column of that name, or None."""

    def later(self, name: str) -> Column | None:
        """A column that none of the first records has; None where no later one can have it."""

    def or_null(self, name: str) -> str:
        """SQL of the text of a column that the file may have or not."""

    def shape(self) -> dict[str, Any]:
        """What the translation has to say so that the columns found so far are read."""


def columns_of(sample: Sample, reading: Reading, wanted: Iterable[str]) -> Columns:
    """The columns of a file; of a table, `wanted` tells which delimiter its header has."""
    if sample.container == "parquet":
        if loaders.is_envelope(sample):
            return _Envelope(sample, _Parquet(sample))
        return _Parquet(sample)
    if sample.container == "table":
        table = _Table(sample, reading, frozenset(wanted))
        return _Envelope(sample, table) if loaders.is_envelope(sample) else table
    if loaders.is_envelope(sample):
        return _Envelope(sample, _Json(sample.records))
    return _Json(sample.records)


def listed(names: Iterable[str]) -> str:
    """Names as a sentence shows them; of very many the first."""
    shown = list(names)
    more = f" and {len(shown) - _LONGEST_LIST} more" if len(shown) > _LONGEST_LIST else ""
    return ", ".join(shown[:_LONGEST_LIST]) + more if shown else "no columns"


class _Table:
    """CSV and its like: every column by its position."""

    is_open = False

    def __init__(self, sample: Sample, reading: Reading, wanted: frozenset[str]) -> None:
        self.reading = reading
        skipped = reading.skip_lines or 0
        quote = '"' if reading.quote is None else reading.quote
        if skipped >= len(sample.lines):
            raise DumpSchemaError(
                f"'skip_lines' is {skipped}, but the file begins with {len(sample.lines)} lines; "
                "expected a header below"
            )
        line = sample.lines[skipped]
        marks = (reading.delimiter,) if reading.delimiter else _DELIMITERS
        rows = [(mark, _cells(line, mark, quote)) for mark in marks]
        self.delimiter, cells = max(
            rows, key=lambda row: (len(wanted.intersection(row[1])), len(row[1]))
        )
        self.quote = quote
        self.width = len(cells)
        if reading.has_header is False:
            cells = [f"c{at}" for at in range(1, self.width + 1)]
        self.names = tuple(cells)

    def find(self, name: str) -> Column | None:
        if self.names.count(name) > 1:
            raise DumpSchemaError(f"two columns of the file are named '{name}'; rename one of them")
        return Column(f"r.c{self.names.index(name)}") if name in self.names else None

    def later(self, name: str) -> Column | None:
        return None

    def or_null(self, name: str) -> str:
        found = self.find(name)
        return found.text if found else "NULL"

    def shape(self) -> dict[str, Any]:
        return {
            "container": "csv",
            "structure": {f"c{at}": "VARCHAR" for at in range(self.width)},
            "delimiter": self.delimiter,
            "quote": self.quote,
            "skip_lines": self.reading.skip_lines or 0,
            "has_header": self.reading.has_header is not False,
        }


def _cells(line: str, delimiter: str, quote: str) -> list[str]:
    return [cell.strip() for cell in cells_of(line, delimiter, quote)]


class _Json:
    """Objects, one a line or in a document."""

    is_open = True

    def __init__(self, records: tuple[dict[str, Any], ...], root: str = "r") -> None:
        self.records = records
        self.root = root
        self.names = tuple(dict.fromkeys(key for record in records for key in record))
        self.tree = Node()

    def find(self, name: str) -> Column | None:
        if name in self.names:
            return self._asked([(name, False)])
        path = paths.path_of(name)
        is_seen = not self.records or any(paths.holds(record, path) for record in self.records)
        return self._asked(path) if is_seen else None

    def later(self, name: str) -> Column | None:
        return self._asked(paths.path_of(name))

    def or_null(self, name: str) -> str:
        return self._asked([(name, False)]).text

    def shape(self) -> dict[str, Any]:
        return {"structure": {name: node.type() for name, node in self.tree.children.items()}}

    def _asked(self, path: Path) -> Column:
        if self.root == "r":
            paths.refuse_kept(path)
        self.tree.ask(path)
        return paths.at(self.root, path)


class _Parquet:
    """Typed columns, kept as they are where nothing is made of them."""

    is_open = False

    def __init__(self, sample: Sample) -> None:
        self.schema: pa.Schema = sample.schema
        self.names = tuple(self.schema.names)

    def find(self, name: str) -> Column | None:
        whole = name in self.names
        path = [(name, False)] if whole else paths.path_of(name)
        paths.refuse_twins(path[0][0], self.names)
        if not paths.has_type(pa.struct(list(self.schema)), path):
            return None
        found = paths.at("r", path)
        return Column(found.sql, is_text=False, is_list=found.is_list)

    def later(self, name: str) -> Column | None:
        return None

    def or_null(self, name: str) -> str:
        found = self.find(name)
        return found.text if found else "NULL"

    def shape(self) -> dict[str, Any]:
        return {"container": "parquet", "structure": {}}


class _Envelope:
    """Airbyte's: the record in one column, its own columns beside it."""

    def __init__(self, sample: Sample, beside: "_Table | _Json | _Parquet") -> None:
        self.sample = sample
        self.beside = beside
        records = loaders.envelope_records(sample)
        self.inner = _Json(records, root=f"r.{_DATA}")
        self.names = (*self.inner.names, *beside.names)
        self.is_open = beside.is_open
        self.beside.find(_envelope_name(sample))

    def find(self, name: str) -> Column | None:
        name = name.removeprefix(f"{loaders.ENVELOPE}.")
        return self.inner.find(name) or self.beside.find(name)

    def later(self, name: str) -> Column | None:
        return self.inner.later(name.removeprefix(f"{loaders.ENVELOPE}."))

    def or_null(self, name: str) -> str:
        return self.beside.or_null(name)

    def shape(self) -> dict[str, Any]:
        shape = self.beside.shape()
        asked = self.inner.shape()["structure"]
        if not asked:
            return shape
        content = loaders.opened(self.sample, asked)
        return shape | {
            "marks": {_DATA: content.record},
            "unclaimed": content.is_broken,
            "unclaimed_reason": content.reason,
        }


def _envelope_name(sample: Sample) -> str:
    """The envelope's column as the file names it."""
    column = sample.columns[loaders.ENVELOPE]
    if sample.container == "table":
        return sample.header[int(column.removeprefix("c"))].strip()
    return column
