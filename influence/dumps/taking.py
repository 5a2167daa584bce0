"""One dropped file is taken: landed unless its bytes are, and an archive member by member.

Belongs here: what becomes of one path of the dump, and the archive's account of its members.
Does not belong here: the order of files (`landing`), and how bytes become rows (`reading`).
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from influence.dumps.compression import Fingerprint, fingerprint
from influence.dumps.holdings import Holdings
from influence.dumps.inventory import DroppedFile, Seen, beside
from influence.dumps.outcomes import FileOutcome, not_taken
from influence.dumps.packed import archives
from influence.dumps.reading import ReadFile, Rules, read_file, refusal
from influence.dumps.store import LANDED, REFUSED
from influence.errors import DumpReadError

CHANGED = "it changed while it was read; land again"


def take(file: DroppedFile, holdings: Holdings, rules: Rules) -> Iterator[FileOutcome]:
    """Land a file, and all that an archive holds, unless that was done before."""
    try:
        seen = file.seen()
        if holdings.is_known(file.path, seen):
            for path in [file.path, *holdings.members_of(file.path)]:
                yield told(holdings, path, holdings.catalogue[path].sha256, "unchanged")
            return
        content = fingerprint(file.absolute)
        kind = archives.archive_kind(file.absolute)
    except OSError as fault:
        yield not_taken(file.path, f"it cannot be read ({fault.strerror})")
        return
    if kind is not None:
        yield from _Archive(file, content, seen, kind, holdings, rules).take()
        return
    is_new = not holdings.is_current(content.sha256, file.path)
    outcome = _take_bytes(file, content, holdings, rules, beside(file))
    if is_new and file.has_changed(seen):
        holdings.undo(content.sha256)
        yield not_taken(file.path, CHANGED)
        return
    holdings.hold(file.path, seen, content.sha256)
    yield outcome


def told(holdings: Holdings, path: str, sha256: str, status: str) -> FileOutcome:
    """What the receipts say of bytes that are landed."""
    rows = holdings.receipts[sha256]
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


def _take_bytes(
    file: DroppedFile,
    content: Fingerprint,
    holdings: Holdings,
    rules: Rules,
    neighbours: Callable[[str], bytes | None],
) -> FileOutcome:
    """Land these bytes, which are no archive, or say that they are landed."""
    if holdings.is_current(content.sha256, file.path):
        return _known(holdings, file.path, content.sha256)
    workspace = holdings.store.staging / content.sha256
    workspace.mkdir(parents=True, exist_ok=True)
    try:
        mapped = holdings.mappings.of(file.path)
        read = read_file(file, content, rules, workspace, neighbours, mapped)
        return _commit(holdings, file.path, read)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _known(holdings: Holdings, path: str, sha256: str) -> FileOutcome:
    status = "unchanged" if holdings.knows(path, sha256) else "same_bytes"
    return told(holdings, path, sha256, status)


def _commit(holdings: Holdings, path: str, read: ReadFile) -> FileOutcome:
    first = read.receipts[0]
    holdings.replace(first.file_sha256, read.files, read.receipts)
    return replace(told(holdings, path, first.file_sha256, first.status), counts=read.counts)


class _Archive:
    """One dropped archive on its way."""

    def __init__(
        self,
        file: DroppedFile,
        content: Fingerprint,
        seen: Seen,
        kind: str,
        holdings: Holdings,
        rules: Rules,
    ) -> None:
        self.file = file
        self.content = content
        self.seen = seen
        self.kind = kind
        self.holdings = holdings
        self.rules = rules
        self.kept: dict[str, str] = {}

    def take(self) -> Iterator[FileOutcome]:
        """Land the members, and last the archive itself: its receipt is their account."""
        if self._is_landed():
            self.holdings.hold(self.file.path, self.seen, self.content.sha256)
            yield _known(self.holdings, self.file.path, self.content.sha256)
            for path in self.holdings.members_of(self.file.path):
                yield told(self.holdings, path, self._held(path), "unchanged")
            return
        self.holdings.doubt_members(self.file.path)
        outcome = None
        try:
            contents = archives.survey(self.file.absolute, self.kind)
            yield from self._take_members(contents)
        except DumpReadError as fault:
            # Whatever was landed of it before the fault is let go with the members of old.
            self.kept.clear()
            outcome = self._account(str(fault), None)
        else:
            outcome = self._account(None, _notes(contents, len(self.kept)))
        self.holdings.keep_members(self.file.path, self.kept)
        if self.file.has_changed(self.seen):
            self.holdings.let_go_all(self.file.path)
            yield not_taken(self.file.path, CHANGED)
            return
        self.holdings.hold(self.file.path, self.seen, self.content.sha256)
        yield outcome

    def _is_landed(self) -> bool:
        """Whether these bytes were landed from this path, or refused whole from any."""
        if not self.holdings.is_current(self.content.sha256, self.file.path):
            return False
        if self.holdings.receipts[self.content.sha256][0].status != LANDED:
            return True
        held = self.holdings.catalogue.get(self.file.path)
        members = self.holdings.members_of(self.file.path)
        return (
            held is not None
            and held.sha256 == self.content.sha256
            and all(self.holdings.is_current(self._held(path), path) for path in members)
        )

    def _held(self, path: str) -> str:
        return self.holdings.catalogue[path].sha256

    def _take_members(self, contents: archives.Contents) -> Iterator[FileOutcome]:
        for member in contents.refused:
            yield self._refuse(member)
        folder = self.holdings.store.staging / self.content.sha256
        folder.mkdir(parents=True, exist_ok=True)
        try:
            for unpacked in contents.unpacked(folder):
                if unpacked.content is None:
                    yield self._refuse(unpacked.member)
                    continue
                file = self._file(unpacked.member, unpacked.path)
                outcome = _take_bytes(
                    file,
                    unpacked.content,
                    self.holdings,
                    self.rules,
                    contents.beside(unpacked.member),
                )
                self._keep(file.path, unpacked.content.sha256)
                yield outcome
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _refuse(self, member: archives.Member) -> FileOutcome:
        """Take note of a member that was not read; its bytes are unknown, its place is not."""
        place = hashlib.sha256(f"{self.content.sha256}/{member.position}".encode()).hexdigest()
        file = self._file(member, self.file.absolute)
        if self.holdings.is_current(place, file.path):
            outcome = _known(self.holdings, file.path, place)
        else:
            receipt = refusal(file, Fingerprint(place, member.size), self.rules, member.fault)
            receipt = replace(receipt, format=self.kind, translation_version=archives.VERSION)
            outcome = _commit(self.holdings, file.path, ReadFile([receipt]))
        self._keep(file.path, place)
        return outcome

    def _file(self, member: archives.Member, absolute: Path) -> DroppedFile:
        return DroppedFile(f"{self.file.path}/{member.path}", absolute)

    def _keep(self, path: str, sha256: str) -> None:
        self.kept[path] = sha256
        self.holdings.hold(path, self.seen, sha256)

    def _account(self, reason: str | None, notes: str | None) -> FileOutcome:
        if self.holdings.is_current(self.content.sha256, self.file.path):
            return _known(self.holdings, self.file.path, self.content.sha256)
        receipt = replace(
            refusal(self.file, self.content, self.rules, reason),
            format=self.kind,
            translation_version=archives.VERSION,
            status=REFUSED if reason else LANDED,
            notes=notes,
        )
        return _commit(self.holdings, self.file.path, ReadFile([receipt]))


def _notes(contents: archives.Contents, kept: int) -> str:
    told = [f"{kept - len(contents.refused)} members read"]
    if contents.passed_over:
        told.append(f"{contents.passed_over} left out: pictures, films, pages and documentation")
    if contents.refused:
        told.append(f"{len(contents.refused)} refused")
    return "; ".join(told)
