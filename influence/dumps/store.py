"""Where the raw Parquet of a dump lives, what is complete there, and what replaced what.

Belongs here: names of files, receipts (the commit point of each file), and moving files in and out.
Does not belong here: making the rows.

A file's rows count as landed from the moment its receipt exists. Everything else can be found
half done after a crash, and is done again.
"""

import hashlib
import os
import re
import shutil
from collections import defaultdict
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from influence.dumps import contract
from influence.dumps.connection import reading_connection, sql_name, sql_text

RECEIPTS = "receipts"
QUARANTINE = "quarantine"
# The stream of a receipt whose file was refused whole.
NO_STREAM = "none"
# What became of a file: at least read, refused whole, or so bad that nothing of it was landed.
LANDED, REFUSED, FAILED = "landed", "quarantined", "failed"

_EMPTY = "_empty.parquet"
# In a change that was written down: the quarantine of the file is to be removed.
_GONE = "quarantine.gone"
_RECEIPT_SCHEMA = pa.schema(
    [
        ("file_sha256", pa.string()),
        ("stream", pa.string()),
        ("path", pa.string()),
        ("format", pa.string()),
        ("translation_version", pa.int32()),
        ("size_bytes", pa.int64()),
        ("status", pa.string()),
        ("rows_read", pa.int64()),
        ("rows_landed", pa.int64()),
        ("rows_quarantined", pa.int64()),
        ("first_event_at", pa.timestamp("us")),
        ("last_event_at", pa.timestamp("us")),
        ("loaded_at", pa.timestamp("us")),
        ("reason", pa.string()),
        ("notes", pa.string()),
        ("entries_read", pa.int64()),
        ("entries_refused", pa.int64()),
    ]
)
QUARANTINE_COLUMNS = {
    "file_sha256": "VARCHAR",
    "path": "VARCHAR",
    "stream": "VARCHAR",
    "line": "BIGINT",
    "byte_offset": "BIGINT",
    "reason": "VARCHAR",
    "row_sha256": "VARCHAR",
    "raw_text": "VARCHAR",
    "loaded_at": "TIMESTAMP",
}


@dataclass(frozen=True)
class Receipt:
    """What became of one stream of one file. `rows_read` is always landed plus quarantined.

    `entries_read` and `entries_refused` are of the whole file (see `threshold`).
    """

    file_sha256: str
    stream: str
    path: str
    format: str
    translation_version: int
    size_bytes: int
    status: str
    rows_read: int
    rows_landed: int
    rows_quarantined: int
    first_event_at: datetime | None
    last_event_at: datetime | None
    loaded_at: datetime
    reason: str | None
    notes: str | None
    entries_read: int | None = None
    entries_refused: int | None = None


def dump_key(source: Path) -> str:
    """The name of a dump's store: its own name, and a hash of where it lies."""
    resolved = source.resolve()
    slug = re.sub(r"[^a-z0-9]+", "-", resolved.name.lower()).strip("-") or "dump"
    return f"{slug}-{hashlib.sha256(str(resolved).encode()).hexdigest()[:8]}"


@dataclass(frozen=True)
class Store:
    """The folder of one dump under the home of raw data."""

    root: Path

    @property
    def staging(self) -> Path:
        return self.root / "_staging"

    @property
    def superseded(self) -> Path:
        return self.root / "_superseded"

    @property
    def amendments(self) -> Path:
        return self.root / "_amendments"

    @property
    def catalogue(self) -> Path:
        return self.root / "catalogue.json"

    def table(self, name: str) -> Path:
        return self.root / name

    def pattern(self, name: str) -> str:
        """The glob of all Parquet of a stream, of receipts or of the quarantine."""
        return str(self.table(name) / "*.parquet")

    def file(self, name: str, sha256: str) -> Path:
        return self.table(name) / f"{sha256}.parquet"

    def make_tables(self) -> None:
        """Give every stream, the receipts and the quarantine a folder and an empty table.

        Writes only what is missing or has other columns than the contract.
        """
        wanted = {name: contract.raw_columns(stream) for name, stream in contract.STREAMS.items()}
        wanted[QUARANTINE] = QUARANTINE_COLUMNS
        missing = {
            name: columns
            for name, columns in wanted.items()
            if not _has_columns(self.table(name) / _EMPTY, list(columns))
        }
        if missing:
            with reading_connection() as con:
                for name, columns in missing.items():
                    self._make_empty(con, name, columns)
        empty = self.table(RECEIPTS) / _EMPTY
        if not _has_columns(empty, _RECEIPT_SCHEMA.names):
            empty.parent.mkdir(parents=True, exist_ok=True)
            part = empty.with_name(f".{_EMPTY}.part")
            pq.write_table(_RECEIPT_SCHEMA.empty_table(), part)
            part.replace(empty)

    def _make_empty(
        self, con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]
    ) -> None:
        path = self.table(name) / _EMPTY
        path.parent.mkdir(parents=True, exist_ok=True)
        typed = ", ".join(
            f"CAST(NULL AS {kind}) AS {sql_name(column)}" for column, kind in columns.items()
        )
        part = path.with_name(f".{_EMPTY}.part")
        con.execute(f"COPY (SELECT {typed} LIMIT 0) TO {sql_text(str(part))} (FORMAT parquet)")
        part.replace(path)

    def receipts(self) -> dict[str, list[Receipt]]:
        """The receipts of every landed file, by its sha256."""
        found: dict[str, list[Receipt]] = defaultdict(list)
        if not self.table(RECEIPTS).is_dir():
            return found
        names = ", ".join(sql_name(field.name) for field in fields(Receipt))
        with reading_connection() as con:
            rows = con.execute(
                f"SELECT {names} FROM read_parquet({sql_text(self.pattern(RECEIPTS))}, "
                # Those that an earlier version wrote have fewer columns.
                "union_by_name = true) ORDER BY file_sha256, stream"
            ).fetchall()
        for row in rows:
            found[row[0]].append(Receipt(*row))
        return found

    def commit(self, sha256: str, staged: dict[str, Path], receipts: list[Receipt]) -> None:
        """Move staged Parquet to its place, and then say so: the receipt goes last."""
        for name, path in staged.items():
            _replace(path, self.file(name, sha256))
        self.staging.mkdir(parents=True, exist_ok=True)
        part = self.staging / f"{sha256}.receipt.parquet"
        _write_receipts(part, receipts)
        _replace(part, self.file(RECEIPTS, sha256))

    def amend(self, sha256: str, staged: dict[str, Path], receipts: list[Receipt]) -> None:
        """Replace some of a file's Parquet and its receipts.

        Its quarantine goes where none is staged. The file itself may be gone, so that nothing could
        be read again after a crash: what is to be done is first written down as a whole, and then
        done, if need be by the next landing.
        """
        folder = self.staging / f"{sha256}.amended"
        folder.mkdir(parents=True)
        for name, path in staged.items():
            _replace(path, folder / f"{name}.parquet")
        if QUARANTINE not in staged:
            (folder / _GONE).touch()
        _write_receipts(folder / f"{RECEIPTS}.parquet", receipts)
        self.amendments.mkdir(exist_ok=True)
        folder.rename(self.amendments / sha256)
        self.finish_amendments()

    def finish_amendments(self) -> None:
        """Do what was written down; doing it twice is doing it once."""
        for folder in self.amendments.glob("*") if self.amendments.is_dir() else ():
            for staged in folder.glob("*.parquet"):
                _replace(staged, self.file(staged.stem, folder.name))
            if (folder / _GONE).exists():
                self.file(QUARANTINE, folder.name).unlink(missing_ok=True)
                (folder / _GONE).unlink()
            folder.rmdir()

    def retire(self, sha256: str) -> None:
        """Set a file's Parquet aside, its receipt first: from then on it does not count."""
        for name in (RECEIPTS, QUARANTINE, *contract.STREAMS):
            active = self.file(name, sha256)
            if active.exists():
                aside = self.superseded / name / active.name
                aside.parent.mkdir(parents=True, exist_ok=True)
                active.replace(aside)

    def sweep(self, receipts: dict[str, list[Receipt]]) -> None:
        """Remove what a crash left: staging, and Parquet of a file without a receipt."""
        shutil.rmtree(self.staging, ignore_errors=True)
        for name in (QUARANTINE, *contract.STREAMS):
            for path in self.table(name).glob("[0-9a-f]*.parquet"):
                if path.stem not in receipts:
                    path.unlink()

    def point_current(self) -> None:
        """Let `current` beside this store name it, replaced in one step."""
        link = self.root.parent / "current"
        if link.is_symlink() and str(link.readlink()) == self.root.name:
            return
        part = link.with_name(f".current.{os.getpid()}")
        part.unlink(missing_ok=True)
        part.symlink_to(self.root.name)
        part.replace(link)


def _write_receipts(path: Path, receipts: list[Receipt]) -> None:
    rows = [dict(zip(_RECEIPT_SCHEMA.names, astuple(row), strict=True)) for row in receipts]
    pq.write_table(pa.Table.from_pylist(rows, schema=_RECEIPT_SCHEMA), path)


def _has_columns(path: Path, names: list[str]) -> bool:
    return path.exists() and pq.read_schema(path).names == names


def _replace(staged: Path, final: Path) -> None:
    # Without this a loss of power could leave a name without its bytes.
    with staged.open("rb") as file:
        os.fsync(file.fileno())
    final.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(final)


def fingerprint(receipts: dict[str, list[Receipt]]) -> str:
    """One hash of all that is landed: which bytes, read as what, and how much of them."""
    known = sorted(
        {
            (row.file_sha256, row.format, row.translation_version, row.status, row.rows_landed)
            for rows in receipts.values()
            for row in rows
        }
    )
    return hashlib.sha256(repr(known).encode()).hexdigest()
