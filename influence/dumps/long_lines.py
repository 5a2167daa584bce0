"""Lines that are longer than a record is, found fast, and judged one by one.

Belongs here: the limits of one line, its nesting and its keys.
Does not belong here: limits of files (`limits`).

*Nuances*. DuckDB reads a line of a hundred thousand brackets, and drops or keeps it as if it were a
record. Such a line is long; so only long lines are looked at, and only where there is one is a file
read with places. A zstd stream is unpacked by DuckDB alone, as another pass would cost a quarter of
the time: there only what does not fit into DuckDB's buffer (32 MB) is found.
"""

import mmap
import re
from pathlib import Path

# A tweet has 10 kB, a page of 500 posts 2 MB.
LONGEST = 16 << 20
LONG = 128 << 10
_DEEPEST = 100
_MOST_KEYS = 50_000
# Texts whole, so that brackets in them do not count; a colon behind one makes it a key.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"(\s*:)?|[\[{]|[\]}]')


def is_among(path: Path) -> bool:
    """Whether a plain text has a long line, found by its line ends alone."""
    if path.stat().st_size <= LONG:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = 0
        while len(data) - at > LONG:
            end = data.rfind(b"\n", at, at + LONG + 1)
            if end < 0:
                return True
            at = end + 1
    return False


class Watch:
    """Looks for a long line in chunks of a text that pass by."""

    def __init__(self) -> None:
        self.found = False
        self._since_end = 0

    def see(self, chunk: bytes) -> None:
        """Take note of the next chunk."""
        first = chunk.find(b"\n")
        length = len(chunk) if first < 0 else first
        if self._since_end + length > LONG:
            self.found = True
        if first < 0:
            self._since_end += length
            return
        at = first + 1
        while len(chunk) - at > LONG:
            end = chunk.rfind(b"\n", at, at + LONG + 1)
            if end < 0:
                self.found = True
                break
            at = end + 1
        self._since_end = len(chunk) - chunk.rfind(b"\n") - 1


def fault(text: str) -> str | None:
    """Why a long line is no record, or None."""
    depth = keys = 0
    for token in _TOKEN.finditer(text):
        first = token.group()[0]
        if first in "[{":
            depth += 1
            if depth > _DEEPEST:
                return f"the line is nested more than {_DEEPEST} levels deep"
        elif first in "]}":
            depth -= 1
        elif token.group(1):
            keys += 1
            if keys > _MOST_KEYS:
                return f"the line has more than {_MOST_KEYS:,} keys"
    return None
