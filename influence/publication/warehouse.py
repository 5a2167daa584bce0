"""What the warehouse offers for publication: its tables, their columns and their texts.

Belongs here: reading the published schema of the warehouse, and refusing what the contract bars.
Does not belong here: writing anything.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from influence.errors import PublicationError
from influence.publication.contract import (
    ADDED_COLUMNS,
    PRIVATE_COLUMNS,
    PUBLICATION_TABLE,
    TYPES,
    ColumnText,
    TableText,
)


@dataclass(frozen=True)
class Column:
    """A published column: name, DuckDB type and text."""

    name: str
    type: str
    text: ColumnText


@dataclass(frozen=True)
class Table:
    """A published table. `grain` orders its rows; `private` columns are in the database only."""

    name: str
    columns: tuple[Column, ...]
    grain: tuple[str, ...]
    description: str

    @property
    def private(self) -> tuple[Column, ...]:
        barred = PRIVATE_COLUMNS.get(self.name, ())
        return tuple(column for column in self.columns if column.name in barred)

    @property
    def public(self) -> tuple[Column, ...]:
        barred = PRIVATE_COLUMNS.get(self.name, ())
        return tuple(column for column in self.columns if column.name not in barred)


@dataclass(frozen=True)
class Facts:
    """What the warehouse says of itself in its one-row `publication` table."""

    as_of: str
    data_through: str
    method_version: str


def quoted(name: str) -> str:
    """Return an SQL identifier, whatever the name holds."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return an SQL text literal, whatever the text holds."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def connect(memory_limit: str = "2GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty in-memory DuckDB that works in UTC and downloads nothing."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": memory_limit,
        },
    )
    try:
        connection.execute("set TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


def attach_warehouse(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Attach the warehouse, read only, under the name `warehouse`.

    Raises:
        PublicationError: there is no such file.
        duckdb.IOException: another process holds it open for writing.
    """
    if not path.is_file():
        raise PublicationError(
            f"Nothing to publish: there is no warehouse at {path}. Build it first (`make run`)."
        )
    connection.execute(f"attach {literal(str(path))} as warehouse (read_only)")


def read_tables(
    connection: duckdb.DuckDBPyConnection, schema: str, texts: Mapping[str, TableText]
) -> tuple[Table, ...]:
    """Return the tables of the warehouse's published schema, by name.

    Raises:
        PublicationError: no table, a table without a grain, or a type that the contract bars.
    """
    rows = connection.execute(
        """
        select table_name, column_name, data_type
        from duckdb_columns()
        where database_name = 'warehouse' and schema_name = ?
        order by table_name, column_index
        """,
        [schema],
    ).fetchall()
    columns: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        columns.setdefault(table, {})[column] = kind
    if PUBLICATION_TABLE not in columns:
        raise PublicationError(
            f"Schema {schema!r} of the warehouse has no table {PUBLICATION_TABLE!r} "
            f"(found: {', '.join(columns) or 'nothing'}), so it cannot say what it holds. "
            "Build the warehouse first (`make run`)."
        )
    return tuple(_table(name, found, texts) for name, found in columns.items())


def read_facts(connection: duckdb.DuckDBPyConnection, schema: str) -> Facts:
    """Return the warehouse's own account of its as_of, data and method.

    Raises:
        PublicationError: the table does not hold exactly one row.
    """
    rows = connection.execute(
        "select cast(as_of as varchar), cast(data_through as varchar), "
        "cast(method_version as varchar) "
        f"from warehouse.{quoted(schema)}.{quoted(PUBLICATION_TABLE)}"
    ).fetchall()
    if len(rows) != 1 or rows[0][0] is None:
        raise PublicationError(
            f"Table {PUBLICATION_TABLE!r} holds {len(rows)} rows, expected one with an as_of: "
            "the dump has no event to date it by, or the build was not whole. "
            "Look at the run's checks, or give AS_OF=<date>."
        )
    return Facts(*rows[0])


def _table(name: str, found: dict[str, str], texts: Mapping[str, TableText]) -> Table:
    text = texts.get(name)
    if text is None or not text.grain:
        raise PublicationError(
            f"Table {name!r} has no grain, so its rows have no order. "
            "Begin the description of its model with 'One row per <columns>.'"
        )
    missing = [column for column in text.grain if column not in found]
    if missing and name != PUBLICATION_TABLE:
        raise PublicationError(
            f"Table {name!r} is described as one row per {', '.join(text.grain)}, "
            f"but has no column {', '.join(missing)}. Correct the model or its description."
        )
    if name == PUBLICATION_TABLE:
        found = {"publication_id": "VARCHAR", **found}
        found |= {"published_at": "TIMESTAMP", "run_id": "VARCHAR"}
    barred = {column: kind for column, kind in found.items() if kind not in TYPES}
    if barred:
        raise PublicationError(
            f"Table {name!r} has {barred}; published types are {', '.join(TYPES)}. "
            "Cast the columns in the model."
        )
    described = {**text.columns, **(ADDED_COLUMNS if name == PUBLICATION_TABLE else {})}
    columns = tuple(
        Column(column, kind, described.get(column, ColumnText())) for column, kind in found.items()
    )
    grain = ("publication_id",) if name == PUBLICATION_TABLE else text.grain
    return Table(name, columns, grain, text.description)
