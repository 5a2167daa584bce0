"""Archives as platforms hand them out: which members are taken, and why the others are not.

Belongs here: zip and tar (plain or compressed) as lists of files, and unpacking to numbered files.
Does not belong here: the containers (`zips`, `tars`), and what a member holds (`reading`).

*Nuances*. No name of an archive is ever used as a name on this disk. What is wrong with one member
(its name, a link, a password) refuses that member; what no honest archive has (a million members, a
thousandfold size) refuses the archive. Two members of one name are both refused: nobody can tell
which is meant.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from influence.dumps import limits
from influence.dumps.companions import HEAD, is_companion, is_program
from influence.dumps.compression import Fingerprint, compression_of, copy_to, decompressed
from influence.dumps.inventory import SMALL
from influence.dumps.packed import tars, zips
from influence.dumps.packed.members import Entry, Stream
from influence.errors import DumpReadError

# Bumped when other members are taken than before.
VERSION = 1
ZIP, TAR = "zip", "tar"
FORMATS = (ZIP, TAR)
_SHOWN = 100
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Member:
    """A file of an archive: its place there, its path there as it may be shown, why not taken."""

    position: int
    path: str
    size: int
    fault: str | None = None


@dataclass(frozen=True)
class Unpacked:
    """A member's bytes in a file of our own name; without `content` where it cannot be read."""

    member: Member
    path: Path
    content: Fingerprint | None


class Contents:
    """The members of one archive: taken, refused, and passed over because they are no data."""

    def __init__(self, path: Path, kind: str, members: list[Member]) -> None:
        self.path = path
        self.kind = kind
        self.refused = [member for member in members if member.fault]
        readable = [member for member in members if not member.fault]
        self.taken = [member for member in readable if not is_companion(member.path)]
        self.passed_over = len(readable) - len(self.taken)
        self._readable = {member.path: member for member in readable}
        self._small: dict[str, bytes] = {}

    def unpacked(self, folder: Path) -> Iterator[Unpacked]:
        """Each taken member in turn; its file is there until the next is asked for.

        Raises DumpReadError where the archive cannot be read on, and LandingError where the disk
        would be full.
        """
        members = {member.position: member for member in self.taken}
        target = folder / "member"
        for position, stream in _streams(self.path, self.kind, members):
            member = members[position]
            try:
                content = copy_to(stream, target)
            except DumpReadError as fault:
                yield Unpacked(replace(member, fault=str(fault)), target, None)
                continue
            with target.open("rb") as file:
                is_data = not is_program(member.path, file.read(HEAD))
            if is_data:
                yield Unpacked(member, target, content)
            else:
                self.passed_over += 1
            target.unlink()

    def beside(self, member: Member) -> Callable[[str], bytes | None]:
        """What reads a small file of the member's folder by its name; None where there is none."""
        folder = PurePosixPath(member.path).parent
        return lambda name: self._read_small((folder / name).as_posix())

    def _read_small(self, path: str) -> bytes | None:
        found = self._readable.get(path)
        if found is None or found.size > SMALL:
            return None
        if path not in self._small:
            for _, stream in _streams(self.path, self.kind, [found.position]):
                pieces: Callable[[], bytes] = partial(stream.read, SMALL)
                self._small[path] = b"".join(iter(pieces, b""))
        return self._small[path]


def archive_kind(path: Path) -> str | None:
    """'zip' or 'tar' (also of a compressed tar) by the first bytes; None for anything else.

    An office document is a zip too, but no archive of files.
    """
    compression = compression_of(path)
    try:
        with decompressed(path, compression) as stream:
            head = stream.read(tars.BLOCK)
    except DumpReadError:
        return None
    if head.startswith(zips.STARTS):
        # A zip in a compressed file is an archive inside another.
        return ZIP if compression is None and not zips.is_office_document(path) else None
    return TAR if tars.is_header(head) else None


def survey(path: Path, kind: str) -> Contents:
    """Look through an archive, to its end, before anything of it is landed.

    Raises DumpReadError where the archive is refused whole: cut off, corrupt, built to fill a
    disk, or with more members that cannot be taken than an export has.
    """
    entries = zips.entries(path) if kind == ZIP else tars.entries(path)
    files = [entry for entry in entries if not entry.is_folder]
    often = Counter(_normal(entry.name) for entry in files)
    members = [_member(entry, often) for entry in files]
    contents = Contents(path, kind, members)
    if len(contents.refused) > limits.LIMITS.refusals:
        first = contents.refused[0]
        raise DumpReadError(
            f"{len(contents.refused):,} of the {len(files):,} members cannot be taken, as "
            f"{first.path} ({first.fault}); unpack it yourself if it is what it should be"
        )
    return contents


def _member(entry: Entry, often: Counter[str]) -> Member:
    name = _normal(entry.name)
    fault = _name_fault(entry.name) or entry.fault
    if fault is None and often[name] > 1:
        fault = f"the archive has {often[name]} members of this name"
    if fault is None:
        return Member(entry.position, name, entry.size)
    shown = f"{_shown(entry.name)} (member {entry.position + 1})"
    return Member(entry.position, shown, entry.size, fault)


def _streams(path: Path, kind: str, positions: Collection[int]) -> Iterator[tuple[int, Stream]]:
    return zips.streams(path, positions) if kind == ZIP else tars.streams(path, positions)


def _name_fault(name: str) -> str | None:
    """Why a name is none that a file of an export has; None for a good one."""
    if len(name) > limits.LIMITS.name:
        return f"its name has {len(name):,} characters, at most {limits.LIMITS.name} are read"
    if _CONTROL.search(name):
        return "its name holds control characters"
    if not name.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in name):
        return "its name is not UTF-8"
    spread = name.replace("\\", "/")
    if spread.startswith("/") or _DRIVE.match(spread) or ".." in spread.split("/"):
        return "its name leads out of the archive"
    return None if _normal(name) else "it has no name"


def _normal(name: str) -> str:
    """The path that a name means: `./a//b` is `a/b`, and Windows' separators are no others."""
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", "."))


def _shown(name: str) -> str:
    plain = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", name[:_SHOWN])
    plain = plain.encode("utf-8", "replace").decode("utf-8")
    return plain if len(name) <= _SHOWN else f"{plain}…"
