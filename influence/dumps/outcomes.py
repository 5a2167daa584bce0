"""What a landing tells its caller.

Belongs here: the results of `plan` and `land`.
Does not belong here: how they come about (`landing`).
"""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from influence.dumps.counts import DumpCounts, count_dump
from influence.dumps.store import Store

# Left for another landing: it is still being written, or cannot be read now.
NOT_TAKEN = "not_taken"


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file.

    `status` is 'landed', 'quarantined' (refused whole), 'failed' (so many bad records that nothing
    of it was landed), 'unchanged', 'same_bytes', or 'not_taken' by this landing.
    `counts` (posts, reposts, replies, quotes, originals, mentions, authors; every record counted)
    is given for files with posts that were landed by this run, and empty otherwise.
    """

    path: str
    format: str
    status: str
    rows_read: int = 0
    rows_landed: int = 0
    rows_quarantined: int = 0
    reason: str | None = None
    notes: str | None = None
    counts: dict[str, int] = field(default_factory=dict)


def not_taken(path: str, reason: str) -> FileOutcome:
    """The outcome of a file that may be taken by another landing."""
    return FileOutcome(path, "none", NOT_TAKEN, reason=reason)


@dataclass(frozen=True)
class LandingSummary:
    """The dump after a landing: its store, its files, and one hash of all that is landed.

    `ignored` are documentation and the like; `vanished` were landed before and are no longer in
    the dump, and stay landed; `superseded` had other bytes before, which were set aside.
    """

    dump_key: str
    store: Path
    files: list[FileOutcome]
    fingerprint: str
    ignored: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)

    @cached_property
    def counts(self) -> DumpCounts:
        """Figures over all that is landed of this dump."""
        return count_dump(Store(self.store))


@dataclass(frozen=True)
class LandingPlan:
    """Whether a landing would find anything to do, judged without reading any file."""

    new: list[str]
    vanished: list[str]

    def __bool__(self) -> bool:
        return bool(self.new)
