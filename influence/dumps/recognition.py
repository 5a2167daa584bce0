"""What a dropped file is, by its content: the container, then the format that claims its records.

Belongs here: looking at the head of a file, and saying what was found where nothing claims it.
Does not belong here: reading the whole of a file (`records`).
"""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from influence.dumps import contract, foreign, open_format, x_v1, x_v2, x_v2_records
from influence.dumps.compression import compression_of, decompress_to, decompressed
from influence.dumps.translation import Translation
from influence.errors import DumpReadError, DumpSchemaError

# Bumped when more is recognised: files refused before are then looked at again.
VERSION = 1
SUPPORTED = (
    "supported are X/Twitter API v1.1 and v2 JSON, and the open format's streams as "
    "Parquet, CSV or NDJSON (plain, .gz, .bz2 or .zst)"
)
_HEAD = 1 << 20
_FIRST_LINE = 64 << 20
_SAMPLE = 200
# A JSON document is parsed whole; NDJSON has no such limit.
DOCUMENT_LIMIT = 256 << 20
_DELIMITERS = (",", ";", "\t", "|")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Recognised:
    """A file that can be read: its compression and the translation of its records."""

    compression: str | None
    translation: Translation | None


def recognise(path: Path, name: str, workspace: Path) -> Recognised:
    """Say how to read a file; `name` is its path inside the dump.

    A translation of None is an empty file. Raises DumpSchemaError where the content is not
    supported, with what was recognised, and DumpReadError where the bytes cannot be read.
    """
    compression = compression_of(path)
    head = _head(path, compression)
    text = head.removeprefix(_BOM).lstrip()
    if not text:
        with decompressed(path, compression) as stream:
            if _is_blank(stream):
                return Recognised(compression, None)
    if head[:4] == b"PAR1":
        return Recognised(compression, _parquet(path, compression, name, workspace))
    if text[:1] not in (b"{", b"["):
        # Lines of records whose first is damaged at its very beginning.
        records = _records_below(text)
        if records:
            return Recognised(compression, _claimed(records, "ndjson", name))
    found = foreign.named_by_bytes(head, path if compression is None else None)
    if found:
        raise _unsupported(found)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DumpReadError("the text is UTF-16; save it as UTF-8")
    if text[:1] in (b"{", b"["):
        return Recognised(compression, _json(path, compression, name, text))
    return Recognised(compression, _csv(head, name))


def _head(path: Path, compression: str | None) -> bytes:
    """The beginning of the file: its first line whole, as a page of posts may be one long line."""
    with decompressed(path, compression) as stream:
        head = stream.read(_HEAD)
        while head[:1] in (b"{", b"[") and b"\n" not in head and len(head) < _FIRST_LINE:
            more = stream.read(_HEAD)
            if not more:
                break
            head += more
    return head


def _is_blank(stream: Any) -> bool:
    while chunk := stream.read(_HEAD):
        if chunk.strip():
            return False
    return True


def _unsupported(found: str) -> DumpSchemaError:
    return DumpSchemaError(f"this is {found}, which is not supported yet; {SUPPORTED}")


def _parquet(path: Path, compression: str | None, name: str, workspace: Path) -> Translation:
    plain = path
    if compression is not None:
        plain = decompress_to(path, compression, workspace / "recognised.parquet")
    try:
        names = pq.read_schema(plain).names
    except (pa.ArrowException, OSError) as fault:
        raise DumpReadError(
            f"the Parquet file is cut off or corrupt ({fault}); copy it again"
        ) from fault
    columns = _spelled(names)
    return open_format.translation(open_format.stream_of(name, columns), "parquet", columns)


def _spelled(names: list[str]) -> dict[str, str]:
    """The contract's spelling of each column name, mapped to the file's."""
    columns: dict[str, str] = {}
    for name in names:
        spelled = name.strip().lower()
        if spelled in columns:
            raise DumpSchemaError(f"two columns are named '{spelled}'; keep one of them")
        columns[spelled] = name
    return columns


def _csv(head: bytes, name: str) -> Translation:
    header = head.removeprefix(_BOM).lstrip().split(b"\n")[0].decode("utf-8", "replace").strip()
    delimiter, names = max(
        ((mark, next(csv.reader([header], delimiter=mark), [])) for mark in _DELIMITERS),
        key=lambda option: _known(option[1]),
    )
    foreign_name = foreign.named_by_text(head)
    if foreign_name and not _known(names):
        raise _unsupported(foreign_name)
    if not _known(names) and open_format.stream_named_by(name) is None:
        kind = "a CSV file of other columns" if header.count(",") > 0 else "plain text"
        raise _unsupported(kind)
    positions = {name: f"c{at}" for at, name in enumerate(names)}
    if len(positions) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise DumpSchemaError(f"two columns are named '{twice}'; keep one of them")
    columns = {spelled: positions[name] for spelled, name in _spelled(names).items()}
    return open_format.translation(
        open_format.stream_of(name, columns), "csv", columns, delimiter=delimiter
    )


_CONTRACT_COLUMNS = {
    column.name for stream in contract.STREAMS.values() for column in stream.columns
}


def _known(names: list[str]) -> int:
    return sum(name.strip().lower() in _CONTRACT_COLUMNS for name in names)


def _json(path: Path, compression: str | None, name: str, text: bytes) -> Translation | None:
    lines = [_record_of(line) for line in text.split(b"\n")[:_SAMPLE]]
    records = [record for record in lines if record is not None]
    if lines[0] is not None:
        return _claimed(records, "ndjson", name)
    try:
        document = read_document(path, compression)
    except DumpReadError:
        # Not one document, but lines of records whose first is damaged.
        if records:
            return _claimed(records, "ndjson", name)
        raise
    found = document if isinstance(document, list) else [document]
    if not found:
        return None
    sample = [record for record in found[:_SAMPLE] if isinstance(record, dict)]
    if not sample:
        raise _unsupported("a JSON document without records")
    return _claimed(sample, "document", name)


def _records_below(text: bytes) -> list[dict[str, Any]]:
    """The records of the lines after the first, where most of those lines are records."""
    lines = [line for line in text.split(b"\n")[1:_SAMPLE] if line.strip()]
    records = [record for record in map(_record_of, lines) if record is not None]
    return records if len(records) * 2 > len(lines) else []


def _record_of(line: bytes) -> dict[str, Any] | None:
    """The JSON object that a line is, or None."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def read_document(path: Path, compression: str | None) -> Any:
    """The whole of a JSON document.

    Raises DumpReadError where it is not JSON, or larger than `DOCUMENT_LIMIT` bytes.
    """
    with decompressed(path, compression) as stream:
        text = stream.read(DOCUMENT_LIMIT + 1)
    if len(text) > DOCUMENT_LIMIT:
        raise DumpReadError(
            f"one JSON document of more than {DOCUMENT_LIMIT >> 20} MB; write one record a line"
        )
    try:
        return json.loads(text.removeprefix(_BOM))
    except (ValueError, RecursionError) as fault:
        raise DumpReadError(f"the text is not valid JSON ({fault}); copy the file again") from fault


def _claimed(records: list[dict[str, Any]], container: str, name: str) -> Translation:
    keys = {key: key for record in records for key in record}
    named = open_format.stream_named_by(name)
    if named is not None and set(named.required) <= keys.keys():
        return open_format.translation(named, container, keys)
    if any(x_v1.claims(record) for record in records):
        paged = container == "ndjson" and any(x_v1.is_page(record) for record in records)
        return x_v1.translation("pages" if paged else container, users=x_v1.holds_users(records))
    if any(x_v2_records.claims(record) for record in records):
        pages = any(x_v2_records.is_page(record) for record in records)
        flat = not pages and any(x_v2_records.is_flat(record) for record in records)
        return x_v2.translation(container, flat=flat)
    found = next(filter(None, map(foreign.named_by_record, records)), None)
    if found:
        raise _unsupported(found)
    return open_format.translation(open_format.stream_of(name, keys), container, keys)
