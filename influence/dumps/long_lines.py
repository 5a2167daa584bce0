"""Long lines that are no record, found fast, and told why.

Belongs here: the limits of one line, its nesting and its keys.
Does not belong here: limits of files (`limits`).

*Nuances*. DuckDB reads a line of a hundred thousand brackets, and drops or keeps it as if it were a
record. Such a line is long; so only long lines are looked at, and only where one is no record is a
file read with places: a page of an API is a long line, too. A zstd stream is unpacked by DuckDB
alone, as another pass would cost a quarter of the time: there only what does not fit into DuckDB's
buffer (32 MB) is found.
"""

import json
import mmap
import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

# A tweet has 10 kB, a page of 500 posts 2 MB.
LONGEST = 16 << 20
LONG = 128 << 10
_DEEPEST = 100
_MOST_KEYS = 50_000
# Texts whole, so that brackets in them do not count.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]')
# A square bracket and its curly one differ in this bit alone.
_CURLY = 0x20


def is_among(path: Path) -> bool:
    """Whether a plain text has a long line that is no record."""
    with path.open("rb") as file:
        if path.stat().st_size <= LONG:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            at = 0
            while len(data) - at > LONG:
                end = data.rfind(b"\n", at, at + LONG + 1)
                if end < 0:
                    end = data.find(b"\n", at + LONG)
                    end = len(data) if end < 0 else end
                    if is_no_record(data[at : min(end, at + LONGEST + 1)]):
                        return True
                at = end + 1
    return False


class Watch:
    """Looks for a long line that is no record in chunks of a text that pass by."""

    def __init__(self) -> None:
        self._found = False
        self._rest = b""

    @property
    def found(self) -> bool:
        """Whether there was one so far, the line at hand included."""
        return self._found or is_no_record(self._rest)

    def see(self, chunk: bytes) -> None:
        """Take note of the next chunk."""
        if self._found:
            return
        first, *others = chunk.split(b"\n")
        lines = [self._rest + first, *others]
        self._rest = lines.pop()
        self._found = any(is_no_record(line) for line in lines if len(line) > LONG)
        if len(self._rest) > LONGEST:
            self._found = True


def is_no_record(line: bytes) -> bool:
    """Whether a line is too long, too deep or of too many keys for a record."""
    if len(line) <= LONG:
        return False
    if len(line) > LONGEST:
        return True
    if _is_surely_flat(line) and line.count(b":") <= _MOST_KEYS:
        return False
    return fault(line.decode("utf-8", "replace")) is not None


def _is_surely_flat(line: bytes) -> bool:
    """Whether the brackets of a line stay within the depth and even out.

    Of each 64 letters all that open count before any that closes. Brackets in texts count, too;
    those that do not even out leave the line to the exact look.
    """
    letters = np.frombuffer(line, dtype=np.uint8) & ~np.uint8(_CURLY)
    opened, closed = _in_blocks(letters == ord("[")), _in_blocks(letters == ord("]"))
    after = np.cumsum(opened - closed)
    before = after - (opened - closed)
    evens_out = after[-1] == 0 and before.min() >= 0
    return bool(evens_out and (before + opened).max() <= _DEEPEST)


def _in_blocks(found: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """How many of each 64 are true."""
    bits = np.packbits(found)
    words = np.pad(bits, (0, -len(bits) % 8)).view(np.uint64)
    return np.bitwise_count(words).astype(np.int64)


def fault(text: str) -> str | None:
    """Why a long line is no record, or None."""
    depth = 0
    for token in _TOKEN.finditer(text):
        first = token.group()[0]
        if first in "[{":
            depth += 1
            if depth > _DEEPEST:
                return f"the line is nested more than {_DEEPEST} levels deep"
        elif first in "]}":
            depth -= 1
    if _most_keys(text) > _MOST_KEYS:
        return f"the line has an object of more than {_MOST_KEYS:,} keys"
    return None


def _most_keys(text: str) -> int:
    """The keys of the largest object of a text, 0 where it is no JSON: another fault is told."""
    most = 0

    def count(pairs: list[tuple[str, object]]) -> None:
        nonlocal most
        most = max(most, len(pairs))

    # A page of an API has a hundred thousand keys, in thousands of objects.
    with suppress(ValueError, RecursionError):
        json.loads(text, object_pairs_hook=count)
    return most
