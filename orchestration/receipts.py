"""What the receipts of a landed dump add up to.

Belongs here: counts read from a dump's store, for metadata and checks.
Does not belong here: writing receipts (`influence.dumps`).
"""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from influence.dumps.contract import STREAMS
from influence.dumps.store import FAILED, LANDED, Store, fingerprint
from influence.publication.warehouse import connect, literal

# Streams that carry most rows and whose days say most about a dump's coverage.
CHARTED_STREAMS = ("posts", "interactions", "visits", "conversions", "impressions")

BY_STREAM = """
    select stream, sum(rows_read), sum(rows_landed), sum(rows_quarantined)
    from read_parquet({files})
    group by stream
"""
# Files with anything wrong first: they are what somebody has to look at.
BY_FILE = f"""
    select
        path,
        any_value(format),
        any_value(status),
        sum(rows_read),
        sum(rows_landed),
        sum(rows_quarantined),
        any_value(reason)
    from read_parquet({{files}})
    group by path, file_sha256
    order by any_value(status) = '{LANDED}', sum(rows_quarantined) = 0, sum(rows_read) desc, path
"""
FAILED_FILES = f"""
    select path, any_value(entries_read), any_value(entries_refused)
    from read_parquet({{files}}, union_by_name = true)
    where status = '{FAILED}'
    group by path, file_sha256
    order by path
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


class FileAccount(NamedTuple):
    """What became of one file."""

    path: str
    format: str
    status: str
    read: int
    landed: int
    quarantined: int
    reason: str | None


def count_by_file(store: Path) -> list[FileAccount]:
    """Return what became of each file: those with anything wrong first, and the largest."""
    return [
        FileAccount(path, kind, status, int(read), int(landed), int(quarantined), reason)
        for path, kind, status, read, landed, quarantined, reason in _query(store, BY_FILE)
    ]


def failed_files(store: Path) -> list[tuple[str, int, int]]:
    """Return path, records read and records refused of each file past the threshold."""
    return _query(store, FAILED_FILES)


def unaccounted(store: Path) -> list[tuple[str, str, int, int, int]]:
    """Return path, stream, rows read, landed and quarantined where these do not add up."""
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
