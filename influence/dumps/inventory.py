"""What lies in a dump folder, and what was there when it was last landed.

Belongs here: walking, leaving out what is no data, and the catalogue that spares hashing again.
Does not belong here: telling what a file holds (`recognition`).
"""

import json
import os
import stat
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from influence.dumps.companions import HEAD, is_companion, is_program, is_script, is_unfinished
from influence.dumps.encodings import storable
from influence.errors import DumpError

# The largest file that is read for what it says of others in its folder.
SMALL = 1 << 20


@dataclass(frozen=True)
class Seen:
    """What the file system said of a file, and the sha256 that it had then."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    sha256: str = ""

    def same_stat(self, other: "Seen") -> bool:
        return (self.size, self.mtime_ns, self.ctime_ns, self.inode) == (
            other.size,
            other.mtime_ns,
            other.ctime_ns,
            other.inode,
        )


@dataclass(frozen=True)
class DroppedFile:
    """One file of a dump: `path` relative to the dump (posix), and where it is."""

    path: str
    absolute: Path

    def seen(self) -> Seen:
        found = self.absolute.stat()
        return Seen(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)

    def has_changed(self, since: Seen) -> bool:
        """Whether the file is another than it was, or gone."""
        try:
            return not self.seen().same_stat(since)
        except OSError:
            return True


@dataclass(frozen=True)
class Inventory:
    """The data files of a dump in the order of their paths, and those left out.

    `ignored` are no data; `left` are not taken because of their names, each with the reason.
    """

    files: tuple[DroppedFile, ...]
    ignored: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()

    @property
    def paths(self) -> list[str]:
        """The path of every file that is there, whether it is taken or not."""
        return [*(file.path for file in self.files), *(path for path, _ in self.left)]


def take_inventory(source: Path) -> Inventory:
    """List the files of a dump folder, or the one file that the dump is.

    Raises DumpError where `source` is missing, unreadable, or neither a folder nor a file.
    """
    if not _is_text(str(source)):
        raise DumpError(f"{_path(source)}: the name is no UTF-8; rename it")
    if source.is_file():
        return Inventory((DroppedFile(source.name, source),))
    if not source.is_dir():
        raise DumpError(
            f"{source}: there is no such folder or file; give the dump that a platform wrote"
        )
    files: list[DroppedFile] = []
    ignored: list[str] = []
    left: list[tuple[str, str]] = []

    def refuse(fault: OSError) -> None:
        raise DumpError(f"{fault.filename}: the folder cannot be read ({fault.strerror})")

    for folder, folders, names in os.walk(source, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            absolute = Path(folder) / name
            path = _path(absolute.relative_to(source))
            if is_companion(name) or not _is_regular(absolute) or _is_program(absolute):
                ignored.append(path)
            elif is_unfinished(name):
                left.append(
                    (path, "its name says that it is unfinished; rename it when it is whole")
                )
            elif not _is_text(str(absolute)):
                left.append((path, "its name is no UTF-8; rename it"))
            else:
                files.append(DroppedFile(path, absolute))
    files.sort(key=lambda file: file.path)
    return Inventory(tuple(files), tuple(sorted(ignored)), tuple(sorted(left)))


def beside(file: DroppedFile) -> Callable[[str], bytes | None]:
    """What reads a small file of the same folder by its name; None where there is none."""

    def read(name: str) -> bytes | None:
        path = file.absolute.parent / name
        try:
            if not _is_regular(path) or path.stat().st_size > SMALL:
                return None
            return path.read_bytes()
        except OSError:
            return None

    return read


def _is_text(path: str) -> bool:
    # DuckDB takes names as text; Python spells bytes that are none as lone surrogates.
    return path.encode("utf-8", "replace") == os.fsencode(path)


def _path(path: Path) -> str:
    """A path as text that can be stored, also where its bytes are no UTF-8."""
    return storable(path.as_posix())


def _is_program(path: Path) -> bool:
    if not is_script(path.name):
        return False
    try:
        with path.open("rb") as file:
            return is_program(path.name, file.read(HEAD))
    except OSError:
        return False


def _is_regular(path: Path) -> bool:
    # A pipe or a device would block or never end; a dangling link has nothing to read.
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def read_catalogue(path: Path) -> dict[str, Seen]:
    """What each path was when last landed; empty where nothing was landed yet."""
    if not path.exists():
        return {}
    text = json.loads(path.read_text(encoding="utf-8"))
    return {name: Seen(**seen) for name, seen in text.items()}


def catalogue_text(catalogue: dict[str, Seen]) -> str:
    """The catalogue as it is stored, in a stable order."""
    return json.dumps(
        {name: asdict(seen) for name, seen in sorted(catalogue.items())}, indent=1, sort_keys=True
    )
