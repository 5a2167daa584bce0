"""One dropped file becomes receipts and staged Parquet, whatever is in it.

Belongs here: the way of one file from recognition to staging, and what a refusal of it becomes.
Does not belong here: which files are read (`landing`), and what commits them (`store`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb

from influence.dumps import evidence, limits, long_lines, recognition, threshold
from influence.dumps.compression import (
    Fingerprint,
    blank_beginning,
    decompress_to,
    decompressed,
    verify,
)
from influence.dumps.connection import scratch_connection
from influence.dumps.counts import count_posts
from influence.dumps.encodings import as_utf8, storable
from influence.dumps.inventory import DroppedFile
from influence.dumps.long_windows import has_long_window, shorten_window
from influence.dumps.mapping import mappings
from influence.dumps.mapping.mappings import Mapped
from influence.dumps.staging import Source, Staged, stage
from influence.dumps.store import FAILED, LANDED, NO_STREAM, QUARANTINE, REFUSED, Receipt
from influence.dumps.translation import Translation
from influence.errors import DumpReadError, DumpSchemaError, LandingError

UNRECOGNISED = "none"
EMPTY = "empty"


@dataclass(frozen=True)
class Rules:
    """What holds for every file of a landing: its time in UTC, and what it may use and refuse."""

    loaded_at: datetime
    memory_limit: str
    most_quarantined: float = threshold.MOST_QUARANTINED


@dataclass(frozen=True)
class ReadFile:
    """What one file became: its receipts, staged Parquet by table, and counts of its posts."""

    receipts: list[Receipt]
    files: dict[str, Path] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def refusal(file: DroppedFile, content: Fingerprint, rules: Rules, reason: str | None) -> Receipt:
    """The receipt of a file of which nothing was read."""
    return Receipt(
        file_sha256=content.sha256,
        stream=NO_STREAM,
        path=file.path,
        format=UNRECOGNISED,
        translation_version=recognition.VERSION,
        size_bytes=content.size_bytes,
        status=REFUSED,
        rows_read=0,
        rows_landed=0,
        rows_quarantined=0,
        first_event_at=None,
        last_event_at=None,
        loaded_at=rules.loaded_at,
        reason=reason,
        notes=None,
        entries_read=0,
        entries_refused=0,
    )


def read_file(
    file: DroppedFile,
    content: Fingerprint,
    rules: Rules,
    workspace: Path,
    beside: Callable[[str], bytes | None],
    mapped: Mapped | None = None,
) -> ReadFile:
    """Stage the rows of a file in `workspace`; `beside` reads a small file of its folder.

    `mapped` is what the dump's mappings say of the file; its receipts show that, also of a refusal.
    A file that cannot be read or is not supported gives one receipt with the reason. Raises
    LandingError where memory or disk do not suffice, as that says nothing of the file.
    """
    blank = refusal(file, content, rules, None)
    if mapped is not None:
        blank = replace(blank, format=mappings.FORMAT, translation_version=mapped.version)
    try:
        neighbours = evidence.Neighbours(beside)
        recognised = recognition.recognise(file.absolute, file.path, workspace, neighbours, mapped)
        translation = recognised.translation
        if translation is None:
            empty = replace(blank, status=LANDED, notes="the file is empty")
            return ReadFile([empty if mapped is not None else replace(empty, format=EMPTY)])
        watch = long_lines.Watch()
        readable, compression = _readable(
            file.absolute, recognised.compression, translation, workspace, watch
        )
        seen = recognised.sample
        source = Source(
            readable,
            compression,
            file.path,
            content.sha256,
            rules.loaded_at,
            watch.found,
            lambda: evidence.text_of(seen, neighbours.asked) if seen else None,
        )
        staged, counts = stage_source(source, translation, workspace, rules.memory_limit)
    except (DumpSchemaError, DumpReadError) as fault:
        return ReadFile([replace(blank, reason=storable(str(fault)))])
    notes = storable("; ".join(staged.notes)) or None
    entries = _entries(staged)
    receipts = [
        replace(
            blank,
            stream=stream,
            format=translation.format,
            translation_version=translation.version,
            status=LANDED,
            rows_read=count.rows_read,
            rows_landed=count.rows_landed,
            rows_quarantined=count.rows_quarantined,
            first_event_at=count.first_event_at,
            last_event_at=count.last_event_at,
            notes=notes,
            entries_read=entries[0],
            entries_refused=entries[1],
        )
        for stream, count in staged.counts.items()
    ]
    receipts = threshold.judged(receipts, rules.most_quarantined)
    if receipts[0].status == FAILED:
        return ReadFile(receipts, {QUARANTINE: staged.files[QUARANTINE]})
    return ReadFile(receipts, dict(staged.files), counts)


def _entries(staged: Staged) -> tuple[int, int]:
    """How many entries were read of a file and how many refused, as `threshold` counts them."""
    counts = staged.counts.values()
    return (
        max([staged.records, *(count.rows_read for count in counts)]),
        max([staged.records_refused, *(count.rows_quarantined for count in counts)]),
    )


def _readable(
    path: Path,
    compression: str | None,
    translation: Translation,
    workspace: Path,
    watch: long_lines.Watch,
) -> tuple[Path, str | None]:
    """DuckDB reads neither bzip2 nor compressed Parquet; those are unpacked beside.

    So are documents, whose size says how much memory they take, and scripts, whose assignment is
    blanked, so that lines and bytes are counted as in the file. A Zstandard stream with a long
    window is written again with a usual one.
    """
    in_one_piece = translation.container in ("parquet", "document")
    if compression == "bz2" or (compression and in_one_piece):
        path, compression = decompress_to(path, compression, workspace / "unpacked"), None
    else:
        verify(path, compression, watch.see if translation.container == "ndjson" else None)
        if compression == "zstd" and has_long_window(path):
            with decompressed(path, compression) as stream:
                path = shorten_window(stream, workspace / "shortened.zst")
    if translation.container == "parquet":
        limits.refuse_parquet_bomb(path)
    if translation.encoding != "utf-8":
        with decompressed(path, compression) as stream:
            path = as_utf8(stream, translation.encoding, workspace / "in-utf-8")
            compression = None
    if translation.begins_at:
        path = blank_beginning(path, translation.begins_at, workspace / "document")
    return path, compression


def stage_source(
    source: Source, translation: Translation, workspace: Path, memory_limit: str
) -> tuple[Staged, dict[str, int]]:
    """Stage a file below `workspace`; also the counts of its posts.

    Raises DumpReadError where it cannot be read, LandingError where memory or disk do not suffice.
    """
    try:
        with scratch_connection(workspace, memory_limit) as con:
            staged = stage(con, source, translation, workspace / "streams")
            posts = staged.files.get("posts")
            return staged, count_posts(con, posts) if posts else {}
    except duckdb.OutOfMemoryException as fault:
        raise LandingError(
            f"{source.path}: {memory_limit} of memory are too little to land this file; "
            f"give more ({fault})"
        ) from fault
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException):
        # Faults of our own SQL, not of the file.
        raise
    except duckdb.Error as fault:
        if "No space left" in str(fault):
            raise LandingError(
                f"{source.path}: the disk is full; make room and land again ({fault})"
            ) from fault
        raise DumpReadError(f"the file cannot be read ({fault}); copy it again") from fault
