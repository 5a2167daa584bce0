"""The members of a tar archive, plain or compressed, read from its beginning to its end.

Belongs here: reading the container without writing anything and with little memory.
Does not belong here: which members are taken (`archives`).

*Nuances*. Long names stand in headers of their own before the member (GNU `L`, POSIX `x`). Python's
`tarfile` takes a damaged header for the end of the archive, and reads such a name whole into
memory, however long it says it is; so only its decoding of one header block is used here.
"""

import re
import tarfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from influence.dumps import limits
from influence.dumps.compression import compression_of, decompressed
from influence.dumps.packed.members import Entry, Stream, too_many
from influence.errors import DumpReadError

BLOCK = 512
_CHUNK = 1 << 20
_LONGEST_HEADER = 1 << 20
_POSIX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
_HEADERS = (*_POSIX, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_KINDS = {
    tarfile.SYMTYPE: "a symbolic link",
    tarfile.LNKTYPE: "a hard link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
    tarfile.GNUTYPE_SPARSE: "a file with holes",
}
# Nothing follows their headers, whatever size these tell.
_BARE = (
    tarfile.SYMTYPE,
    tarfile.LNKTYPE,
    tarfile.CHRTYPE,
    tarfile.BLKTYPE,
    tarfile.FIFOTYPE,
    tarfile.DIRTYPE,
)
# Where the header of a file with holes, and each block that goes on with it, says that more follow.
_MORE_IN_HEADER, _MORE_IN_BLOCK = 482, 504
_POSIX_FIELD = re.compile(rb"([0-9]{1,9}) ([^=]+)=")


def is_header(head: bytes) -> bool:
    """Whether a file that begins so is a tar: old ones have no mark, but all have a checksum."""
    if len(head) < BLOCK:
        return False
    try:
        tarfile.TarInfo.frombuf(head[:BLOCK], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


def entries(path: Path) -> Iterator[Entry]:
    """Every member; the whole archive is read.

    Raises DumpReadError where it is cut off, corrupt, or a bomb.
    """
    packed, size = path.stat().st_size, 0
    with decompressed(path, compression_of(path)) as stream:
        for entry, _ in _members(stream):
            if entry.position >= limits.LIMITS.members:
                raise too_many()
            size += entry.size
            limits.refuse_bomb(size, packed, "the tar archive")
            yield entry
        # Only at its end does a compressed stream say whether it is whole.
        while stream.read(_CHUNK):
            pass


def streams(path: Path, positions: Collection[int]) -> Iterator[tuple[int, Stream]]:
    """The bytes of some members, each to be read before the next."""
    left = set(positions)
    with decompressed(path, compression_of(path)) as stream:
        for entry, member in _members(stream):
            if entry.position in left:
                left.discard(entry.position)
                yield entry.position, member
            if not left:
                return


class _Member:
    """The bytes of one member, and the blanks that fill its last block."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._left = size
        self._blanks = -size % BLOCK

    def read(self, size: int) -> bytes:
        data = self._stream.read(min(size, self._left))
        self._left -= len(data)
        if not data and size and self._left:
            raise _cut_off()
        return data

    def pass_over(self) -> None:
        while self.read(_CHUNK):
            pass
        _exactly(self._stream, self._blanks)


def _members(stream: BinaryIO) -> Iterator[tuple[Entry, _Member]]:
    position = 0
    told: dict[str, str] = {}
    while True:
        block = _exactly(stream, BLOCK)
        if not any(block):
            return
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except (tarfile.HeaderError, ValueError) as fault:
            raise DumpReadError(
                f"the tar archive is corrupt ({fault}); copy the file again"
            ) from fault
        if info.type in _HEADERS:
            told |= _told(info, stream)
            continue
        size = 0 if info.type in _BARE else _size(info, told)
        member = _Member(stream, size)
        if info.type == tarfile.GNUTYPE_SPARSE:
            _pass_map(stream, block)
        name = told.get("path", info.name)
        yield Entry(position, name, size, info.isdir(), _fault(info, told)), member
        member.pass_over()
        position += 1
        told = {}


def _size(info: tarfile.TarInfo, told: dict[str, str]) -> int:
    text = told.get("size", "")
    size = int(text) if text.isascii() and text.isdigit() else info.size
    if size < 0:
        raise DumpReadError("the tar archive is corrupt (a negative size); copy the file again")
    return size


def _fault(info: tarfile.TarInfo, told: dict[str, str]) -> str | None:
    if any(key.startswith("GNU.sparse") for key in told):
        return "it is a file with holes"
    if info.isdir() or info.type in _FILES:
        return None
    return f"it is {_KINDS.get(info.type, 'no file')}"


def _told(info: tarfile.TarInfo, stream: BinaryIO) -> dict[str, str]:
    """What a header that precedes a member says of it."""
    if not 0 <= info.size <= _LONGEST_HEADER:
        raise DumpReadError(
            f"a header of the tar archive is longer than {_LONGEST_HEADER >> 20} MB; no name is"
        )
    data = _exactly(stream, info.size)
    _exactly(stream, -info.size % BLOCK)
    if info.type == tarfile.GNUTYPE_LONGNAME:
        return {"path": data.rstrip(b"\0").decode("utf-8", "surrogateescape")}
    return _posix_fields(data) if info.type in _POSIX else {}


def _posix_fields(data: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    at = 0
    while at < len(data) and data[at]:
        field = _POSIX_FIELD.match(data, at)
        end = at + int(field.group(1)) if field else 0
        if field is None or not field.end() < end <= len(data):
            raise DumpReadError("a header of the tar archive is corrupt; copy the file again")
        name = field.group(2).decode("utf-8", "replace")
        fields[name] = data[field.end() : end - 1].decode("utf-8", "surrogateescape")
        at = end
    return fields


def _pass_map(stream: BinaryIO, block: bytes) -> None:
    more = block[_MORE_IN_HEADER]
    while more:
        more = _exactly(stream, BLOCK)[_MORE_IN_BLOCK]


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = b""
    while len(data) < size:
        chunk = stream.read(size - len(data))
        if not chunk:
            raise _cut_off()
        data += chunk
    return data


def _cut_off() -> DumpReadError:
    return DumpReadError("the tar archive is cut off; copy the file again")
