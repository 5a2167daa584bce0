"""Zstandard streams written with `--long`, as the monthly files of Reddit are.

Belongs here: telling them, reading them, and writing them again in a way that DuckDB reads.
Does not belong here: any other compressed stream (`compression`).

A window is how far back a stream may point, so as much of the text is held in memory. The readers
of Arrow and DuckDB refuse a window of more than 128 MB; here up to 2 GB is read, which is all that
the format's own tool can write.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import zstandard

from influence.dumps import limits
from influence.errors import DumpReadError

_USUAL = 128 << 20
_LONGEST = 2 << 30
_CHUNK = 1 << 20
# The longest beginning of a frame (RFC 8878), which tells its window.
_FRAME_HEADER = 18
# How often the room on the disk is asked for, in bytes read.
_ROOM_ASKED = 64 << 20


def has_long_window(path: Path) -> bool:
    """Whether a Zstandard file needs more memory than its usual readers give."""
    with path.open("rb") as file:
        head = file.read(_FRAME_HEADER)
    try:
        return zstandard.get_frame_parameters(head).window_size > _USUAL
    except zstandard.ZstdError:
        return False


@contextmanager
def long_stream(path: Path) -> Iterator[BinaryIO]:
    """The bytes of such a file after decompression.

    Raises DumpReadError where the stream is cut off or corrupt.
    """
    reader = zstandard.ZstdDecompressor(max_window_size=_LONGEST)
    try:
        with path.open("rb") as file, reader.stream_reader(file, read_across_frames=True) as stream:
            yield stream
    except zstandard.ZstdError as fault:
        raise DumpReadError(
            f"the zstd stream is cut off or corrupt ({fault}); copy the file again"
        ) from fault


def shorten_window(stream: BinaryIO, target: Path) -> Path:
    """Write the bytes of `stream` to `target`, compressed with a usual window, and return it.

    Not plain, as these files are among the largest that there are.
    """
    asked = read = 0
    with target.open("wb") as out, zstandard.ZstdCompressor(level=1).stream_writer(out) as packed:
        while chunk := stream.read(_CHUNK):
            if read >= asked:
                limits.require_room(target.parent, _ROOM_ASKED)
                asked += _ROOM_ASKED
            packed.write(chunk)
            read += len(chunk)
    return target
