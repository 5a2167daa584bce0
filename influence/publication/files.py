"""One published table as Parquet, CSV and JSON: the same rows in the same order.

Belongs here: the bytes of each file format.
Does not belong here: which tables there are, and where the files go (`package`).
"""

from pathlib import Path

import duckdb

from influence.publication.warehouse import Column, Table, literal, quoted

# A cell that begins so is a formula to a spreadsheet, blanks and invisible characters aside.
FORMULA_START = r"^[\s\p{Z}\p{Cf}]*[=+\-@|%\t\r＝＋－＠｜％]"
# Integers beyond this are rounded by every JSON reader that knows only doubles.
LARGEST_EXACT_INTEGER = 2**53


def write_parquet(
    connection: duckdb.DuckDBPyConnection, table: Table, relation: str, path: Path
) -> int:
    """Write the public columns of `relation`, ordered by the table's grain; return the rows."""
    names = ", ".join(quoted(column.name) for column in table.public)
    order = ", ".join(f"{quoted(column)} nulls last" for column in table.grain)
    return _copy(
        connection,
        f"select {names} from {relation} order by {order}",
        path,
        "format parquet, compression zstd",
    )


def write_csv(
    connection: duckdb.DuckDBPyConnection, table: Table, parquet: Path, path: Path
) -> int:
    """Write the rows of a Parquet file as CSV: UTF-8, RFC 4180, ISO 8601 UTC, empty = null."""
    names = ", ".join(f"{_csv_cell(c)} as {quoted(c.name)}" for c in table.public)
    return _copy(
        connection,
        f"select {names} from read_parquet({literal(str(parquet))})",
        path,
        "format csv, header true",
    )


def write_json(
    connection: duckdb.DuckDBPyConnection, table: Table, parquet: Path, path: Path
) -> int:
    """Write the rows of a Parquet file as one JSON array of objects."""
    names = ", ".join(f"{_json_value(c)} as {quoted(c.name)}" for c in table.public)
    return _copy(
        connection,
        f"select {names} from read_parquet({literal(str(parquet))})",
        path,
        "format json, array true",
    )


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path, options: str) -> int:
    copied = connection.execute(f"copy ({query}) to {literal(str(path))} ({options})").fetchall()
    return int(copied[0][0])


def _csv_cell(column: Column) -> str:
    name = quoted(column.name)
    if column.type == "VARCHAR":
        start = literal(FORMULA_START)
        return f"case when regexp_matches({name}, {start}) then '''' || {name} else {name} end"
    return _iso_time(name) if column.type == "TIMESTAMP" else name


def _json_value(column: Column) -> str:
    name = quoted(column.name)
    if column.type == "BIGINT":
        return (
            f"case when {name} between -{LARGEST_EXACT_INTEGER} and {LARGEST_EXACT_INTEGER} "
            f"then to_json({name}) else to_json(cast({name} as varchar)) end"
        )
    return _iso_time(name) if column.type == "TIMESTAMP" else name


def _iso_time(name: str) -> str:
    # Fractions only where there are any: most times are whole seconds.
    return (
        f"case when microsecond({name}) % 1000000 = 0 then strftime({name}, '%Y-%m-%dT%H:%M:%SZ') "
        f"else strftime({name}, '%Y-%m-%dT%H:%M:%S.%fZ') end"
    )
