"""One member of an archive as its archive tells it, whatever the kind of archive.

Belongs here: the shape that the readers of archives share.
Does not belong here: reading (`zips`, `tars`), or which members are taken (`archives`).
"""

from typing import NamedTuple, Protocol

from influence.dumps import limits
from influence.errors import DumpReadError


class Entry(NamedTuple):
    """A member: its place in the archive and its name as written there.

    `fault` says why it cannot be read, whatever its name.
    """

    position: int
    name: str
    size: int
    is_folder: bool = False
    fault: str | None = None


class Stream(Protocol):
    """The bytes of a member."""

    def read(self, size: int, /) -> bytes:
        """Read on, at most `size` bytes; none at the end. Raises DumpReadError."""


def too_many() -> DumpReadError:
    """The fault of an archive that has more members than may be."""
    return DumpReadError(
        f"the archive has more than {limits.LIMITS.members:,} members; unpack it yourself if it "
        "is what it should be"
    )
