"""What a dropped file is, by its content: the container, then the format that claims its records.

Belongs here: looking at the head of a file, and saying what was found where nothing claims it.
Does not belong here: reading the whole of a file (`records`).
"""

import json
import re
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from influence.dumps import contract, foreign, registry
from influence.dumps.cells import cells_of
from influence.dumps.compression import compression_of, decompress_to, decompressed
from influence.dumps.documents import SAMPLE_RECORDS, head_of
from influence.dumps.formats import open_format
from influence.dumps.mapping.mappings import Mapped, is_mapping, of_mapping
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation
from influence.errors import DumpReadError, DumpSchemaError

# Another one as soon as a format is added or changed: files refused before are looked at again.
VERSION = zlib.crc32(repr(registry.versions()).encode()) >> 1
REMEDY = "the README lists what is, and a mapping.yml beside it maps any table to a stream"
_HEAD = 1 << 20
_FIRST_LINE = 64 << 20
_FIRST_ITEM = 4 << 20
_SAMPLE = SAMPLE_RECORDS
# The widest tables of people have a few hundred; DuckDB needs a vector for each.
_MOST_COLUMNS = 2_000
_DELIMITERS = (",", ";", "\t", "|")
_BOM = b"\xef\xbb\xbf"
# What an archive's script writes before its JSON: `window.YTD.tweets.part0 = [`.
_SCRIPT = re.compile(rb"\s*(?:var\s+)?([A-Za-z_$][\w.$]*)\s*=\s*(?=[\[{])")


@dataclass(frozen=True)
class Recognised:
    """A file that can be read: its compression and the translation of its records."""

    compression: str | None
    translation: Translation | None
    sample: Sample | None = None


def version_of(file_format: str) -> int:
    """The version of the translation that would read a file of this format today."""
    return registry.versions().get(file_format, VERSION)


class _Head(NamedTuple):
    """The beginning of a file after decompression, and whether it is all of it."""

    data: bytes
    is_whole: bool


def recognise(
    path: Path,
    name: str,
    workspace: Path,
    beside: Callable[[str], bytes | None] = lambda name: None,
    mapped: Mapped | None = None,
) -> Recognised:
    """Say how to read a file; `name` is its path inside the dump.

    `beside` reads a small file of the same folder of the dump, None where there is none. `mapped`
    is what the dump's mappings say of the file, which wins over what its content says. A
    translation of None is an empty file. Raises DumpSchemaError where the content is not
    supported, with what was recognised, and DumpReadError where the bytes cannot be read.
    """
    compression = compression_of(path)
    if is_mapping(name):
        return Recognised(compression, of_mapping(mapped))
    head = _head(path, compression)
    if mapped is not None:
        head = head._replace(data=mapped.as_utf8(head.data))
    text = head.data.removeprefix(_BOM).lstrip()
    if not text:
        with decompressed(path, compression) as stream:
            if _is_blank(stream):
                return Recognised(compression, None)
    try:
        sample, begins_at = _sample(path, compression, name, workspace, head)
        sample = replace(sample, beside=beside)
        translation = translated(sample, head.data, mapped)
    except DumpSchemaError as fault:
        raise (fault if mapped is None else mapped.explained(fault)) from fault
    if translation is not None and begins_at:
        translation = replace(translation, begins_at=begins_at)
    return Recognised(compression, translation, sample)


def translated(sample: Sample, head: bytes, mapped: Mapped | None) -> Translation | None:
    """The translation of a file by its sample; `head` is its beginning as UTF-8.

    None for a file without records. Raises DumpSchemaError where the content is not supported.
    """
    if mapped is not None and mapped.is_named:
        return mapped.translation(sample, head)
    return _claimed(sample, head)


def _sample(
    path: Path, compression: str | None, name: str, workspace: Path, head: _Head
) -> tuple[Sample, int]:
    """What the head shows, and where the JSON of a script begins."""
    text = head.data.removeprefix(_BOM).lstrip()
    if head.data[:4] == b"PAR1":
        return _parquet(path, compression, name, workspace), 0
    if text[:1] in (b"{", b"["):
        return _json(name, text, head.is_whole), 0
    # Lines of records whose first is damaged at its very beginning.
    records = _records_below(text)
    if records:
        return of_records(name, "ndjson", records), 0
    found = foreign.named_by_bytes(head.data, path if compression is None else None)
    if found:
        raise _unsupported(found)
    if head.data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DumpReadError("the text is UTF-16; save it as UTF-8")
    script = _SCRIPT.match(head.data)
    if script:
        prefix = script.group(1).decode("ascii", "replace")
        sample = _json(name, head.data[script.end() :], head.is_whole)
        return replace(sample, container="document", prefix=prefix), script.end()
    # Blanks may be the first cell of a table; blank lines above it are none.
    return _table(name, head.data.removeprefix(_BOM).lstrip(b"\r\n")), 0


def _claimed(sample: Sample, head: bytes) -> Translation | None:
    """The translation of the first format whose file this is; None for a list without items.

    Raises DumpSchemaError where it is no format's.
    """
    if sample.container == "document" and not sample.records:
        return None
    by_name = open_format.claims_by_name(sample)
    if by_name is not None:
        return by_name
    found = foreign.named_by_text(head) or next(
        filter(None, map(foreign.named_by_record, sample.records)), None
    )
    for known in registry.FORMATS:
        if known is open_format and found:
            raise _unsupported(found)
        translation = known.claims(sample)
        if translation is not None:
            return translation
    raise _unsupported("a table of other columns" if len(sample.header) > 1 else "plain text")


def _head(path: Path, compression: str | None) -> _Head:
    """The beginning of the file: its first line whole, as a page of posts may be one long line."""
    with decompressed(path, compression) as stream:
        pieces = [stream.read(_HEAD)]
        # Only a line that is an object need be whole: a list shows its first items.
        begins_as_object = pieces[0].removeprefix(_BOM).lstrip()[:1] == b"{"
        longest = _FIRST_LINE if begins_as_object else _FIRST_ITEM
        while b"\n" not in pieces[-1] and len(pieces) * _HEAD < longest:
            more = stream.read(_HEAD)
            if not more:
                return _Head(b"".join(pieces), True)
            pieces.append(more)
        return _Head(b"".join(pieces), not stream.read(1))


def _is_blank(stream: Any) -> bool:
    while chunk := stream.read(_HEAD):
        if chunk.strip():
            return False
    return True


def _unsupported(found: str) -> DumpSchemaError:
    return DumpSchemaError(f"this is {found}, which is not read; {REMEDY}")


def _parquet(path: Path, compression: str | None, name: str, workspace: Path) -> Sample:
    plain = path
    if compression is not None:
        plain = decompress_to(path, compression, workspace / "recognised.parquet")
    try:
        schema = pq.read_schema(plain)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as fault:
        raise DumpReadError(
            f"the Parquet file is cut off or corrupt ({fault}); copy it again"
        ) from fault
    names = schema.names
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DumpSchemaError(f"two columns are named '{twice}'; keep one of them")
    columns = {spelled.strip().lower(): spelled for spelled in reversed(names)}
    return Sample(name, "parquet", header=tuple(names), columns=columns, schema=schema)


def _table(name: str, text: bytes) -> Sample:
    if b"\n" not in text and b"\r" in text.rstrip():
        raise DumpReadError("its lines end in carriage returns alone; save it with line feeds")
    lines = [line.rstrip("\r") for line in text.decode("utf-8", "replace").split("\n")[:_SAMPLE]]
    delimiter, header = max(
        ((mark, cells_of(lines[0], mark)) for mark in _DELIMITERS),
        key=lambda option: (_known(option[1]), len(option[1])),
    )
    if len(header) > _MOST_COLUMNS:
        raise DumpSchemaError(
            f"the table has {len(header):,} columns, at most {_MOST_COLUMNS:,} are read; keep "
            "those that are needed"
        )
    columns = {cell.strip().lower(): f"c{at}" for at, cell in reversed([*enumerate(header)])}
    return Sample(
        name,
        "table",
        header=tuple(header),
        delimiter=delimiter,
        lines=tuple(lines),
        columns=columns,
    )


_CONTRACT_COLUMNS = {
    column.name for stream in contract.STREAMS.values() for column in stream.columns
}


def _known(names: list[str]) -> int:
    return sum(name.strip().lower() in _CONTRACT_COLUMNS for name in names)


def _json(name: str, text: bytes, is_whole: bool) -> Sample:
    """The sample of a text that begins as JSON does: lines of objects, or one document."""
    is_one_cut_line = not is_whole and b"\n" not in text
    lines = [] if is_one_cut_line else [_record_of(x) for x in text.split(b"\n", _SAMPLE)[:_SAMPLE]]
    records = [record for record in lines if record is not None]
    if lines and lines[0] is not None:
        return of_records(name, "ndjson", records)
    try:
        readable = text.decode("utf-8", "replace" if is_whole else "ignore")
        document = json.loads(readable) if is_whole else head_of(readable)
    except (ValueError, RecursionError) as fault:
        # Not one document, but lines of records whose first is damaged.
        if records:
            return of_records(name, "ndjson", records)
        raise DumpReadError(f"the text is not valid JSON ({fault}); copy the file again") from fault
    found = document if isinstance(document, list) else [document]
    sample = [record for record in found[:_SAMPLE] if isinstance(record, dict)]
    if found and not sample:
        raise _unsupported("a JSON document without records")
    return of_records(name, "document", sample)


def of_records(name: str, container: str, records: list[dict[str, Any]]) -> Sample:
    """The sample of a file of which these are the first records."""
    # One damaged record may spell a key otherwise; the spelling of most is read.
    spelled = Counter(key for record in records for key in record)
    columns = {key.strip().lower(): key for key, _ in reversed(spelled.most_common())}
    return Sample(name, container, records=tuple(records), columns=columns)


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
