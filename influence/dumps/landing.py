"""A dump lands: every file is recognised, read, checked and committed on its own.

Belongs here: the order of things, and what a caller sees of them.
Does not belong here: formats, rules of values, and names of files (their own modules).

Landing is idempotent: bytes that were landed by the current translation are never read again,
and a second landing of the same dump writes nothing. A crash needs only another landing.
"""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from influence.dumps import threshold
from influence.dumps.holdings import Holdings
from influence.dumps.inventory import DroppedFile, Inventory, take_inventory
from influence.dumps.mapping.mappings import of_dump
from influence.dumps.outcomes import FileOutcome, LandingPlan, LandingSummary, not_taken
from influence.dumps.reading import Rules
from influence.dumps.steadiness import Watch
from influence.dumps.store import Store, dump_key
from influence.dumps.store import fingerprint as store_fingerprint
from influence.dumps.taking import take
from influence.errors import DumpError, LandingError

__all__ = ["FileOutcome", "LandingPlan", "LandingSummary", "land", "plan"]


def plan(
    source: Path, raw_home: Path, *, most_quarantined: float = threshold.MOST_QUARANTINED
) -> LandingPlan:
    """Compare a dump with what is landed of it by size, times and inode; cheap.

    Raises DumpError where the dump is missing.
    """
    inventory = take_inventory(source)
    store = Store(raw_home / dump_key(source))
    mappings = of_dump(inventory.files)
    holdings = Holdings(store, inventory.paths, most_quarantined, mappings)
    new = [file.path for file in inventory.files if not holdings.is_known(file.path, file.seen())]
    return LandingPlan(new, holdings.vanished())


def land(
    source: Path,
    raw_home: Path,
    *,
    loaded_at: datetime,
    memory_limit: str = "2GB",
    most_quarantined: float = threshold.MOST_QUARANTINED,
    settle_seconds: float = 0,
    read_again: bool = False,
    progress: Callable[[FileOutcome], None] | None = None,
) -> LandingSummary:
    """Land every new file of a dump folder (or of one file) under `raw_home`.

    `loaded_at` is the time of the run, in UTC; rows dated more than a day after it are refused.
    Of a file with a larger share of bad records than `most_quarantined` nothing is landed. A file
    that was written within the last `settle_seconds` is looked at again, after a wait for all of
    them together, and left for another landing if it still grows. `read_again` also reads files
    again of which something was refused.

    Faults of a file or a row end in its receipt and in the quarantine, and never stop the others.
    Raises DumpError where the dump is missing or holds no data file, and LandingError where raw
    Parquet cannot be written or another landing of the same dump is under way.
    """
    inventory = take_inventory(source)
    store = Store(raw_home / dump_key(source))
    if not inventory.files and not store.catalogue.exists():
        raise DumpError(_empty(source, inventory))
    moment = loaded_at.astimezone(UTC).replace(tzinfo=None) if loaded_at.tzinfo else loaded_at
    rules = Rules(moment, memory_limit, most_quarantined)
    outcomes: list[FileOutcome] = []
    try:
        with opened(store, inventory, rules) as holdings:
            if read_again:
                holdings.doubt_refused()
            for outcome in _take_all(inventory, holdings, rules, Watch(settle_seconds)):
                outcomes.append(outcome)
                if progress is not None:
                    progress(outcome)
            holdings.forget_refused()
    except OSError as fault:
        raise LandingError(
            f"raw data cannot be written under {store.root} ({fault}); give space or permission "
            "and land again"
        ) from fault
    return LandingSummary(
        store.root.name,
        store.root,
        outcomes,
        store_fingerprint(holdings.receipts),
        list(inventory.ignored),
        holdings.vanished(),
        holdings.superseded,
    )


@contextmanager
def opened(store: Store, inventory: Inventory, rules: Rules) -> Iterator[Holdings]:
    """What a store holds, for this process alone; afterwards it is saved, and `current`.

    Raises LandingError where another process is at work on it.
    """
    store.root.mkdir(parents=True, exist_ok=True)
    with (store.root / "_lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise LandingError(
                f"{store.root}: another landing of this dump is under way; wait for its end"
            ) from fault
        store.finish_amendments()
        store.make_tables()
        mappings = of_dump(inventory.files)
        holdings = Holdings(store, inventory.paths, rules.most_quarantined, mappings)
        store.sweep(holdings.receipts)
        yield holdings
        holdings.save()
        shutil.rmtree(store.staging, ignore_errors=True)
        store.point_current()


def _empty(source: Path, inventory: Inventory) -> str:
    others = ""
    if inventory.ignored or inventory.left:
        others = (
            f" (left out: {len(inventory.ignored)} files of documentation, pictures or pages, "
            f"{len(inventory.left)} unfinished or with a name that cannot be read)"
        )
    return f"{source}: the dump holds no data file{others}; drop the export there first"


def _take_all(
    inventory: Inventory, holdings: Holdings, rules: Rules, watch: Watch
) -> Iterator[FileOutcome]:
    """Land what is new, in the order of the paths; files that may still grow come last."""
    for file in inventory.files:
        holdings.doubt_beside(file)
    for path, reason in inventory.left:
        yield not_taken(path, reason)
    young: list[DroppedFile] = []
    for file in inventory.files:
        if watch.is_young(file) and not holdings.is_known(file.path, file.seen()):
            young.append(file)
        else:
            yield from take(file, holdings, rules)
    if young:
        watch.wait()
    for file in young:
        if watch.has_grown(file):
            yield not_taken(file.path, "it is still being written; land again when it is whole")
        else:
            yield from take(file, holdings, rules)
