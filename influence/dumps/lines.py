"""Records with their place: the line and byte offset where each begins, and its raw text.

Belongs here: splitting of NDJSON, CSV and JSON documents, batch by batch in bounded memory.
Does not belong here: the meaning of a record.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyarrow as pa

from influence.dumps import long_lines
from influence.dumps.compression import decompressed
from influence.dumps.documents import DOCUMENT_LIMIT
from influence.dumps.parts import Part
from influence.dumps.translation import Translation
from influence.errors import DumpReadError

SCHEMA = pa.schema(
    [
        ("_line", pa.int64()),
        ("_byte_offset", pa.int64()),
        ("_raw", pa.string()),
        ("_fault", pa.string()),
        ("cells", pa.list_(pa.string())),
    ]
)
_BATCH_ROWS = 20_000
_BATCH_BYTES = 8 << 20
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"

_SHOWN_OF_LONGEST = 1 << 16
_TOO_LONG = f"the line is longer than {long_lines.LONGEST >> 20} MB"

Place = tuple[int, int, str, str | None, list[str] | None]


class Line(NamedTuple):
    """One line of a text: its number from 1, its byte offset from 0, its bytes with the end."""

    number: int
    offset: int
    data: bytes
    is_cut: bool


def line_batches(part: Part, unwrap: tuple[str, ...] = ()) -> Iterator[pa.RecordBatch]:
    """The lines of a text that hold anything; only a line feed ends a line.

    A line that is an object with its records in a list under a key of `unwrap` gives these
    records, each at the place of its line.
    """
    with decompressed(part.path, part.compression) as stream:
        places = _lines(stream, part.first_line, part.first_offset)
        yield from _batches(_unwrapped(places, unwrap) if unwrap else _judged(places))


def _judged(places: Iterator[Place]) -> Iterator[Place]:
    for line, offset, raw, fault, cells in places:
        # A letter has four bytes at the most.
        may_be_long = fault is None and len(raw) * 4 > long_lines.LONG
        if may_be_long and long_lines.is_no_record(raw.encode()):
            fault = long_lines.fault(raw)
        yield line, offset, raw, fault, cells


def _unwrapped(places: Iterator[Place], unwrap: tuple[str, ...]) -> Iterator[Place]:
    for line, offset, raw, fault, cells in places:
        try:
            is_object = fault is None and isinstance(json.loads(raw), dict)
        except ValueError:
            is_object = False
        if not is_object:
            yield line, offset, raw, fault, cells
            continue
        for _, _, record, _, _ in _document_records(raw, 0, unwrap):
            yield line, offset, record, None, None


def _lines(stream: BinaryIO, number: int, offset: int) -> Iterator[Place]:
    for line in _split(stream, number, offset):
        bare = line.data.removeprefix(_BOM) if line.number == 1 else line.data
        if bare.strip():
            text, fault = _decoded(bare.rstrip(b"\r\n"))
            if line.is_cut:
                fault = _TOO_LONG
            yield line.number, line.offset, text, fault, None


def _split(stream: BinaryIO, number: int = 1, offset: int = 0) -> Iterator[Line]:
    """Each line with its number and byte offset; of an endless line only the beginning is kept."""
    rest, lost = b"", 0
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield Line(number, offset, line + b"\n", lost > 0)
            number += 1
            offset += len(line) + lost + 1
            lost = 0
        if len(rest) > long_lines.LONGEST:
            lost += len(rest) - _SHOWN_OF_LONGEST
            rest = rest[:_SHOWN_OF_LONGEST]
    if rest:
        yield Line(number, offset, rest, lost > 0)


def _decoded(line: bytes) -> tuple[str, str | None]:
    try:
        return line.decode("utf-8"), None
    except UnicodeDecodeError as fault:
        return line.decode("utf-8", "replace"), f"the line is not UTF-8 (byte {fault.start})"


def csv_batches(
    path: Path, compression: str | None, translation: Translation
) -> Iterator[pa.RecordBatch]:
    """The rows of a CSV file below its header; a row may run over several lines."""
    with decompressed(path, compression) as stream:
        yield from _batches(_csv_rows(stream, translation))


def _csv_rows(stream: BinaryIO, translation: Translation) -> Iterator[Place]:
    columns = len(translation.structure)
    taken: list[Line] = []

    def feed() -> Iterator[str]:
        for line in _split(stream):
            if line.number <= translation.skip_lines:
                continue
            taken.append(line)
            yield line.data.decode("utf-8", "replace")

    # A quote that is never closed takes the rest of the file; the field must hold it to be shown.
    csv.field_size_limit(long_lines.LONGEST)
    reader = csv.reader(
        feed(),
        delimiter=translation.delimiter,
        quotechar=translation.quote or None,
        quoting=csv.QUOTE_MINIMAL if translation.quote else csv.QUOTE_NONE,
        strict=True,
    )
    header = translation.has_header
    while True:
        taken.clear()
        fault = None
        cells: list[str] = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = f"the row is not valid CSV ({error})"
        if header:
            header = False
            continue
        if fault is None and not cells:
            continue
        raw, undecoded = _decoded(b"".join(line.data for line in taken).rstrip(b"\r\n"))
        fault = _row_fault(taken, fault, len(cells), columns) or undecoded
        yield taken[0].number, taken[0].offset, raw, fault, None if fault else cells


def _row_fault(taken: list[Line], fault: str | None, cells: int, columns: int) -> str | None:
    if any(line.is_cut for line in taken):
        return _TOO_LONG
    if fault is None and cells != columns:
        return f"the row has {cells} fields, expected {columns}"
    return fault


def document_batches(
    path: Path, compression: str | None, unwrap: tuple[str, ...]
) -> Iterator[pa.RecordBatch]:
    """The records of a JSON document: the items of its list, or the document itself.

    `unwrap` names keys under which an object may hold its list of records.
    """
    with decompressed(path, compression) as stream:
        data = stream.read(DOCUMENT_LIMIT + 1)
    if len(data) > DOCUMENT_LIMIT:
        raise DumpReadError(
            f"one JSON document of more than {DOCUMENT_LIMIT >> 20} MB, not all of which can be "
            "read; write one record a line"
        )
    bom = len(_BOM) if data.startswith(_BOM) else 0
    try:
        text = data[bom:].decode("utf-8")
    except UnicodeDecodeError as fault:
        raise DumpReadError(f"the text is not UTF-8 ({fault}); save it as UTF-8") from fault
    try:
        yield from _batches(_document_records(text, bom, unwrap))
    except (ValueError, RecursionError) as fault:
        raise DumpReadError(f"the text is not valid JSON ({fault}); copy the file again") from fault


def _document_records(text: str, bom: int, unwrap: tuple[str, ...]) -> Iterator[Place]:
    start = len(text) - len(text.lstrip())
    if text[start] == "[":
        yield from _elements(text, start + 1, bom)
        return
    keys = json.loads(text).keys()
    for key in unwrap:
        if key in keys:
            opening = re.search(rf'"{key}"\s*:\s*\[', text)
            if opening:
                yield from _elements(text, opening.end(), bom)
                return
    yield 1 + text.count("\n", 0, start), bom + start, text[start:].rstrip(), None, None


def _elements(text: str, at: int, bom: int) -> Iterator[Place]:
    """The elements of a list whose opening bracket ends before `at`."""
    decoder = json.JSONDecoder()
    space = re.compile(r"[\s,]*")
    line = 1 + text.count("\n", 0, at)
    offset = bom + len(text[:at].encode())
    while True:
        skipped = space.match(text, at)
        begin = skipped.end() if skipped else at
        line += text.count("\n", at, begin)
        offset += begin - at
        if text[begin : begin + 1] == "]":
            return
        _, at = decoder.raw_decode(text, begin)
        raw = text[begin:at]
        yield line, offset, raw, None, None
        line += raw.count("\n")
        offset += len(raw.encode())


def _batches(places: Iterator[Place]) -> Iterator[pa.RecordBatch]:
    held: list[Place] = []
    size = 0
    for place in places:
        held.append(place)
        size += len(place[2])
        if len(held) >= _BATCH_ROWS or size >= _BATCH_BYTES:
            yield _batch(held)
            held, size = [], 0
    if held:
        yield _batch(held)


def _batch(places: list[Place]) -> pa.RecordBatch:
    columns = list(zip(*places, strict=True))
    arrays = [
        pa.array(values, type=field.type) for values, field in zip(columns, SCHEMA, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)
