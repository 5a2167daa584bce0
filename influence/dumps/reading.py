"""One dropped file becomes receipts and staged Parquet, whatever is in it.

Belongs here: the way of one file from recognition to staging, and what a refusal of it becomes.
Does not belong here: which files are read (`landing`), and what commits them (`store`).
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb

from influence.dumps import recognition
from influence.dumps.compression import Fingerprint, decompress_to, verify
from influence.dumps.connection import scratch_connection
from influence.dumps.counts import count_posts
from influence.dumps.inventory import DroppedFile
from influence.dumps.staging import Source, Staged, stage
from influence.dumps.store import NO_STREAM, Receipt
from influence.dumps.translation import Translation
from influence.errors import DumpReadError, DumpSchemaError, LandingError

UNRECOGNISED = "none"
EMPTY = "empty"


@dataclass(frozen=True)
class ReadFile:
    """What one file became: its receipts, staged Parquet by table, and counts of its posts."""

    receipts: list[Receipt]
    files: dict[str, Path] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def read_file(
    file: DroppedFile,
    content: Fingerprint,
    loaded_at: datetime,
    workspace: Path,
    memory_limit: str,
) -> ReadFile:
    """Stage the rows of a file in `workspace`.

    A file that cannot be read or is not supported gives one receipt with the reason. Raises
    LandingError where memory or disk do not suffice, as that says nothing of the file.
    """
    blank = Receipt(
        file_sha256=content.sha256,
        stream=NO_STREAM,
        path=file.path,
        format=UNRECOGNISED,
        translation_version=recognition.VERSION,
        size_bytes=content.size_bytes,
        status="quarantined",
        rows_read=0,
        rows_landed=0,
        rows_quarantined=0,
        first_event_at=None,
        last_event_at=None,
        loaded_at=loaded_at,
        reason=None,
        notes=None,
    )
    try:
        recognised = recognition.recognise(file.absolute, file.path, workspace)
        translation = recognised.translation
        if translation is None:
            empty = replace(blank, format=EMPTY, status="landed", notes="the file is empty")
            return ReadFile([empty])
        readable, compression = _readable(
            file.absolute, recognised.compression, translation, workspace
        )
        source = Source(readable, compression, file.path, content.sha256, loaded_at)
        staged, counts = _stage(source, translation, workspace, memory_limit)
    except (DumpSchemaError, DumpReadError) as fault:
        return ReadFile([replace(blank, reason=str(fault))])
    notes = "; ".join(staged.notes) or None
    receipts = [
        replace(
            blank,
            stream=stream,
            format=translation.format,
            translation_version=translation.version,
            status="landed",
            rows_read=count.rows_read,
            rows_landed=count.rows_landed,
            rows_quarantined=count.rows_quarantined,
            first_event_at=count.first_event_at,
            last_event_at=count.last_event_at,
            notes=notes,
        )
        for stream, count in staged.counts.items()
    ]
    return ReadFile(receipts, dict(staged.files), counts)


def _readable(
    path: Path, compression: str | None, translation: Translation, workspace: Path
) -> tuple[Path, str | None]:
    """DuckDB reads neither bzip2 nor compressed Parquet; those are unpacked beside."""
    if compression == "bz2" or (compression and translation.container == "parquet"):
        return decompress_to(path, compression, workspace / "unpacked"), None
    verify(path, compression)
    return path, compression


def _stage(
    source: Source, translation: Translation, workspace: Path, memory_limit: str
) -> tuple[Staged, dict[str, int]]:
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
