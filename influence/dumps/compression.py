"""Compressed bytes: what they are by their first bytes, whether they are whole, and what they hold.

Belongs here: gzip, bzip2 and Zstandard streams, read with bounded memory and within `limits`.
Does not belong here: archives of several files (`archives`).
"""

import hashlib
import mmap
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from influence.dumps import limits
from influence.dumps.long_windows import has_long_window, long_stream
from influence.dumps.packed.members import Stream
from influence.errors import DumpReadError

_MAGIC = ((b"\x1f\x8b", "gzip"), (b"BZh", "bz2"), (b"\x28\xb5\x2f\xfd", "zstd"))
_CHUNK = 1 << 20
# How often the room on the disk is asked for, in bytes written.
_ROOM_ASKED = 64 << 20


@dataclass(frozen=True)
class Fingerprint:
    """The content of a file: sha256 of its bytes as dropped, and its size before decompression."""

    sha256: str
    size_bytes: int


def compression_of(path: Path) -> str | None:
    """'gzip', 'bz2' or 'zstd' by the file's first bytes, or None for plain bytes."""
    with path.open("rb") as file:
        head = file.read(4)
    return next((name for magic, name in _MAGIC if head.startswith(magic)), None)


def fingerprint(path: Path) -> Fingerprint:
    """Read the whole file once for its sha256."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Fingerprint(digest.hexdigest(), size)


@contextmanager
def decompressed(path: Path, compression: str | None) -> Iterator[BinaryIO]:
    """The bytes of `path` after decompression, as a stream.

    Raises DumpReadError where the compressed stream is cut off or corrupt, or gives more than it
    may.
    """
    if compression is None:
        with path.open("rb") as plain:
            yield plain
        return
    packed = path.stat().st_size
    if compression == "zstd" and has_long_window(path):
        with long_stream(path) as far:
            yield cast(BinaryIO, limits.Metered(far, packed, "the zstd stream"))
        return
    try:
        with pa.input_stream(str(path), compression=compression) as stream:
            yield cast(BinaryIO, limits.Metered(stream, packed, f"the {compression} stream"))
    except OSError as fault:
        raise DumpReadError(
            f"the {compression} stream is cut off or corrupt ({fault}); copy the file again"
        ) from fault


def verify(path: Path, compression: str | None, see: Callable[[bytes], None] | None = None) -> None:
    """Raise DumpReadError unless the compressed stream is whole and within its limits.

    DuckDB takes the end of the bytes for the end of the data: half a .gz would land as if it
    were all. A Zstandard stream says how long its blocks are, so its end is found by stepping
    over them; of the others only decompressing tells. What is decompressed is shown to `see`.
    """
    if compression == "zstd":
        most = _most_bytes_of_zstd(path)
        if most is None:
            raise DumpReadError("the zstd stream is cut off or corrupt; copy the file again")
        if limits.LIMITS.fault(most, path.stat().st_size) is None:
            return
    if compression is not None:
        with decompressed(path, compression) as stream:
            while chunk := stream.read(_CHUNK):
                if see is not None:
                    see(chunk)


_ZSTD_FRAME = 0xFD2FB528
_ZSTD_SKIPPABLE = 0x184D2A50
_BLOCK_RAW, _BLOCK_RLE, _BLOCK_RESERVED = 0, 1, 3
_LARGEST_BLOCK = 128 << 10


def _most_bytes_of_zstd(path: Path) -> int | None:
    """How much a Zstandard file (RFC 8878) can hold; None unless its frames end where it does."""
    most = 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = 0
        while at < len(data):
            magic = int.from_bytes(data[at : at + 4], "little")
            if magic & ~0xF == _ZSTD_SKIPPABLE:
                at += 8 + int.from_bytes(data[at + 4 : at + 8], "little")
            elif magic == _ZSTD_FRAME:
                at, size = _end_of_frame(data, at)
                most += size
            else:
                return None
        return most if at == len(data) else None


def _end_of_frame(data: mmap.mmap, at: int) -> tuple[int, int]:
    """Where the frame at `at` ends, beyond the data where it is cut off; what it can hold."""
    beyond, most = len(data) + 1, 0
    if at + 5 > len(data):
        return beyond, most
    descriptor = data[at + 4]
    single_segment, has_checksum = descriptor >> 5 & 1, descriptor >> 2 & 1
    dictionary_id = (0, 1, 2, 4)[descriptor & 3]
    content_size = (single_segment, 2, 4, 8)[descriptor >> 6]
    at += 5 + (1 - single_segment) + dictionary_id + content_size
    is_last = False
    while not is_last:
        if at + 3 > len(data):
            return beyond, most
        header = int.from_bytes(data[at : at + 3], "little")
        is_last, kind, size = bool(header & 1), header >> 1 & 3, header >> 3
        if kind == _BLOCK_RESERVED:
            return beyond, most
        at += 3 + (1 if kind == _BLOCK_RLE else size)
        most += size if kind in (_BLOCK_RAW, _BLOCK_RLE) else _LARGEST_BLOCK
    return at + 4 * has_checksum, most


def decompress_to(path: Path, compression: str, target: Path) -> Path:
    """Write the decompressed bytes to `target` with bounded memory and return it.

    Raises LandingError where the disk would be full.
    """
    with decompressed(path, compression) as stream:
        copy_to(stream, target)
    return target


def copy_to(stream: Stream, target: Path) -> Fingerprint:
    """Write a stream to `target` while there is room for it, and say what was written."""
    digest = hashlib.sha256()
    size, asked = 0, _ROOM_ASKED
    with target.open("wb") as out:
        while chunk := stream.read(_CHUNK):
            if size >= asked:
                limits.require_room(target.parent, _ROOM_ASKED)
                asked += _ROOM_ASKED
            digest.update(chunk)
            size += out.write(chunk)
    return Fingerprint(digest.hexdigest(), size)


def blank_beginning(path: Path, length: int, target: Path) -> Path:
    """Copy a file to `target` with blanks in place of its first `length` bytes."""
    with path.open("rb") as source, target.open("wb") as out:
        out.write(b" " * length)
        source.seek(length)
        shutil.copyfileobj(source, out, _CHUNK)
    return target
