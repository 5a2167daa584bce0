"""A large text cut behind line ends, so that one bad line slows only its own part.

Belongs here: the cutting, and where each part begins in the whole.
Does not belong here: what a line holds (`lines`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from influence.dumps.compression import decompressed

_CHUNK = 1 << 20
_PART_BYTES = 64 << 20


class Part(NamedTuple):
    """Some whole lines of a text: where they can be read, and the place of the first of them."""

    path: Path
    compression: str | None
    first_line: int = 1
    first_offset: int = 0
    is_whole: bool = True


def text_parts(path: Path, compression: str | None, folder: Path) -> Iterator[Part]:
    """Cut a text into parts of about 64 MB, each written in turn to the same file in `folder`."""
    target = folder / "part"
    line, offset, rest = 1, 0, b""
    with decompressed(path, compression) as stream:
        while rest := rest or stream.read(_CHUNK):
            count = size = 0
            with target.open("wb") as out:
                for chunk, left in _until_full(stream, rest):
                    size += out.write(chunk)
                    count += chunk.count(b"\n")
                    rest = left
            is_all = line == 1 and not rest and size < _PART_BYTES
            yield Part(target, None, line, offset, is_all)
            line, offset = line + count, offset + size


def _until_full(stream: BinaryIO, chunk: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of one part, the last cut behind a line end, each with what is left of it."""
    size = 0
    while chunk:
        if size >= _PART_BYTES and b"\n" in chunk:
            end = chunk.index(b"\n") + 1
            yield chunk[:end], chunk[end:]
            return
        size += len(chunk)
        yield chunk, b""
        chunk = stream.read(_CHUNK)
