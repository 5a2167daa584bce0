"""One file of a dump becomes staged Parquet, one per stream, with the counts of its receipt.

Belongs here: the two readings and what they write.
Does not belong here: which files are read and when (`landing`), and where Parquet goes (`store`).
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from influence.dumps import contract, records
from influence.dumps.connection import sql_name, sql_text
from influence.dumps.store import QUARANTINE
from influence.dumps.translation import Translation
from influence.dumps.validation import check

# Of a longer record the quarantine shows the beginning; its hash is of the whole.
_RAW_SHOWN = 1 << 16


@dataclass(frozen=True)
class StreamCount:
    """Rows of one stream in one file, and when its first and last event happened."""

    rows_landed: int = 0
    rows_quarantined: int = 0
    first_event_at: datetime | None = None
    last_event_at: datetime | None = None

    @property
    def rows_read(self) -> int:
        return self.rows_landed + self.rows_quarantined


@dataclass(frozen=True)
class Staged:
    """What one file became: staged Parquet by table name, counts by stream, and notes."""

    files: Mapping[str, Path]
    counts: Mapping[str, StreamCount]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One file to read: where its readable bytes are, and what rows say of their origin."""

    readable: Path
    compression: str | None
    path: str
    sha256: str
    loaded_at: datetime


def stage(
    con: duckdb.DuckDBPyConnection, source: Source, translation: Translation, folder: Path
) -> Staged:
    """Write the rows of one file to `folder`, reading it a second time where rows are refused."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if records.read_fast(con, source.readable, source.compression, translation):
            _prepare(con, translation)
            if not _lost(con, translation):
                with suppress(_Refused):
                    return _write_all(con, source, translation, folder, located=False)
        records.read_located(con, source.readable, source.compression, translation)
        _prepare(con, translation)
        return _write_all(con, source, translation, folder, located=True)
    finally:
        con.execute("DROP TABLE IF EXISTS typed")
        records.drop(con, translation)


def _prepare(con: duckdb.DuckDBPyConnection, translation: Translation) -> None:
    for statement in translation.prepare:
        con.execute(statement)


class _Refused(Exception):  # noqa: N818  (not a fault: it asks for the located reading)
    """Rows are refused, and where they stand is not known."""


def _unread(translation: Translation) -> str:
    return f"r._fault IS NOT NULL OR ({translation.unclaimed})"


def _lost(con: duckdb.DuckDBPyConnection, translation: Translation) -> int:
    """How many records give no row of any stream because they cannot be read."""
    return _count(con, f"SELECT count(*) FROM records AS r WHERE {_unread(translation)}")


def _write_all(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    translation: Translation,
    folder: Path,
    *,
    located: bool,
) -> Staged:
    """Write every stream; raises _Refused where a row is refused and its place is not known."""
    lost = _lost(con, translation) if located else 0
    files: dict[str, Path] = {}
    counts: dict[str, StreamCount] = {}
    if located:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE refused "
            "(stream VARCHAR, line BIGINT, byte_offset BIGINT, reason VARCHAR, raw VARCHAR)"
        )
        con.execute(
            f"INSERT INTO refused SELECT {sql_text(translation.main_stream)}, r._line, "
            f"r._byte_offset, coalesce(r._fault, {sql_text(translation.unclaimed_reason)}), r._raw "
            f"FROM records AS r WHERE {_unread(translation)}"
        )
    for name, candidates in translation.candidates.items():
        stream = contract.STREAMS[name]
        types = {row[0]: row[1] for row in con.execute(f"DESCRIBE {candidates}").fetchall()}
        rules = check(stream, candidates, types, source.loaded_at, translation.time_format)
        # Casting twice costs less than keeping the result, but for the few rows of bad files.
        rows = f"({rules.typed})"
        if located:
            con.execute(f"CREATE OR REPLACE TEMP TABLE typed AS {rules.typed}")
            rows = "typed"
        count = _judge(con, stream, rows, rules.refusal)
        if count.rows_quarantined:
            if not located:
                raise _Refused
            con.execute(
                f"INSERT INTO refused SELECT {sql_text(name)}, _line, _byte_offset, reason, _raw "
                f"FROM (SELECT *, {rules.refusal} AS reason FROM typed) WHERE reason IS NOT NULL"
            )
        if count.rows_landed:
            files[name] = folder / f"{name}.parquet"
            good = f"{rows} WHERE ({rules.refusal}) IS NULL" if count.rows_quarantined else rows
            _write(con, stream, good, source, files[name])
        if name == translation.main_stream:
            count = replace(count, rows_quarantined=count.rows_quarantined + lost)
        if count.rows_read or name == translation.main_stream:
            counts[name] = count
    if located and any(count.rows_quarantined for count in counts.values()):
        files[QUARANTINE] = _write_quarantine(con, source, folder / f"{QUARANTINE}.parquet")
    return Staged(files, counts, translation.notes + _tallies(con, translation))


def _count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = con.execute(query).fetchone()
    return int(row[0]) if row else 0


def _judge(
    con: duckdb.DuckDBPyConnection, stream: contract.Stream, rows: str, refusal: str
) -> StreamCount:
    """Count the good and the refused among typed rows."""
    at = sql_name(stream.event_time) if stream.event_time else "CAST(NULL AS TIMESTAMP)"
    good = "WHERE reason IS NULL"
    return StreamCount(
        *con.execute(
            f"SELECT count(*) FILTER ({good}), count(reason), "
            f"min(moment) FILTER ({good}), max(moment) FILTER ({good}) "
            f"FROM (SELECT {at} AS moment, {refusal} AS reason FROM {rows})"
        ).fetchall()[0]
    )


def _write(
    con: duckdb.DuckDBPyConnection,
    stream: contract.Stream,
    rows: str,
    source: Source,
    path: Path,
) -> None:
    """Write typed rows as raw Parquet."""
    own = [name for name in contract.raw_columns(stream) if name not in contract.PROVENANCE]
    columns = ", ".join(sql_name(name) for name in own)
    con.execute(
        f"COPY (SELECT {columns}, {sql_text(source.sha256)} AS _file_sha256, "
        f"TIMESTAMP '{source.loaded_at}' AS _loaded_at FROM {rows}) "
        f"TO {sql_text(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    )


def _write_quarantine(con: duckdb.DuckDBPyConnection, source: Source, path: Path) -> Path:
    con.execute(
        f"COPY (SELECT {sql_text(source.sha256)} AS file_sha256, {sql_text(source.path)} AS path, "
        "stream, line, byte_offset, reason, sha256(raw) AS row_sha256, "
        f"left(raw, {_RAW_SHOWN}) AS raw_text, TIMESTAMP '{source.loaded_at}' AS loaded_at "
        "FROM refused ORDER BY line, stream, reason) "
        f"TO {sql_text(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    )
    con.execute("DROP TABLE refused")
    return path


def _tallies(con: duckdb.DuckDBPyConnection, translation: Translation) -> tuple[str, ...]:
    """What was read without becoming a row, as `3 limit messages ignored`."""
    labels = [*translation.tallies, *translation.item_tallies]
    if not labels:
        return ()
    found: list[int] = []
    if translation.tallies:
        counts = ", ".join(f"count(*) FILTER ({test})" for test in translation.tallies.values())
        found += con.execute(f"SELECT {counts} FROM records AS r").fetchall()[0]
    found += [_count(con, query) for query in translation.item_tallies.values()]
    return tuple(f"{n} {label}" for label, n in zip(labels, found, strict=True) if n)
