"""The quarantine is read again after a fix: from the dump, or from its own raw text.

Belongs here: which files are read again, and what that released.
Does not belong here: reading of a file (`landing`), and of raw text (`raw_text`).

*Nuances*. A file that still lies in the dump is landed anew, and that decides. Of a file that is
gone, the rows that landed stay, and its refused records are read again from the text that the
quarantine keeps of them, where that is whole. Nothing is released twice: what landed leaves the
quarantine in the same step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from influence.dumps import threshold
from influence.dumps.holdings import Holdings
from influence.dumps.inventory import Inventory, take_inventory
from influence.dumps.landing import land, opened
from influence.dumps.outcomes import FileOutcome
from influence.dumps.raw_text import read_raw_text
from influence.dumps.reading import Rules
from influence.dumps.store import LANDED, Receipt, Store, dump_key
from influence.errors import DumpError


@dataclass(frozen=True)
class Requeued:
    """What reading the refused part of one file again gave.

    `released` rows are landed that were not before, `refused` are in the quarantine now; `reason`
    tells of the file as a whole.
    """

    path: str
    released: int
    refused: int
    reason: str | None


def requeue(
    source: Path,
    raw_home: Path,
    *,
    loaded_at: datetime,
    memory_limit: str = "2GB",
    most_quarantined: float = threshold.MOST_QUARANTINED,
    settle_seconds: float = 0,
    progress: Callable[[FileOutcome], None] | None = None,
) -> list[Requeued]:
    """Read again what was refused of a dump; the files concerned, by path.

    Takes what `land` takes and raises what it raises. Files that are new are landed too.
    """
    store = Store(raw_home / dump_key(source))
    if not store.catalogue.exists():
        raise DumpError(f"{source}: nothing of this dump was landed yet; land it first")
    moment = loaded_at.astimezone(UTC).replace(tzinfo=None) if loaded_at.tzinfo else loaded_at
    rules = Rules(moment, memory_limit, most_quarantined)
    before = _refused(store.receipts())
    if source.exists():
        land(
            source,
            raw_home,
            loaded_at=loaded_at,
            memory_limit=memory_limit,
            most_quarantined=most_quarantined,
            settle_seconds=settle_seconds,
            read_again=True,
            progress=progress,
        )
    inventory = take_inventory(source) if source.exists() else Inventory(())
    with opened(store, inventory, rules) as holdings:
        reasons = {sha256: read_raw_text(holdings, path, rules) for path, sha256 in _gone(holdings)}
        found = [
            _told(holdings.receipts[sha256], landed, reasons.get(sha256))
            for sha256, landed in before.items()
            if sha256 in holdings.receipts
        ]
    return sorted(found, key=lambda requeued: requeued.path)


def _refused(receipts: dict[str, list[Receipt]]) -> dict[str, int]:
    """The files of which something was refused, by their hash, and the rows that landed of each."""
    return {
        sha256: sum(row.rows_landed for row in rows)
        for sha256, rows in receipts.items()
        if any(row.rows_quarantined or row.status != LANDED for row in rows)
    }


def _gone(holdings: Holdings) -> list[tuple[str, str]]:
    """Path and hash of files that lie nowhere any more, and of which rows are in the quarantine."""
    vanished = set(holdings.vanished())
    paths = {holdings.catalogue[path].sha256: path for path in sorted(vanished)}
    return [
        (path, sha256)
        for sha256, path in paths.items()
        if any(row.rows_quarantined for row in holdings.receipts.get(sha256, []))
        # Bytes that another path of the dump holds were read again from there.
        and holdings.holders_of(sha256) <= vanished
    ]


def _told(rows: list[Receipt], landed_before: int, reason: str | None) -> Requeued:
    return Requeued(
        rows[0].path,
        sum(row.rows_landed for row in rows) - landed_before,
        sum(row.rows_quarantined for row in rows),
        reason or rows[0].reason,
    )
