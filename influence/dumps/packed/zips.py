"""The members of a zip archive: what its list says of them, and their bytes as streams.

Belongs here: reading the container without writing anything and without trusting its list.
Does not belong here: which members are taken (`archives`).

*Nuances*. A zip tells its members at its end, in a list that is read whole, so the list's length
is looked at first. The sizes in it are promises that the reader of a member holds it to.
"""

import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from influence.dumps import limits
from influence.dumps.packed.members import Entry, Stream, too_many
from influence.errors import DumpReadError

STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_END, _WIDE_END, _WIDE_POINTER = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _WIDE_END_SIZE, _WIDE_POINTER_SIZE = 22, 56, 20
_LONGEST_COMMENT = 65_535
# The list of members may take so many bytes for each; names are short.
_ENTRY_BYTES = 1 << 10
_CHUNK = 1 << 20
# Only deflate's reader stops at the size asked for; others unpack all that they were given.
_SMALL_CHUNK = 4096
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_ENCRYPTED = 0x1
# Members by which Microsoft's and the open office formats are told.
_OFFICE = frozenset(("[Content_Types].xml", "mimetype"))
_KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
}
# What zipfile raises for bytes that are no zip, or not the one that its list promises.
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def entries(path: Path) -> Iterator[Entry]:
    """Every member of the list. Raises DumpReadError where the archive is corrupt or a bomb."""
    _refuse_long_list(path)
    with _opened(path) as archive:
        infos = archive.infolist()
        whole = path.stat().st_size
        if sum(info.compress_size for info in infos) > whole:
            raise DumpReadError("the members of the zip archive lie over each other, as in a bomb")
        if len(infos) > limits.LIMITS.members:
            raise too_many()
        limits.refuse_bomb(sum(info.file_size for info in infos), whole, "the zip archive")
        for position, info in enumerate(infos):
            # `filename` ends at a zero byte, and may be empty; what the list says does not.
            yield Entry(
                position,
                info.orig_filename,
                info.file_size,
                info.filename.endswith("/"),
                _fault(info),
            )


def streams(path: Path, positions: Collection[int]) -> Iterator[tuple[int, Stream]]:
    """The bytes of some members, each to be read before the next."""
    with _opened(path) as archive:
        infos = archive.infolist()
        for position in sorted(positions):
            with _Member(archive, infos[position]) as member:
                yield position, member


def is_office_document(path: Path) -> bool:
    """Whether a zip is a text or a workbook of an office program."""
    try:
        _refuse_long_list(path)
        with _opened(path) as archive:
            return not _OFFICE.isdisjoint(archive.namelist())
    except DumpReadError:
        return False


def _fault(info: zipfile.ZipInfo) -> str | None:
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    kind = _KINDS.get(stat.S_IFMT(info.external_attr >> 16))
    if kind:
        return f"it is {kind}"
    if info.compress_type not in _METHODS:
        return f"it is compressed by method {info.compress_type}, which is not read"
    return None


def _refuse_long_list(path: Path) -> None:
    """Raise DumpReadError where the list of members is longer than may be read at once."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        longest = _END_SIZE + _LONGEST_COMMENT + _WIDE_END_SIZE + _WIDE_POINTER_SIZE
        file.seek(max(0, size - longest))
        tail = file.read()
    at = tail.rfind(_END)
    end = tail[at : at + _END_SIZE] if at >= 0 else b""
    if len(end) < _END_SIZE:
        raise DumpReadError("the zip archive is cut off or corrupt; copy the file again")
    count, length = _number(end[10:12]), _number(end[12:16])
    pointer = max(at - _WIDE_POINTER_SIZE, 0)
    if tail[pointer:at].startswith(_WIDE_POINTER):
        wide = tail[max(pointer - _WIDE_END_SIZE, 0) : pointer]
        if not wide.startswith(_WIDE_END):
            raise DumpReadError("the zip archive is corrupt; copy the file again")
        count, length = _number(wide[32:40]), _number(wide[40:48])
    most = limits.LIMITS.members
    if count > most or length > most * _ENTRY_BYTES:
        raise too_many()


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except _FAULTS as fault:
        raise DumpReadError(
            f"the zip archive is cut off or corrupt ({fault}); copy the file again"
        ) from fault
    with archive:
        yield archive


class _Member:
    """The bytes of one member, opened when first read, with its faults told as those of a file."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._archive = archive
        self._info = info
        self._stream: IO[bytes] | None = None
        plain = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        self._most = _CHUNK if plain else _SMALL_CHUNK

    def __enter__(self) -> "_Member":
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def read(self, size: int) -> bytes:
        try:
            if self._stream is None:
                self._stream = self._archive.open(self._info)
            return cast(BinaryIO, self._stream).read(min(size, self._most))
        except _FAULTS as fault:
            raise DumpReadError(
                f"the member is cut off or corrupt ({fault}); copy the archive again"
            ) from fault
