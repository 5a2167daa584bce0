"""Which path of a dump holds which bytes, what is landed of them, and what replaced what.

Belongs here: the catalogue and the receipts as one, and setting aside bytes that no path holds.
Does not belong here: reading files (`reading`), and the order of a landing (`landing`).

*Nuances*. Bytes may lie under several paths and are landed once. A path may hold other bytes than
before; the old ones stay landed while another path holds them. A file that vanished stays landed,
as a drop folder is emptied; but what was refused whole and is gone needs nobody's attention any
more. The members of an archive are paths below its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from influence.dumps import recognition, registry, threshold
from influence.dumps.compression import fingerprint
from influence.dumps.inventory import DroppedFile, Seen, catalogue_text, read_catalogue
from influence.dumps.mapping.mappings import Mappings
from influence.dumps.packed import archives
from influence.dumps.store import LANDED, Receipt, Store


class Holdings:
    """What a store has of the files that now lie in its dump (`present`)."""

    def __init__(
        self,
        store: Store,
        present: Iterable[str],
        most_quarantined: float = threshold.MOST_QUARANTINED,
        mappings: Mappings | None = None,
    ) -> None:
        self.store = store
        self.mappings = mappings or Mappings()
        self.receipts = store.receipts()
        self.catalogue = read_catalogue(store.catalogue)
        self.superseded: list[str] = []
        # Landed, but to be read again.
        self._doubted: set[str] = set()
        self._present = set(present)
        self._most_quarantined = most_quarantined
        self._holders: dict[str, set[str]] = defaultdict(set)
        for path, seen in self.catalogue.items():
            self._holders[seen.sha256].add(path)
        self._landed_from: dict[str, set[str]] = defaultdict(set)
        for sha256, rows in self.receipts.items():
            self._landed_from[rows[0].path].add(sha256)

    def is_current(self, sha256: str, path: str) -> bool:
        """Whether landing these bytes again, from `path`, would give what is landed of them."""
        rows = self.receipts.get(sha256)
        if not rows or sha256 in self._doubted:
            return False
        if not (self._reads_so(path, rows) or self._other_reads_so(path, sha256, rows)):
            return False
        # Another threshold may have been set since.
        return threshold.is_judged_so(rows, self._most_quarantined)

    def is_known(self, path: str, seen: Seen) -> bool:
        """Whether a file, and all that an archive holds, is landed, judged without reading it."""
        old = self.catalogue.get(path)
        if old is None or not old.same_stat(seen):
            return False
        held = [path, *self.members_of(path)]
        return all(self.is_current(self.catalogue[name].sha256, name) for name in held)

    def _reads_so(self, path: str, rows: list[Receipt]) -> bool:
        read_as = {(row.format, row.translation_version) for row in rows}
        if all(file_format in archives.FORMATS for file_format, _ in read_as):
            return all(version == archives.VERSION for _, version in read_as)
        return self.mappings.is_current(path, read_as, recognition.version_of)

    def _other_reads_so(self, path: str, sha256: str, rows: list[Receipt]) -> bool:
        """Whether a mapping of another path of these bytes has them read so.

        Else two names of the same bytes, of which mappings say different things, would have them
        read again in turns.
        """
        other = rows[0].path
        holds_them = other != path and other in self._holders[sha256] and self.is_present(other)
        mapped = self.mappings.of(other) if holds_them else None
        return mapped is not None and mapped.is_named and self._reads_so(other, rows)

    def members_of(self, path: str) -> list[str]:
        """The paths of an archive's members, as they were when it was landed."""
        held = self.catalogue.get(path)
        rows = self.receipts.get(held.sha256) if held else None
        if not rows or rows[0].format not in archives.FORMATS:
            return []
        return sorted(name for name in self.catalogue if name.startswith(f"{path}/"))

    def knows(self, path: str, sha256: str) -> bool:
        """Whether a path held these bytes before, or they were landed from it."""
        return path in self._holders[sha256] or sha256 in self._landed_from[path]

    def doubt_refused(self) -> None:
        """Have all files read again of which something was refused."""
        for sha256, rows in self.receipts.items():
            if any(row.rows_quarantined or row.status != LANDED for row in rows):
                self._doubted.add(sha256)

    def doubt_beside(self, file: DroppedFile) -> None:
        """Have files of a folder read again of whose rows this one tells, if it came or changed."""
        path = PurePosixPath(file.path)
        told = {known for known, names in registry.BESIDE.items() if path.name in names}
        if not told or self._is_held(file):
            return
        for sha256, rows in self.receipts.items():
            if _may_ask(rows[0], told) and PurePosixPath(rows[0].path).parent == path.parent:
                self._doubted.add(sha256)

    def doubt_members(self, path: str) -> None:
        """Have members of a changed archive read again of whose rows other members tell."""
        for sha256, rows in self.receipts.items():
            if _may_ask(rows[0], registry.BESIDE) and rows[0].path.startswith(f"{path}/"):
                self._doubted.add(sha256)

    def replace(self, sha256: str, staged: dict[str, Path], receipts: list[Receipt]) -> None:
        """Land staged Parquet in place of what was landed of these bytes."""
        self.store.retire(sha256)
        self.store.commit(sha256, staged, receipts)
        self.receipts[sha256] = receipts
        self._doubted.discard(sha256)

    def amend(self, sha256: str, staged: dict[str, Path], receipts: list[Receipt]) -> None:
        """Change what is landed of bytes that lie nowhere any more, all of it in one step."""
        self.store.amend(sha256, staged, receipts)
        self.receipts[sha256] = receipts

    def holders_of(self, sha256: str) -> set[str]:
        """The paths that hold these bytes, or held them when they vanished."""
        return self._holders[sha256].copy()

    def undo(self, sha256: str) -> None:
        """Take back what was landed of bytes that no path holds."""
        self.store.retire(sha256)
        self.receipts.pop(sha256, None)

    def hold(self, path: str, seen: Seen, sha256: str) -> None:
        """A path holds these bytes now; what it held before is set aside."""
        # A renamed file: its old name is not a second holder of the bytes.
        for other in self._holders[sha256].copy():
            if other != path and not self.is_present(other):
                self._holders[sha256].discard(other)
                self.catalogue.pop(other, None)
        before = self._landed_from[path] - {sha256}
        if path in self.catalogue:
            before |= {self.catalogue[path].sha256} - {sha256}
        for old in before:
            self._leave(path, old)
        self._holders[sha256].add(path)
        self._landed_from[path].add(sha256)
        self.catalogue[path] = replace(seen, sha256=sha256)

    def keep_members(self, path: str, kept: Collection[str]) -> None:
        """Set aside the members that an archive had before and has no more."""
        landed = {name for name, bytes_ in self._landed_from.items() if bytes_}
        for name in {*self.catalogue, *landed} - set(kept):
            if name.startswith(f"{path}/"):
                self.let_go(name)

    def let_go_all(self, path: str) -> None:
        """An archive holds nothing any more."""
        self.keep_members(path, ())
        self.let_go(path)

    def let_go(self, path: str) -> None:
        """A path holds nothing any more."""
        held = self.catalogue.pop(path, None)
        for sha256 in self._landed_from[path] | ({held.sha256} if held else set()):
            self._leave(path, sha256)

    def forget_refused(self) -> None:
        """Let go of files of which nothing was landed and that are no longer in the dump."""
        for path in self.vanished():
            rows = self.receipts.get(self.catalogue[path].sha256, [])
            if all(row.status != LANDED for row in rows):
                self.let_go(path)

    def is_present(self, path: str) -> bool:
        """Whether a path, or the archive that it is in, lies in the dump."""
        return path in self._present or any(
            parent.as_posix() in self._present for parent in PurePosixPath(path).parents
        )

    def vanished(self) -> list[str]:
        """The paths that were landed and are no longer in the dump."""
        return sorted(path for path in self.catalogue if not self.is_present(path))

    def save(self) -> None:
        """Say what was seen, so that the next landing need not read it."""
        text = catalogue_text(self.catalogue)
        path = self.store.catalogue
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            part = path.with_name(".catalogue.json.part")
            part.write_text(text, encoding="utf-8")
            part.replace(path)

    def _is_held(self, file: DroppedFile) -> bool:
        """Whether a path holds the bytes that it held when last landed."""
        held = self.catalogue.get(file.path)
        if held is None:
            return False
        if not file.has_changed(held):
            return True
        try:
            return fingerprint(file.absolute).sha256 == held.sha256
        except OSError:
            return False

    def _leave(self, path: str, sha256: str) -> None:
        self._holders[sha256].discard(path)
        self._landed_from[path].discard(sha256)
        if not self._holders[sha256]:
            self.store.retire(sha256)
            self.receipts.pop(sha256, None)
            self.superseded.append(path)


def _may_ask(row: Receipt, told: Collection[str]) -> bool:
    """Whether a file may read otherwise, or at all, once a file of the formats `told` is there."""
    return row.format in told or row.status != LANDED
