"""The columns that a mapping names, found in a file: in a table, in JSON or in Parquet.

Belongs here: which name stands for what among the records, and its SQL.
Does not belong here: what is made of a value (`mapping_sql`).

*Nuances*
- `author.id` is the key of that name where there is one, else the key `id` inside `author`.
  `tags[].name` is the list of the names of all tags.
- A table without a header has columns c1 to cN.
- Of JSON a column counts as present where one of the first 200 records has it. Where no record
  could be looked at, every column does: it is null where it is not, and refused where needed.
- Inside Airbyte's envelope (`_airbyte_data`) names are looked up in the record that it holds, then
  beside it.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa

from influence.dumps import loaders
from influence.dumps.connection import sql_name
from influence.dumps.mapping_model import Reading
from influence.dumps.sample import Sample
from influence.dumps.translation import PLACE
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

    def find(self, name: str) -> "Column | None":
        """The column of that name, or None."""

    def later(self, name: str) -> "Column | None":
        """A column that none of the first records has; None where no later one can have it."""

    def or_null(self, name: str) -> str:
        """SQL of the text of a column that the file may have or not."""

    def shape(self) -> dict[str, Any]:
        """What the translation has to say so that the columns found so far are read."""


@dataclass(frozen=True)
class Column:
    """One column among the records: its SQL, and whether that is a text or a list of texts."""

    sql: str
    is_text: bool = True
    is_list: bool = False

    @property
    def text(self) -> str:
        return self.sql if self.is_text else f"CAST({self.sql} AS VARCHAR)"


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
    style = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    reader = csv.reader([line], delimiter=delimiter, quotechar=quote or None, quoting=style)
    return [cell.strip() for cell in next(reader, [])]


@dataclass
class _Node:
    """A key of JSON that is read: whole where it has no children, else only these of it."""

    is_list: bool = False
    is_whole: bool = False
    children: dict[str, "_Node"] = field(default_factory=dict)

    def type(self) -> str:
        if not self.children:
            return "VARCHAR"
        inner = ", ".join(f"{sql_name(name)} {node.type()}" for name, node in self.children.items())
        return f"STRUCT({inner})" + ("[]" if self.is_list else "")


class _Json:
    """Objects, one a line or in a document."""

    is_open = True

    def __init__(self, records: tuple[dict[str, Any], ...], root: str = "r") -> None:
        self.records = records
        self.root = root
        self.names = tuple(dict.fromkeys(key for record in records for key in record))
        self.tree = _Node()

    def find(self, name: str) -> Column | None:
        if name in self.names:
            return self._asked([(name, False)])
        path = _path(name)
        is_seen = not self.records or any(_holds(record, path) for record in self.records)
        return self._asked(path) if is_seen else None

    def later(self, name: str) -> Column | None:
        return self._asked(_path(name))

    def or_null(self, name: str) -> str:
        return self._asked([(name, False)]).text

    def shape(self) -> dict[str, Any]:
        return {"structure": {name: node.type() for name, node in self.tree.children.items()}}

    def _asked(self, path: list[tuple[str, bool]]) -> Column:
        node = self.tree
        for name, is_list in path:
            _refuse_twins(name, node.children)
            if node.is_whole:
                raise _whole_and_parts(path)
            node = node.children.setdefault(name, _Node(is_list))
            if node.is_list != is_list:
                raise _whole_and_parts(path)
        if node.children:
            raise _whole_and_parts(path)
        node.is_whole = True
        if path[0][0] in (*PLACE, "_fault") and self.root == "r":
            raise DumpSchemaError(f"the name '{path[0][0]}' is kept for the place of a record")
        return _at(self.root, path)


def _whole_and_parts(path: list[tuple[str, bool]]) -> DumpSchemaError:
    name = ".".join(part for part, _ in path)
    return DumpSchemaError(
        f"'{name}' is mapped, and so is a part of it or that of which it is a part; map one of them"
    )


def _refuse_twins(name: str, others: Iterable[str]) -> None:
    """DuckDB does not tell names apart by their capitals."""
    twin = next((o for o in others if o != name and o.lower() == name.lower()), None)
    if twin is not None:
        raise DumpSchemaError(
            f"'{twin}' and '{name}' differ in capitals only and cannot both be mapped"
        )


def _path(name: str) -> list[tuple[str, bool]]:
    """The keys that lead to a value, each with whether it holds a list."""
    return [(part.removesuffix("[]"), part.endswith("[]")) for part in name.split(".")]


def _holds(record: Any, path: list[tuple[str, bool]]) -> bool:
    if not path:
        return True
    (name, is_list), *rest = path
    if not isinstance(record, dict) or name not in record:
        return False
    found = record[name]
    if is_list:
        return isinstance(found, list) and any(_holds(item, rest) for item in found)
    return _holds(found, rest)


def _at(root: str, path: list[tuple[str, bool]]) -> Column:
    """The SQL of a path; behind a list, of the same part of each of its items."""
    lists = [at for at, (_, is_list) in enumerate(path) if is_list and at < len(path) - 1]
    if len(lists) > 1:
        raise DumpSchemaError("a path may lead through one list ([]) only")
    names = [sql_name(name) for name, _ in path]
    if not lists:
        return Column(".".join([root, *names]), is_list=path[-1][1])
    outer, inner = names[: lists[0] + 1], names[lists[0] + 1 :]
    sql = f"[item.{'.'.join(inner)} FOR item IN {'.'.join([root, *outer])}]"
    return Column(sql, is_list=True)


class _Parquet:
    """Typed columns, kept as they are where nothing is made of them."""

    is_open = False

    def __init__(self, sample: Sample) -> None:
        self.schema: pa.Schema = sample.schema
        self.names = tuple(self.schema.names)

    def find(self, name: str) -> Column | None:
        whole = name in self.names
        path = [(name, False)] if whole else _path(name)
        _refuse_twins(path[0][0], self.names)
        if not _has_type(pa.struct(list(self.schema)), path):
            return None
        found = _at("r", path)
        return Column(found.sql, is_text=False, is_list=found.is_list)

    def later(self, name: str) -> Column | None:
        return None

    def or_null(self, name: str) -> str:
        found = self.find(name)
        return found.text if found else "NULL"

    def shape(self) -> dict[str, Any]:
        return {"container": "parquet", "structure": {}}


def _has_type(kind: Any, path: list[tuple[str, bool]]) -> bool:
    if not path:
        return True
    (name, is_list), *rest = path
    if not pa.types.is_struct(kind) or kind.get_field_index(name) < 0:
        return False
    found = kind.field(name).type
    if is_list:
        is_of_items = pa.types.is_list(found) or pa.types.is_large_list(found)
        return is_of_items and _has_type(found.value_type, rest)
    return _has_type(found, rest)


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
