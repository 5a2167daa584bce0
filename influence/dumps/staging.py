"""One file of a dump becomes staged Parquet, one per stream, with the counts of its receipt.

Belongs here: the two readings and what they write. The fast one serves files without a refused row;
at the first of those it is given up for the located one, which alone then decides.
Does not belong here: which files are read and when (`landing`), and where Parquet goes (`store`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from influence.dumps import contract, evidence, records
from influence.dumps.connection import sql_name, sql_text
from influence.dumps.store import QUARANTINE
from influence.dumps.translation import Translation
from influence.dumps.validation import REFUSED, Check, check

# Of a longer record the quarantine shows the beginning; its hash is of the whole.
_RAW_SHOWN = 1 << 16


@dataclass(frozen=True)
class StreamCount:
    """Rows of one stream in one file, and when its first and last event happened."""

    rows_landed: int = 0
    rows_quarantined: int = 0
    first_event_at: datetime | None = None
    last_event_at: datetime | None = None

    @property
    def rows_read(self) -> int:
        return self.rows_landed + self.rows_quarantined


@dataclass(frozen=True)
class Staged:
    """What one file became: staged Parquet by table name, counts by stream, and notes.

    `records` were read, of which `records_refused` gave a row to the quarantine.
    """

    files: Mapping[str, Path]
    counts: Mapping[str, StreamCount]
    notes: tuple[str, ...]
    records: int
    records_refused: int = 0


@dataclass(frozen=True)
class Source:
    """One file to read: where its readable bytes are, and what rows say of their origin."""

    readable: Path
    compression: str | None
    path: str
    sha256: str
    loaded_at: datetime
    has_long_lines: bool = False
    # What is kept beside refused records, to read these again without the file.
    evidence: Callable[[], str | None] = lambda: None


def stage(
    con: duckdb.DuckDBPyConnection, source: Source, translation: Translation, folder: Path
) -> Staged:
    """Write the rows of one file to `folder`, reading it a second time where rows are refused."""
    folder.mkdir(parents=True, exist_ok=True)
    work = _Work(con, source, translation, folder)
    staged = None if source.has_long_lines else work.read_fast()
    return staged or work.read_located()


class _Work:
    """One file on its way through DuckDB."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        source: Source,
        translation: Translation,
        folder: Path,
    ) -> None:
        self.con = con
        self.source = source
        self.translation = translation
        self.folder = folder
        self.kept: set[str] = set()
        self.tallies: Counter[str] = Counter()
        self.different: dict[str, set[str]] = defaultdict(set)
        self.records = 0

    def read_fast(self) -> Staged | None:
        """Write all rows, or give up where one is refused or the reader does not suffice."""
        if not self._load_fast(self.source.readable, self.source.compression):
            return None
        files: dict[str, Path] = {}
        counts = {self.translation.main_stream: StreamCount()}
        for name in self.translation.candidates:
            rules = self._check(name)
            # Casts are dear: rows are judged while they are written, and then counted.
            try:
                path = self._write(name, f"({rules.typed})", rules.guard)
            except duckdb.InvalidInputException as fault:
                if REFUSED in str(fault):
                    return None
                raise
            written = f"read_parquet({sql_text(str(path))})"
            count = self._judge(name, written, "CAST(NULL AS VARCHAR)")
            if count.rows_landed:
                counts[name] = count
                files[name] = path
        notes = _told(self._tallies()) + self._distinct()
        read = self._count("SELECT count(*) FROM records")
        records.drop(self.con, self.translation)
        return Staged(files, counts, self.translation.notes + notes, read)

    def read_located(self) -> Staged:
        """Write the good rows and the quarantine, with the place of each refused record.

        Parts of a large file in which nothing is refused are still read fast.
        """
        source, translation = self.source, self.translation
        self.con.execute(
            "CREATE TEMP TABLE refused "
            "(stream VARCHAR, line BIGINT, byte_offset BIGINT, reason VARCHAR, raw VARCHAR)"
        )
        for part in records.parts(source.readable, source.compression, translation, self.folder):
            if not part.is_whole and self._load_fast(part.path, part.compression) and self._keep():
                continue
            for _ in records.read_located(self.con, part, translation):
                self._prepare()
                self._sort()
        refused = dict(
            self.con.execute("SELECT stream, count(*) FROM refused GROUP BY stream").fetchall()
        )
        files: dict[str, Path] = {}
        counts = {translation.main_stream: StreamCount(0, refused.get(translation.main_stream, 0))}
        for name in sorted(self.kept):
            count = self._judge(name, f"good_{name}", "CAST(NULL AS VARCHAR)")
            count = replace(count, rows_quarantined=refused.get(name, 0))
            if count.rows_landed:
                files[name] = self._write(name, f"good_{name}")
            if count.rows_read:
                counts[name] = count
        if refused:
            files[QUARANTINE] = self._write_quarantine()
        notes = translation.notes + _told(self.tallies) + self._distinct()
        places = self._count(
            "SELECT count(*) FROM (SELECT DISTINCT line, byte_offset FROM refused)"
        )
        return Staged(files, counts, notes, self.records, places)

    def _load_fast(self, path: Path, compression: str | None) -> bool:
        """Read the records without places; False where a record cannot be read so."""
        if not records.read_fast(self.con, path, compression, self.translation):
            return False
        self._prepare()
        unread = _unread(self.translation)
        return self._count(f"SELECT count(*) FROM records AS r WHERE {unread}") == 0

    def _keep(self) -> bool:
        """Keep all rows of the records at hand; False, and nothing kept, where one is refused."""
        rules = {name: self._check(name) for name in self.translation.candidates}
        for name, rule in rules.items():
            if self._judge(name, f"({rule.typed})", rule.refusal).rows_quarantined:
                return False
        for name, rule in rules.items():
            self._add(name, f"({rule.typed})")
        self._note()
        return True

    def _sort(self) -> None:
        """Keep the good rows of the records at hand, and refuse the others with their places."""
        translation = self.translation
        self.con.execute(
            f"INSERT INTO refused SELECT {sql_text(translation.main_stream)}, r._line, "
            f"r._byte_offset, coalesce(r._fault, {sql_text(translation.unclaimed_reason)}), r._raw "
            f"FROM records AS r WHERE {_unread(translation)}"
        )
        for name in translation.candidates:
            rules = self._check(name)
            rows = f"({rules.typed})"
            if self._judge(name, rows, rules.refusal).rows_quarantined:
                rows = f"(SELECT *, {rules.refusal} AS reason FROM {rows})"
                self.con.execute(
                    f"INSERT INTO refused SELECT {sql_text(name)}, _line, _byte_offset, reason, "
                    f"_raw FROM {rows} WHERE reason IS NOT NULL"
                )
                rows = f"{rows} WHERE reason IS NULL"
            self._add(name, rows)
        self._note()

    def _note(self) -> None:
        """Count the records at hand, and what of them is no row."""
        self.records += self._count("SELECT count(*) FROM records")
        self.tallies.update(self._tallies())

    def _add(self, name: str, rows: str) -> None:
        into = (
            f"INSERT INTO good_{name}" if name in self.kept else f"CREATE TEMP TABLE good_{name} AS"
        )
        self.con.execute(f"{into} SELECT {_own_columns(name)} FROM {rows}")
        self.kept.add(name)

    def _prepare(self) -> None:
        for statement in self.translation.prepare:
            self.con.execute(statement)

    def _check(self, name: str) -> Check:
        candidates = self.translation.candidates[name]
        described = self.con.execute(f"DESCRIBE {candidates}").fetchall()
        return check(
            contract.STREAMS[name],
            candidates,
            {row[0]: row[1] for row in described},
            self.source.loaded_at,
            self.translation.time_format,
        )

    def _judge(self, name: str, rows: str, refusal: str) -> StreamCount:
        """Count the good and the refused among typed rows."""
        event_time = contract.STREAMS[name].event_time
        at = sql_name(event_time) if event_time else "CAST(NULL AS TIMESTAMP)"
        good = "WHERE reason IS NULL"
        return StreamCount(
            *self.con.execute(
                f"SELECT count(*) FILTER ({good}), count(reason), "
                f"min(moment) FILTER ({good}), max(moment) FILTER ({good}) "
                f"FROM (SELECT {at} AS moment, {refusal} AS reason FROM {rows})"
            ).fetchall()[0]
        )

    def _write(self, name: str, rows: str, guard: str = "false") -> Path:
        """Write rows of one stream; a row that `guard` stops ends it."""
        path = self.folder / f"{name}.parquet"
        guarded = f"SELECT * REPLACE (_is_deleted OR {guard} AS _is_deleted) FROM {rows}"
        self.con.execute(
            f"COPY (SELECT {_own_columns(name)}, {sql_text(self.source.sha256)} AS _file_sha256, "
            f"TIMESTAMP '{self.source.loaded_at}' AS _loaded_at FROM ({guarded})) "
            f"TO {sql_text(str(path))} (FORMAT parquet, COMPRESSION zstd)"
        )
        return path

    def _write_quarantine(self) -> Path:
        path = self.folder / f"{QUARANTINE}.parquet"
        told = self.source.evidence()
        kept = f", KV_METADATA {{{evidence.KEY}: {sql_text(told)}}}" if told else ""
        self.con.execute(
            f"COPY (SELECT {sql_text(self.source.sha256)} AS file_sha256, "
            f"{sql_text(self.source.path)} AS path, stream, line, byte_offset, reason, "
            f"sha256(raw) AS row_sha256, left(raw, {_RAW_SHOWN}) AS raw_text, "
            f"TIMESTAMP '{self.source.loaded_at}' AS loaded_at "
            "FROM refused ORDER BY line, stream, reason) "
            f"TO {sql_text(str(path))} (FORMAT parquet, COMPRESSION zstd{kept})"
        )
        return path

    def _tallies(self) -> dict[str, int]:
        """How often each thing was read that is on purpose no row."""
        translation, found = self.translation, {}
        if translation.tallies:
            tests = translation.tallies.values()
            counts = ", ".join(f"count(*) FILTER ({test})" for test in tests)
            row = self.con.execute(f"SELECT {counts} FROM records AS r").fetchall()[0]
            found = dict(zip(translation.tallies, row, strict=True))
        for label, query in translation.item_tallies.items():
            found[label] = self._count(query)
        for label, value in translation.distinct.items():
            rows = self.con.execute(f"SELECT DISTINCT {value} FROM records AS r").fetchall()
            self.different[label].update(value for (value,) in rows if value is not None)
        return found

    def _distinct(self) -> tuple[str, ...]:
        """How many different values there were over all steps: `3 load ids`."""
        return _told({label: len(values) for label, values in self.different.items()})

    def _count(self, query: str) -> int:
        row = self.con.execute(query).fetchone()
        return int(row[0]) if row else 0


def _unread(translation: Translation) -> str:
    return f"r._fault IS NOT NULL OR ({translation.unclaimed})"


def _own_columns(name: str) -> str:
    columns = contract.raw_columns(contract.STREAMS[name])
    return ", ".join(sql_name(column) for column in columns if column not in contract.PROVENANCE)


def _told(tallies: Mapping[str, int]) -> tuple[str, ...]:
    """Tallies as notes: `3 limit messages ignored`."""
    return tuple(f"{count} {label}" for label, count in tallies.items() if count)
