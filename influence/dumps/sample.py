"""What recognition saw at the head of a file, and how flat tables are read whatever they are in.

Belongs here: the evidence by which a format claims a file, and the names of a table's columns.
Does not belong here: looking at bytes (`recognition`), or what a format makes of its records.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from influence.dumps.connection import sql_name
from influence.dumps.translation import Translation


def _nothing_beside(name: str) -> bytes | None:
    return None


@dataclass(frozen=True)
class Sample:
    """The head of one file.

    `container` is 'ndjson', 'document', 'table' (any text that is not JSON) or 'parquet'.
    `records` are up to 200 JSON objects: lines, items of a document's list, or the one object of
    a document (of a large one, with its lists cut short). `header` holds the cells of a table's
    first line or the columns of Parquet, `lines` the first lines of a table without their ends.
    `columns` maps each column's name in lower case to its name among the records. `prefix` is the
    script that stood before a JSON document. `beside` reads a small file of the same folder.
    """

    name: str
    container: str
    records: tuple[dict[str, Any], ...] = ()
    header: tuple[str, ...] = ()
    delimiter: str = ","
    lines: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    beside: Callable[[str], bytes | None] = _nothing_beside
    # Of Parquet, the types of its columns.
    schema: Any = None

    def has(self, *names: str) -> bool:
        """Whether all of these columns (or keys of records), in lower case, were seen."""
        return self.columns.keys() >= set(names)


class Table:
    """Flat rows of CSV, Parquet, NDJSON or a JSON list, with every value as text."""

    def __init__(self, sample: Sample) -> None:
        self._sample = sample
        self._is_json = sample.container in ("ndjson", "document")
        self._asked: dict[str, str] = {}

    def has(self, *names: str) -> bool:
        """Whether all of these columns, in lower case, were seen."""
        return self._sample.has(*names)

    def __getitem__(self, name: str) -> str:
        """SQL of a column's text. Raises KeyError where the table has no such column."""
        return self._text(self._sample.columns[name])

    def get(self, name: str) -> str:
        """SQL of a column's text, 'NULL' where the table has no such column."""
        # A key that no sampled record had may stand in a later one.
        found = self._sample.columns.get(name, name if self._is_json else None)
        return "NULL" if found is None else self._text(found)

    def _text(self, column: str) -> str:
        value = f"r.{sql_name(column)}"
        if self._sample.container == "parquet":
            return f"CAST({value} AS VARCHAR)"
        self._asked[column] = "VARCHAR"
        return value

    def translation(
        self,
        file_format: str,
        version: int,
        main_stream: str,
        candidates: Mapping[str, str],
        **more: Any,
    ) -> Translation:
        """The translation of this table; `more` are further fields of `Translation`."""
        container = self._sample.container
        structure = dict(self._asked)
        if container == "table":
            container = "csv"
            structure = {f"c{at}": "VARCHAR" for at in range(len(self._sample.header))}
            more.setdefault("delimiter", self._sample.delimiter)
        return Translation(
            format=file_format,
            version=version,
            container=container,
            main_stream=main_stream,
            structure=structure,
            candidates=candidates,
            **more,
        )
