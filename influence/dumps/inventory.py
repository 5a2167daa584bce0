"""What lies in a dump folder, and what was there when it was last landed.

Belongs here: walking, leaving out documentation, and the catalogue that spares hashing again.
Does not belong here: opening a file to see what it holds (`recognition`).
"""

import json
import os
import stat
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from pathlib import Path

from influence.errors import DumpError

# Written for people or for tools beside the data; never data themselves.
_IGNORED = ("readme*", "license*", "licence*", "*.md", ".*", "*.done", "datapackage.json")


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


@dataclass(frozen=True)
class Inventory:
    """The data files of a dump in the order of their paths, and the names left out."""

    files: tuple[DroppedFile, ...]
    ignored: tuple[str, ...]


def take_inventory(source: Path) -> Inventory:
    """List the files of a dump folder, or the one file that the dump is.

    Raises DumpError where `source` is missing, unreadable, or neither a folder nor a file.
    """
    if source.is_file():
        return Inventory((DroppedFile(source.name, source),), ())
    if not source.is_dir():
        raise DumpError(
            f"{source}: there is no such folder or file; give the dump that a platform wrote"
        )
    files: list[DroppedFile] = []
    ignored: list[str] = []

    def refuse(fault: OSError) -> None:
        raise DumpError(f"{fault.filename}: the folder cannot be read ({fault.strerror})")

    for folder, folders, names in os.walk(source, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            absolute = Path(folder) / name
            path = absolute.relative_to(source).as_posix()
            if is_documentation(name) or not _is_regular(absolute):
                ignored.append(path)
            else:
                files.append(DroppedFile(path, absolute))
    return Inventory(tuple(sorted(files, key=lambda file: file.path)), tuple(sorted(ignored)))


def is_documentation(name: str) -> bool:
    """Whether a name is one of those that accompany data."""
    return any(fnmatch(name.lower(), pattern) for pattern in _IGNORED)


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
