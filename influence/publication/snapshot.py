"""The one database file that BI tools and analysts open.

Belongs here: building `influence.duckdb` from a publication's folder, and proving it whole.
Does not belong here: the files for the public (`package`) and the checks of rows (`audit`).
"""

from pathlib import Path

import duckdb

from influence.errors import PublicationError
from influence.publication.contract import DATABASE_SCHEMA, DATABASE_STORAGE, TYPES
from influence.publication.durable import flush_file
from influence.publication.package import FileEntry
from influence.publication.warehouse import Table, connect, literal, quoted


def build(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    tables: tuple[Table, ...],
    folder: Path,
    source_schema: str,
) -> None:
    """Write a new database at `path` with the rows of a publication's Parquet files.

    Columns that no file holds are taken from the attached `warehouse`, by the table's grain.
    """
    connection.execute(
        f"attach {literal(str(path))} as snapshot (storage_version '{DATABASE_STORAGE}')"
    )
    connection.execute(f"create schema snapshot.{DATABASE_SCHEMA}")
    for table in tables:
        target = f"snapshot.{DATABASE_SCHEMA}.{quoted(table.name)}"
        columns = ", ".join(f"{quoted(c.name)} {c.type}" for c in table.columns)
        connection.execute(f"create table {target} ({columns})")
        connection.execute(f"insert into {target} {_rows(table, folder, source_schema)}")
        connection.execute(f"comment on table {target} is {literal(table.description)}")
        for column in table.columns:
            connection.execute(
                f"comment on column {target}.{quoted(column.name)} "
                f"is {literal(column.text.description)}"
            )
    connection.execute("checkpoint snapshot")
    connection.execute("detach snapshot")
    path.chmod(0o444)
    flush_file(path)


def prove(path: Path, tables: tuple[Table, ...], entries: tuple[FileEntry, ...]) -> None:
    """Open a built database as a reader would, and compare it with the publication's files.

    Raises:
        PublicationError: a write-ahead log is left, or rows or types are not as published.
    """
    log = path.with_name(path.name + ".wal")
    if log.exists():
        raise PublicationError(
            f"{path.name} still has a write-ahead log, so a copy of it would lack rows. "
            "Run again. The last publication stays."
        )
    with connect() as connection:
        connection.execute(f"attach {literal(str(path))} as snapshot (read_only)")
        for table in tables:
            _prove_rows(connection, table, entries)
            _prove_types(connection, table)


def _rows(table: Table, folder: Path, source_schema: str) -> str:
    parquet = f"read_parquet({literal(str(folder / f'{table.name}.parquet'))})"
    if not table.private:
        return f"select * from {parquet}"
    source = f"warehouse.{quoted(source_schema)}.{quoted(table.name)}"
    private = {column.name for column in table.private}
    names = ", ".join(
        f"{'private' if column.name in private else 'public'}.{quoted(column.name)}"
        for column in table.columns
    )
    same = " and ".join(
        f"public.{quoted(column)} is not distinct from private.{quoted(column)}"
        for column in table.grain
    )
    order = ", ".join(f"public.{quoted(column)} nulls last" for column in table.grain)
    return (
        f"select {names} from {parquet} as public "
        f"left join {source} as private on {same} order by {order}"
    )


def _prove_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, entries: tuple[FileEntry, ...]
) -> None:
    expected = next(e.rows for e in entries if e.table == table.name and e.format == "parquet")
    found = connection.execute(
        f"select count(*) from snapshot.{DATABASE_SCHEMA}.{quoted(table.name)}"
    ).fetchall()[0][0]
    if found != expected:
        raise PublicationError(
            f"Table {table.name!r} has {found} rows in the database and {expected} in its files. "
            "Run again; if it stays so, the warehouse changed meanwhile. "
            "The last publication stays."
        )


def _prove_types(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    barred = connection.execute(
        """
        select column_name, data_type
        from duckdb_columns()
        where
            database_name = 'snapshot'
            and table_name = ?
            and not list_contains(cast(? as varchar[]), data_type)
        """,
        [table.name, list(TYPES)],
    ).fetchall()
    if barred:
        raise PublicationError(
            f"Table {table.name!r} has {barred}; published types are {', '.join(TYPES)}. "
            "Cast the columns in the model. The last publication stays."
        )
