"""How much a file may become: a bomb is stopped while it is read, not when the disk is full.

Belongs here: limits of compressed files, archives and Parquet, and a stream that keeps them.
Does not belong here: limits of one record (`lines`, `records`).

*Nuances*. Exports compress to a tenth, logs of one machine to a hundredth of their size. Deflate
can write 1,032 bytes for one, zstd and bzip2 many thousands. Small files may be of any ratio: they
harm nobody, and a short table of equal rows is no bomb.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow.parquet as pq

from influence.errors import DumpReadError, LandingError


@dataclass(frozen=True)
class Limits:
    """What is allowed of one file, after decompression, and of the members of one archive."""

    bytes: int = 1 << 40
    # Bytes for each byte on disk, asked only beyond `ratio_from` bytes.
    ratio: int = 250
    ratio_from: int = 256 << 20
    # Platforms put every picture into their archives; those are passed over, but counted.
    members: int = 100_000
    # Members that cannot be taken, each told with its reason; more are no export.
    refusals: int = 100
    # Of a member's path inside its archive, in characters.
    name: int = 255
    # Left free on the disk when something is unpacked to it.
    free_bytes: int = 256 << 20

    def fault(self, size: int, packed: int) -> str | None:
        """Why `packed` bytes may not become `size` bytes, or None."""
        if size > self.bytes:
            return f"more than {_told(self.bytes)}"
        if size > self.ratio_from and size > self.ratio * max(packed, 1):
            return f"more than {self.ratio} times its {_told(packed)}"
        return None


LIMITS = Limits()


class Metered:
    """The bytes of a compressed file, up to its limits."""

    def __init__(self, stream: BinaryIO, packed: int, what: str) -> None:
        self._stream = stream
        self._packed = packed
        self._what = what
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        """Read on. Raises DumpReadError where the stream has given more than it may."""
        data = self._stream.read(size)
        self._size += len(data)
        refuse_bomb(self._size, self._packed, self._what)
        return data


def refuse_bomb(size: int, packed: int, what: str) -> None:
    """Raise DumpReadError where `packed` bytes of `what` become more than they may."""
    fault = LIMITS.fault(size, packed)
    if fault is not None:
        raise DumpReadError(
            f"{what} unpacks to {fault}, as a bomb does; unpack it yourself if it is what it "
            "should be"
        )


def refuse_parquet_bomb(path: Path) -> None:
    """Raise DumpReadError where a Parquet file says that it holds more than its bytes can."""
    told = pq.read_metadata(path)
    groups = (told.row_group(at) for at in range(told.num_row_groups))
    packed = path.stat().st_size
    refuse_bomb(sum(group.total_byte_size for group in groups), packed, "the Parquet file")
    # Runs of equal values take no bytes at all, but each row takes a value's when it is landed.
    refuse_bomb(told.num_rows * 8, packed, "the Parquet file")


def require_room(folder: Path, size: int) -> None:
    """Raise LandingError where `size` more bytes would fill the disk of `folder`."""
    free = shutil.disk_usage(folder).free
    if free - size < LIMITS.free_bytes:
        raise LandingError(
            f"{folder}: {_told(size)} must be unpacked and {_told(free)} are free; make room "
            f"(at least {_told(LIMITS.free_bytes)} stay free) and land again"
        )


def _told(size: int) -> str:
    for unit, power in (("TB", 40), ("GB", 30), ("MB", 20), ("kB", 10)):
        if size >= 1 << power:
            return f"{size / (1 << power):,.0f} {unit}"
    return f"{size} bytes"
