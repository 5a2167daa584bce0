"""Refused records of a file that is gone, read again from the raw text in the quarantine.

Belongs here: small files made of that text, read as the file was, and what is added of them.
Does not belong here: which files this is done for (`requeue`).

*Nuances*. A record may have been refused in one stream, for a value, and landed in others: so those
refused in the same streams are read together, and only these streams' rows are taken. Of a record
that was refused as a whole nothing landed, and all is taken. Of pages the quarantine keeps their
items, or pages whose other items landed: no row is taken of them that the file has already.
"""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from influence.dumps import contract, evidence, recognition
from influence.dumps.connection import scratch_connection, sql_name, sql_text
from influence.dumps.documents import SAMPLE_RECORDS
from influence.dumps.holdings import Holdings
from influence.dumps.reading import Rules, stage_source
from influence.dumps.sample import Sample
from influence.dumps.staging import Source, Staged
from influence.dumps.store import QUARANTINE, QUARANTINE_COLUMNS, Receipt
from influence.dumps.translation import Translation
from influence.errors import DumpReadError, DumpSchemaError

_DROP_AGAIN = "drop the file again"
_FETCHED = 10_000
# Which refused record: its place in the file that is gone, and the hash of its text.
_KEY = "line, byte_offset, row_sha256"
# The rules of the contract begin their reasons so (`validation`); others are of a whole record.
_OF_A_VALUE = "starts_with(reason, '''') OR starts_with(reason, 'one of ''')"


def _same(left: str, right: str, columns: str = _KEY) -> str:
    return " AND ".join(
        f"{left}.{name} IS NOT DISTINCT FROM {right}.{name}" for name in columns.split(", ")
    )


def read_raw_text(holdings: Holdings, path: str, rules: Rules) -> str | None:
    """Add to a file what is good now of its refused records; why nothing could be read, or None."""
    sha256 = holdings.catalogue[path].sha256
    kept = holdings.store.file(QUARANTINE, sha256)
    told = (pq.read_schema(kept).metadata or {}).get(evidence.KEY.encode())
    if told is None:
        return f"its records cannot be read without the file; {_DROP_AGAIN}"
    workspace = holdings.store.staging / sha256
    workspace.mkdir(parents=True, exist_ok=True)
    try:
        with scratch_connection(workspace, rules.memory_limit) as con:
            return _Again(con, holdings, path, rules, workspace).read(told.decode())
    except (DumpSchemaError, DumpReadError) as fault:
        return str(fault)


class _Again:
    """The quarantine of one file on its way back."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        holdings: Holdings,
        path: str,
        rules: Rules,
        workspace: Path,
    ) -> None:
        self.con = con
        self.holdings = holdings
        self.path = path
        self.rules = rules
        self.workspace = workspace
        self.sha256 = holdings.catalogue[path].sha256
        self.receipts = {row.stream: row for row in holdings.receipts[self.sha256]}
        # Staged Parquet of each stream, and whether it may hold rows that the file has already.
        self.staged: dict[str, list[tuple[Path, bool]]] = {}
        self.spans: dict[str, list[datetime | None]] = {}
        self.is_paged = False

    def read(self, told: str) -> str | None:
        """Read what is whole, and put what is good into its streams."""
        kept = self.holdings.store.file(QUARANTINE, self.sha256)
        self.con.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {_rows(kept)}")
        sample = evidence.sample_of(told)
        translation = self._translation(sample)
        self.is_paged = translation.container in ("pages", "ndjson") and bool(translation.prepare)
        if self.is_paged:
            translation = self._of_items(sample) or translation
        key = "line BIGINT, byte_offset BIGINT, row_sha256 VARCHAR"
        self.con.execute(f"CREATE TEMP TABLE read (part BIGINT, begins BIGINT, {key})")
        self.con.execute(f"CREATE TEMP TABLE still (stream VARCHAR, reason VARCHAR, {key})")
        alike = self.con.execute(
            "CREATE TEMP TABLE record AS "
            "SELECT *, dense_rank() OVER (ORDER BY streams, is_whole) AS part "
            f"FROM (SELECT {_KEY}, any_value(raw_text) AS raw_text, "
            f"bool_or(NOT ({_OF_A_VALUE})) AS is_whole, "
            f"list_sort(list(DISTINCT stream)) AS streams FROM kept GROUP BY {_KEY})"
        ).execute("SELECT DISTINCT part, is_whole, streams FROM record ORDER BY part")
        for part, is_whole, streams in alike.fetchall():
            taken = None if is_whole else set(streams)
            self._read_part(part, taken, sample, translation)
        self._commit(told)
        return None

    def _translation(self, sample: Sample) -> Translation:
        """How the file would be read now. Raises DumpSchemaError where its records need it all."""
        before = next(iter(self.receipts.values())).format
        mapped = self.holdings.mappings.of(self.path)
        found = recognition.translated(sample, "\n".join(sample.lines).encode(), mapped)
        if found is None or found.format != before:
            raise DumpSchemaError(
                f"its records alone are no longer read as {before}; {_DROP_AGAIN}"
            )
        if found.in_one_step or (found.container == "document" and found.prepare):
            raise DumpSchemaError(f"its rows come of several records each; {_DROP_AGAIN}")
        return replace(found, begins_at=0, encoding="utf-8")

    def _of_items(self, sample: Sample) -> Translation | None:
        """How the items of pages are read by themselves, as which they stand in the quarantine."""
        texts = self.con.execute(
            f"SELECT raw_text FROM kept WHERE json_valid(raw_text) LIMIT {SAMPLE_RECORDS}"
        ).fetchall()
        records = [record for (text,) in texts if isinstance(record := json.loads(text), dict)]
        alone = replace(
            recognition.of_records(sample.name, "ndjson", records), beside=sample.beside
        )
        with suppress(DumpSchemaError):
            found = recognition.translated(alone, b"", self.holdings.mappings.of(self.path))
            if found is not None and found.format == next(iter(self.receipts.values())).format:
                return found
        return None

    def _read_part(
        self, part: int, streams: set[str] | None, sample: Sample, translation: Translation
    ) -> None:
        """Stage records that were refused in just these streams, or (None) whole.

        What is refused still is noted.
        """
        folder = self.workspace / f"part-{part}"
        folder.mkdir()
        path = folder / "records"
        if not self._write(part, path, sample, translation):
            return
        source = Source(path, None, self.path, self.sha256, self.rules.loaded_at)
        staged, _ = stage_source(source, translation, folder, self.rules.memory_limit)
        for name, file in staged.files.items():
            if name == QUARANTINE:
                self._note_refused(file, part, streams)
            elif streams is None or name in streams:
                self.staged.setdefault(name, []).append((file, self.is_paged))
                self._widen(name, staged)

    def _write(self, part: int, path: Path, sample: Sample, translation: Translation) -> bool:
        """Write the records of a part as a file of their own; False where none can be read.

        The table `read` tells on which line of it each record begins.
        """
        first, between, last = _frame(sample, translation)
        ends = "length(raw_text) - length(replace(raw_text, chr(10), ''))"
        before = (
            f"sum({ends} + {between.count(chr(10))}) OVER (ORDER BY {_KEY} "
            "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
        )
        self.con.execute(
            f"INSERT INTO read SELECT {part}, {1 + first.count(chr(10))} + coalesce({before}, 0), "
            f"{_KEY} FROM record WHERE part = {part} AND sha256(raw_text) = row_sha256 "
            f"AND {_stands_alone(translation)}"
        )
        rows = self.con.execute(
            f"SELECT raw_text FROM record AS a JOIN read AS b ON {_same('a', 'b')} "
            f"WHERE b.part = {part} ORDER BY begins"
        )
        is_any = False
        with path.open("w", encoding="utf-8", newline="") as out:
            out.write(first)
            while taken := rows.fetchmany(_FETCHED):
                for (text,) in taken:
                    out.write(between + text if is_any else text)
                    is_any = True
            out.write(last)
        return is_any

    def _note_refused(self, quarantine: Path, part: int, streams: set[str] | None) -> None:
        """Take note of what is refused still, in these streams or (None) in any."""
        listed = ", ".join(map(sql_text, sorted(streams or ())))
        self.con.execute(
            "INSERT INTO still SELECT a.stream, a.reason, b.line, b.byte_offset, b.row_sha256 "
            f"FROM {_rows(quarantine)} AS a JOIN read AS b ON b.begins = a.line "
            f"WHERE b.part = {part} {'' if streams is None else f'AND a.stream IN ({listed})'}"
        )

    def _widen(self, name: str, staged: Staged) -> None:
        count = staged.counts[name]
        span = self.spans.setdefault(name, [])
        span += [count.first_event_at, count.last_event_at]

    def _commit(self, told: str) -> None:
        """Put the rows into their streams, and leave in the quarantine what is refused still."""
        files = {name: self._merged(name, parts) for name, parts in self.staged.items()}
        self._judge()
        counts = self.con.execute("SELECT stream, count(*) FROM after GROUP BY stream").fetchall()
        refused = dict(counts)
        if refused:
            columns = ", ".join(QUARANTINE_COLUMNS)
            query = f"SELECT {columns} FROM after ORDER BY line, stream, reason"
            files[QUARANTINE] = self._write_parquet(
                QUARANTINE, query, f", KV_METADATA {{{evidence.KEY}: {sql_text(told)}}}"
            )
        distinct = self.con.execute(f"SELECT count(*) FROM (SELECT DISTINCT {_KEY} FROM after)")
        entries = max([distinct.fetchall()[0][0], *refused.values()])
        blank = replace(
            next(iter(self.receipts.values())),
            rows_landed=0,
            first_event_at=None,
            last_event_at=None,
        )
        receipts = []
        for stream in sorted({*self.receipts, *self.staged, *refused}):
            old = self.receipts.get(stream) or replace(blank, stream=stream)
            landed = old.rows_landed
            if stream in self.staged:
                landed = pq.read_metadata(files[stream]).num_rows
            receipts.append(self._receipt(old, landed, refused.get(stream, 0), entries))
        self.holdings.amend(self.sha256, files, receipts)

    def _receipt(self, old: Receipt, landed: int, refused: int, entries: int) -> Receipt:
        span = [
            moment
            for moment in (old.first_event_at, old.last_event_at, *self.spans.get(old.stream, ()))
            if moment is not None
        ]
        return replace(
            old,
            rows_read=landed + refused,
            rows_landed=landed,
            rows_quarantined=refused,
            first_event_at=min(span, default=None),
            last_event_at=max(span, default=None),
            loaded_at=self.rules.loaded_at,
            entries_refused=entries,
        )

    def _merged(self, name: str, parts: list[tuple[Path, bool]]) -> Path:
        """What the file has of a stream, and what was staged of it now, without repeating it."""
        old = self.holdings.store.file(name, self.sha256)
        pieces = [f"SELECT * FROM {_rows(old)}"] if old.exists() else []
        columns = contract.raw_columns(contract.STREAMS[name])
        own = [sql_name(column) for column in columns if column not in contract.PROVENANCE]
        same = _same("a", "b", ", ".join(own))
        for path, may_repeat in parts:
            piece = f"SELECT * FROM {_rows(path)}"
            if may_repeat and old.exists():
                piece += f" AS a WHERE NOT EXISTS (SELECT 1 FROM {_rows(old)} AS b WHERE {same})"
            pieces.append(piece)
        return self._write_parquet(name, " UNION ALL BY NAME ".join(pieces))

    def _judge(self) -> None:
        """Make the table `after`: the quarantine as this reading leaves it."""
        moment = f"TIMESTAMP '{self.rules.loaded_at}'"
        file = f"{sql_text(self.sha256)}, {sql_text(self.path)}"
        self.con.execute(
            f"CREATE TEMP TABLE after AS SELECT {', '.join(QUARANTINE_COLUMNS)} FROM kept AS a "
            f"WHERE NOT EXISTS (SELECT 1 FROM read AS b WHERE {_same('a', 'b')}) "
            f"UNION ALL SELECT {file}, a.stream, a.line, a.byte_offset, a.reason, a.row_sha256, "
            f"b.raw_text, {moment} FROM still AS a JOIN record AS b ON {_same('a', 'b')}"
        )

    def _write_parquet(self, name: str, query: str, options: str = "") -> Path:
        path = self.workspace / f"{name}.parquet"
        self.con.execute(
            f"COPY ({query}) TO {sql_text(str(path))} (FORMAT parquet, COMPRESSION zstd{options})"
        )
        return path


def _rows(path: Path) -> str:
    return f"read_parquet({sql_text(str(path))})"


def _frame(sample: Sample, translation: Translation) -> tuple[str, str, str]:
    """What stands before, between and behind the records of a file that is read so."""
    if translation.container == "document":
        return "[", ",\n", "]"
    above = translation.skip_lines + translation.has_header if translation.container == "csv" else 0
    return "".join(f"{line}\n" for line in sample.lines[:above]), "\n", "\n"


def _stands_alone(translation: Translation) -> str:
    """SQL of whether a record, if it is bad, leaves the others of the same file alone."""
    if translation.container == "document":
        return "json_valid(raw_text)"
    if translation.container == "csv" and translation.quote:
        # A quote that is never closed takes the rows behind it.
        mark = sql_text(translation.quote)
        return f"(length(raw_text) - length(replace(raw_text, {mark}, ''))) % 2 = 0"
    return "true"
