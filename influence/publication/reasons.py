"""Why rows and files of a dump were put aside, in words that hold nobody's data.

Belongs here: counting the reasons in a dump's store, for reports, metadata and checks.
Does not belong here: deciding what is put aside (`influence.dumps`).
"""

import re
from pathlib import Path
from typing import Any

from influence.publication.warehouse import connect, literal

NO_REASON = "no reason given"
# The values that a reason quotes are somebody's data, and keep equal reasons apart.
QUOTED_VALUE = re.compile(r"\"(?:[^\"\\]|\\.)*\"|(?<= is )-?\d+(?:[.eE+-]+\d+)*")


def count_reasons(store: Path) -> list[tuple[str, int]]:
    """Return why rows are in the quarantine and how many, most first, without the rows' values."""
    rows = _rows_of(store, "quarantine", "select reason, count(*) from {files} group by reason")
    counts: dict[str, int] = {}
    for reason, count in rows:
        plain = QUOTED_VALUE.sub("…", reason or NO_REASON)
        counts[plain] = counts.get(plain, 0) + count
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def refused_files(store: Path) -> list[tuple[str, str]]:
    """Return path and reason of every file that was put aside whole, by path."""
    query = "select path, reason from {files} where status = 'quarantined' order by path"
    return [(path, reason or NO_REASON) for path, reason in _rows_of(store, "receipts", query)]


def _rows_of(store: Path, table: str, query: str) -> list[tuple[Any, ...]]:
    if not any((store / table).glob("*.parquet")):
        return []
    files = f"read_parquet({literal(str(store / table / '*.parquet'))})"
    with connect() as connection:
        return connection.execute(query.format(files=files)).fetchall()
