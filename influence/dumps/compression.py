"""Compressed bytes: what they are by their first bytes, whether they are whole, and what they hold.

Belongs here: gzip, bzip2 and Zstandard streams, read with bounded memory.
Does not belong here: archives of several files (zip, tar), which `recognition` refuses.
"""

import hashlib
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from influence.errors import DumpReadError

_MAGIC = ((b"\x1f\x8b", "gzip"), (b"BZh", "bz2"), (b"\x28\xb5\x2f\xfd", "zstd"))
_CHUNK = 1 << 20


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

    Raises DumpReadError where the compressed stream is cut off or corrupt.
    """
    if compression is None:
        with path.open("rb") as plain:
            yield plain
        return
    try:
        with pa.input_stream(str(path), compression=compression) as stream:
            yield stream
    except OSError as fault:
        raise DumpReadError(
            f"the {compression} stream is cut off or corrupt ({fault}); copy the file again"
        ) from fault


def verify(path: Path, compression: str | None) -> None:
    """Raise DumpReadError unless the compressed stream is whole.

    DuckDB takes the end of the bytes for the end of the data: half a .gz would land as if it
    were all. A Zstandard stream says how long its blocks are, so its end is found by stepping
    over them; of the others only decompressing tells.
    """
    if compression == "zstd":
        if not _steps_to_its_end(path):
            raise DumpReadError("the zstd stream is cut off or corrupt; copy the file again")
    elif compression is not None:
        with decompressed(path, compression) as stream:
            while stream.read(_CHUNK):
                pass


_ZSTD_FRAME = 0xFD2FB528
_ZSTD_SKIPPABLE = 0x184D2A50
_BLOCK_RLE, _BLOCK_RESERVED = 1, 3


def _steps_to_its_end(path: Path) -> bool:
    """Whether the frames of a Zstandard file (RFC 8878) end where the file does."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = 0
        while at < len(data):
            magic = int.from_bytes(data[at : at + 4], "little")
            if magic & ~0xF == _ZSTD_SKIPPABLE:
                at += 8 + int.from_bytes(data[at + 4 : at + 8], "little")
            elif magic == _ZSTD_FRAME:
                at = _end_of_frame(data, at)
            else:
                return False
        return at == len(data)


def _end_of_frame(data: mmap.mmap, at: int) -> int:
    """Where the frame that begins at `at` ends; beyond the data where it is cut off."""
    beyond = len(data) + 1
    if at + 5 > len(data):
        return beyond
    descriptor = data[at + 4]
    single_segment, has_checksum = descriptor >> 5 & 1, descriptor >> 2 & 1
    dictionary_id = (0, 1, 2, 4)[descriptor & 3]
    content_size = (single_segment, 2, 4, 8)[descriptor >> 6]
    at += 5 + (1 - single_segment) + dictionary_id + content_size
    is_last = False
    while not is_last:
        if at + 3 > len(data):
            return beyond
        header = int.from_bytes(data[at : at + 3], "little")
        is_last, kind, size = bool(header & 1), header >> 1 & 3, header >> 3
        if kind == _BLOCK_RESERVED:
            return beyond
        at += 3 + (1 if kind == _BLOCK_RLE else size)
    return at + 4 * has_checksum


def decompress_to(path: Path, compression: str, target: Path) -> Path:
    """Write the decompressed bytes to `target` with bounded memory and return it."""
    with decompressed(path, compression) as stream, target.open("wb") as out:
        while chunk := stream.read(_CHUNK):
            out.write(chunk)
    return target
