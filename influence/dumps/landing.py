"""A dump lands: every file is recognised, read, checked and committed on its own.

Belongs here: the order of things, and what a caller sees of them.
Does not belong here: formats, rules of values, and names of files (their own modules).

Landing is idempotent: bytes that were landed by the current translation are never read again,
and a second landing of the same dump writes nothing. A crash needs only another landing.
"""

import fcntl
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from influence.dumps import open_format, recognition, x_v1, x_v2
from influence.dumps.compression import Fingerprint, fingerprint
from influence.dumps.inventory import (
    DroppedFile,
    Seen,
    catalogue_text,
    read_catalogue,
    take_inventory,
)
from influence.dumps.outcomes import FileOutcome, LandingPlan, LandingSummary
from influence.dumps.reading import UNRECOGNISED, read_file
from influence.dumps.store import Receipt, Store, dump_key
from influence.dumps.store import fingerprint as store_fingerprint
from influence.errors import DumpError, LandingError

__all__ = ["FileOutcome", "LandingPlan", "LandingSummary", "land", "plan"]


def plan(source: Path, raw_home: Path) -> LandingPlan:
    """Compare a dump with what is landed of it by size, times and inode; cheap.

    Raises DumpError where the dump is missing.
    """
    store = Store(raw_home / dump_key(source))
    inventory = take_inventory(source)
    catalogue = read_catalogue(store.catalogue)
    receipts = store.receipts()
    new = [
        file.path
        for file in inventory.files
        if not _is_known(catalogue.get(file.path), file.seen(), receipts)
    ]
    present = {file.path for file in inventory.files}
    return LandingPlan(new, sorted(catalogue.keys() - present))


def land(
    source: Path,
    raw_home: Path,
    *,
    loaded_at: datetime,
    memory_limit: str = "2GB",
    progress: Callable[[FileOutcome], None] | None = None,
) -> LandingSummary:
    """Land every new file of a dump folder (or of one file) under `raw_home`.

    `loaded_at` is the time of the run, in UTC; rows dated more than a day after it are refused.
    Faults of a file or a row end in its receipt and in the quarantine, and never stop the others.
    Raises DumpError where the dump is missing or holds no data file, and LandingError where raw
    Parquet cannot be written or another landing of the same dump is under way.
    """
    inventory = take_inventory(source)
    store = Store(raw_home / dump_key(source))
    if not inventory.files and not store.catalogue.exists():
        raise DumpError(f"{source}: the dump holds no data file; drop the export there first")
    moment = loaded_at.astimezone(UTC).replace(tzinfo=None) if loaded_at.tzinfo else loaded_at
    try:
        store.root.mkdir(parents=True, exist_ok=True)
        with _only_one(store):
            present = {file.path for file in inventory.files}
            run = _Landing(store, moment, memory_limit, present)
            outcomes: list[FileOutcome] = []
            for file in inventory.files:
                outcomes.append(run.take(file))
                if progress is not None:
                    progress(outcomes[-1])
            run.finish()
            vanished = sorted(run.catalogue.keys() - present)
    except OSError as fault:
        raise LandingError(
            f"raw data cannot be written under {store.root} ({fault}); give space or permission "
            "and land again"
        ) from fault
    return LandingSummary(
        store.root.name,
        store.root,
        outcomes,
        store_fingerprint(run.receipts),
        list(inventory.ignored),
        vanished,
        run.superseded,
    )


def current_version(file_format: str) -> int:
    """The version of the translation that would read a file of this format today."""
    if file_format.startswith("open-"):
        return open_format.VERSION
    return {x_v1.FORMAT: x_v1.VERSION, x_v2.FORMAT: x_v2.VERSION}.get(
        file_format, recognition.VERSION
    )


def _is_known(old: Seen | None, seen: Seen, receipts: dict[str, list[Receipt]]) -> bool:
    return old is not None and old.same_stat(seen) and _is_current(receipts.get(old.sha256))


def _is_current(rows: list[Receipt] | None) -> bool:
    return bool(rows) and all(
        row.translation_version == current_version(row.format) for row in rows or ()
    )


@contextmanager
def _only_one(store: Store) -> Iterator[None]:
    with (store.root / "_lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise LandingError(
                f"{store.root}: another landing of this dump is under way; wait for its end"
            ) from fault
        yield


class _Landing:
    """One run over the files of a dump, with the state that they share."""

    def __init__(
        self, store: Store, loaded_at: datetime, memory_limit: str, present: set[str]
    ) -> None:
        self.store = store
        self.loaded_at = loaded_at
        self.memory_limit = memory_limit
        self.present = present
        store.make_tables()
        self.receipts = store.receipts()
        store.sweep(self.receipts)
        self.catalogue = read_catalogue(store.catalogue)
        # Which paths hold some bytes, and which bytes were landed from a path.
        self.holders: dict[str, set[str]] = defaultdict(set)
        for path, seen in self.catalogue.items():
            self.holders[seen.sha256].add(path)
        self.landed_from: dict[str, set[str]] = defaultdict(set)
        for sha256, rows in self.receipts.items():
            self.landed_from[rows[0].path].add(sha256)
        self.superseded: list[str] = []

    def take(self, file: DroppedFile) -> FileOutcome:
        """Land one file unless its bytes are landed already."""
        try:
            seen = file.seen()
            old = self.catalogue.get(file.path)
            if old is not None and _is_known(old, seen, self.receipts):
                return self._told_by_receipts(file.path, old.sha256, "unchanged")
            content = fingerprint(file.absolute)
        except OSError as fault:
            return _refused(file.path, f"the file cannot be read ({fault.strerror})")
        sha256 = content.sha256
        if _is_current(self.receipts.get(sha256)):
            known = file.path in self.holders[sha256] or sha256 in self.landed_from[file.path]
            outcome = self._told_by_receipts(
                file.path, sha256, "unchanged" if known else "same_bytes"
            )
        else:
            outcome = self._land(file, content)
            if not file.seen().same_stat(seen):
                self.store.retire(sha256)
                del self.receipts[sha256]
                return _refused(file.path, "the file changed while it was read; land again")
        self._supersede(file.path, sha256)
        self.catalogue[file.path] = replace(seen, sha256=sha256)
        return outcome

    def finish(self) -> None:
        """Say what was seen, so that the next run need not read it, and point `current` here."""
        text = catalogue_text(self.catalogue)
        path = self.store.catalogue
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            part = path.with_name(".catalogue.json.part")
            part.write_text(text, encoding="utf-8")
            part.replace(path)
        shutil.rmtree(self.store.staging, ignore_errors=True)
        self.store.point_current()

    def _land(self, file: DroppedFile, content: Fingerprint) -> FileOutcome:
        workspace = self.store.staging / content.sha256
        workspace.mkdir(parents=True, exist_ok=True)
        self.store.retire(content.sha256)
        try:
            landed = read_file(file, content, self.loaded_at, workspace, self.memory_limit)
            self.store.commit(content.sha256, landed.files, landed.receipts)
        finally:
            shutil.rmtree(workspace, ignore_errors=True)
        self.receipts[content.sha256] = landed.receipts
        outcome = self._told_by_receipts(file.path, content.sha256, landed.receipts[0].status)
        return replace(outcome, counts=landed.counts)

    def _told_by_receipts(self, path: str, sha256: str, status: str) -> FileOutcome:
        rows = self.receipts[sha256]
        return FileOutcome(
            path,
            rows[0].format,
            status,
            sum(row.rows_read for row in rows),
            sum(row.rows_landed for row in rows),
            sum(row.rows_quarantined for row in rows),
            rows[0].reason,
            rows[0].notes,
        )

    def _supersede(self, path: str, sha256: str) -> None:
        """Set aside what the path held before, unless another path holds the same bytes."""
        # A renamed file: its old name is not a second holder of the bytes.
        for other in self.holders[sha256] - self.present:
            self.holders[sha256].discard(other)
            del self.catalogue[other]
        before = self.landed_from[path] - {sha256}
        if path in self.catalogue:
            before |= {self.catalogue[path].sha256} - {sha256}
        for old in before:
            self.holders[old].discard(path)
            self.landed_from[path].discard(old)
            if not self.holders[old]:
                self.store.retire(old)
                self.receipts.pop(old, None)
                self.superseded.append(path)
        self.holders[sha256].add(path)
        self.landed_from[path].add(sha256)


def _refused(path: str, reason: str) -> FileOutcome:
    return FileOutcome(path, UNRECOGNISED, "quarantined", reason=reason)
