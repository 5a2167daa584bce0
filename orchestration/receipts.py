"""What the receipts of a landed dump add up to.

Belongs here: counts read from a dump's store, for metadata and checks.
Does not belong here: writing receipts (`influence.dumps`).
"""

from datetime import date
from pathlib import Path
from typing import Any

from influence.dumps.contract import STREAMS
from influence.dumps.store import Store, fingerprint
from influence.publication.warehouse import connect, literal

# Streams that carry most rows and whose days say most about a dump's coverage.
CHARTED_STREAMS = ("posts", "interactions", "visits", "conversions", "impressions")

BY_STREAM = """
    select stream, sum(rows_read), sum(rows_landed), sum(rows_quarantined)
    from read_parquet({files})
    group by stream
"""
BY_FILE = """
    select path, stream, rows_read, rows_landed, rows_quarantined
    from read_parquet({files})
    order by rows_read desc, path, stream
"""
UNACCOUNTED = """
    select path, stream, rows_read, rows_landed, rows_quarantined
    from read_parquet({files})
    where rows_read <> rows_landed + rows_quarantined
    order by path, stream
"""
BY_DAY = """
    select cast({time} as date) as day, {stream} as stream, count(*) as n
    from read_parquet({files})
    group by day
"""


def fingerprint_of(store: Path) -> str:
    """Return 64 hex over what is landed: each file's bytes, and the translation that read them."""
    return fingerprint(Store(store).receipts())


def dump_name_of(store: Path) -> str:
    """Return the dump's name as its user gave it, near enough to be recognised."""
    # A store is named <slug>-<8 hex of the dump's path>.
    return store.resolve().name.rpartition("-")[0]


def count_by_stream(store: Path) -> dict[str, tuple[int, int, int]]:
    """Return rows read, landed and quarantined, by stream."""
    return {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in _query(store, BY_STREAM)}


def count_by_file(store: Path) -> list[tuple[str, str, int, int, int]]:
    """Return path, stream, and rows read, landed and quarantined; largest files first."""
    return _query(store, BY_FILE)


def unaccounted(store: Path) -> list[tuple[str, str, int, int, int]]:
    """Return the receipts whose rows do not add up, in the columns of `count_by_file`."""
    return _query(store, UNACCOUNTED)


def count_by_day(store: Path) -> list[tuple[date, str, int]]:
    """Return rows by day (UTC) and stream, for the streams that are charted."""
    days = []
    for name in CHARTED_STREAMS:
        files = literal(str(store / name / "*.parquet"))
        time, stream = STREAMS[name].event_time, literal(name)
        with connect() as connection:
            query = BY_DAY.format(time=time, stream=stream, files=files)
            days += connection.execute(query).fetchall()
    return sorted(days)


def _query(store: Path, query: str) -> list[tuple[Any, ...]]:
    with connect() as connection:
        files = literal(str(store / "receipts" / "*.parquet"))
        return connection.execute(query.format(files=files)).fetchall()
