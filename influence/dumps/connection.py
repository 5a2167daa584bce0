"""The one place that opens DuckDB for landing, and the quoting of names and texts in its SQL.

Belongs here: settings that bound memory and keep results apart from the machine's zone and network.
Does not belong here: any SQL that knows of streams.
"""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import nh3
import pyarrow as pa
from duckdb import func


@contextmanager
def scratch_connection(
    staging: Path, memory_limit: str = "2GB"
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose temporary tables spill to `staging` beyond `memory_limit`."""
    con = duckdb.connect(str(staging / "scratch.duckdb"))
    try:
        con.execute(f"SET memory_limit = {sql_text(memory_limit)}")
        con.execute(f"SET temp_directory = {sql_text(str(staging / 'spill'))}")
        con.create_function(
            "plain_text",
            _plain_texts,
            ["varchar"],
            "varchar",
            type=func.ARROW,
            null_handling=func.SPECIAL,
        )
        _settle(con)
        yield con
    finally:
        con.close()


_LINE_END = re.compile(r"<br\s*/?>|</(?:p|div|li|blockquote|h[1-6])>", re.IGNORECASE)


def _plain_texts(pieces: pa.ChunkedArray) -> pa.Array:
    """The text of each piece of HTML, as it would be read."""
    return pa.array([_plain_text(piece) for piece in pieces.to_pylist()], pa.string())


def _plain_text(piece: str | None) -> str | None:
    if piece is None or ("<" not in piece and "&" not in piece):
        return piece
    return html.unescape(nh3.clean(_LINE_END.sub("\n", piece), tags=set())).strip()


@contextmanager
def reading_connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory, for small questions to Parquet that is already landed."""
    con = duckdb.connect()
    try:
        _settle(con)
        yield con
    finally:
        con.close()


def _settle(con: duckdb.DuckDBPyConnection) -> None:
    # A naive time is read as UTC only where the session's zone is UTC.
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET preserve_insertion_order = false")
    con.execute("SET autoinstall_known_extensions = false")
    con.execute("SET enable_progress_bar = false")


def sql_text(value: str) -> str:
    """`value` as a text literal of SQL."""
    return "'" + value.replace("'", "''") + "'"


def sql_name(value: str) -> str:
    """`value` as a quoted identifier of SQL."""
    return '"' + value.replace('"', '""') + '"'
