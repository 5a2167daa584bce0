"""The table `records` of one file, read fast, or read again with the place of each record.

Belongs here: the two readings of every container, which give the same columns.
Does not belong here: what a record means (format modules), or which rows are good (`validation`).

The fast reading gives types to DuckDB's own readers. It cannot say where a bad record stands;
the located reading can, and costs about twice as much, so only files with refused rows are read
so. Both drop what an earlier reading left.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa

from influence.dumps import lines, long_lines
from influence.dumps.compression import decompressed
from influence.dumps.connection import sql_name, sql_text
from influence.dumps.documents import DOCUMENT_LIMIT, list_key
from influence.dumps.parts import Part, text_parts
from influence.dumps.translation import Translation

_NOWHERE = (
    "CAST(NULL AS BIGINT) AS _line, CAST(NULL AS BIGINT) AS _byte_offset, "
    "CAST(NULL AS VARCHAR) AS _raw, CAST(NULL AS VARCHAR) AS _fault"
)
# What `records` shows, where that is a view over a table.
_KEPT = "records_read"
# DuckDB refuses longer records; the located reading names the line. It also sets aside a buffer
# of twice this for each thread, which is most of the time that a small file takes.
_LONGEST = long_lines.LONGEST
_SHORTEST = 1 << 20
# Batches of lines in one step.
_STEP = 8


def read_fast(
    con: duckdb.DuckDBPyConnection, path: Path, compression: str | None, translation: Translation
) -> bool:
    """Make `records` without places; False where the file has to be read with them instead."""
    drop(con, translation)
    if translation.container == "parquet":
        con.execute(
            f"CREATE TEMP VIEW records AS {_marked(translation)} "
            f"FROM (SELECT {_NOWHERE}, file_row_number AS _record, * FROM {_parquet(path)}) AS r"
        )
        return True
    if translation.container == "ndjson":
        if compression is None and long_lines.is_among(path):
            return False
        relation = ndjson_relation(path, compression, translation.structure)
    elif translation.container == "document":
        relation = document_relation(path, compression, translation)
    elif translation.container == "pages":
        relation = pages_relation(path, compression, translation)
    else:
        relation = csv_relation(path, compression, translation)
    with suppress(duckdb.InvalidInputException, duckdb.NotImplementedException):
        # Nulls are kept as dearly as values, so the places that are none stay out of the table.
        con.execute(
            f"CREATE TEMP TABLE {_KEPT} AS SELECT * EXCLUDE (_line, _byte_offset, _raw, _fault) "
            f"FROM ({_marked(translation)} FROM (SELECT {_NOWHERE}, * FROM {relation}) AS r)"
        )
        con.execute(
            f"CREATE TEMP VIEW records AS SELECT {_NOWHERE}, rowid AS _record, * FROM {_KEPT}"
        )
        return True
    return False


def read_located(
    con: duckdb.DuckDBPyConnection, part: Part, translation: Translation
) -> Iterator[None]:
    """Make `records` with line, byte offset, raw text and fault of each record, step by step.

    Each step of the iteration puts the next records in place of those before; the records of a
    document come in one step. `_line` counts from 1 and `_byte_offset` from 0 in the
    decompressed text; of Parquet, `_line` is the number of the row.
    """
    drop(con, translation)
    if translation.container == "parquet":
        con.execute(
            f"CREATE TEMP VIEW records AS {_marked(translation)} "
            "FROM (SELECT file_row_number + 1 AS _line, CAST(NULL AS BIGINT) AS _byte_offset, "
            "CAST(to_json(p) AS VARCHAR) AS _raw, CAST(NULL AS VARCHAR) AS _fault, "
            f"file_row_number AS _record, * FROM {_parquet(part.path)} AS p) AS r"
        )
        yield
        drop(con, translation)
        return
    batches = _batches(part, translation)
    if translation.in_one_step or translation.container == "document":
        _locate(con, batches, translation)
        yield
        drop(con, translation)
        return
    while taken := list(islice(batches, _STEP)):
        _locate(con, taken, translation)
        yield
        drop(con, translation)


def _locate(
    con: duckdb.DuckDBPyConnection, batches: Iterable[pa.RecordBatch], translation: Translation
) -> None:
    """Make `records` of these batches."""
    con.register("batch", pa.RecordBatchReader.from_batches(lines.SCHEMA, batches))
    numbered = f"SELECT row_number() OVER () AS _record, * FROM ({_located(translation)})"
    con.execute(f"CREATE TEMP TABLE records AS {numbered}")
    con.unregister("batch")


def parts(
    path: Path, compression: str | None, translation: Translation, folder: Path
) -> Iterator[Part]:
    """What to read on its own when a file is read with places: parts of NDJSON, else all."""
    if translation.container in ("ndjson", "text", "pages") and not translation.in_one_step:
        return text_parts(path, compression, folder)
    return iter([Part(path, compression)])


def _batches(part: Part, translation: Translation) -> Iterator[pa.RecordBatch]:
    if translation.container == "csv":
        return lines.csv_batches(part.path, part.compression, translation)
    if translation.container == "document":
        return lines.document_batches(part.path, part.compression, translation.unwrap)
    return lines.line_batches(part, translation.unwrap)


def _located(translation: Translation) -> str:
    """SQL of the records of a registered batch of places."""
    if translation.container == "csv":
        return _csv_cells(translation)
    if translation.container == "text":
        taken = "SELECT _line, _byte_offset, _raw, _fault, _raw AS line FROM batch"
        return f"{_marked(translation)} FROM ({taken}) AS r"
    return _json_fields(translation)


def _csv_cells(translation: Translation) -> str:
    cells = ", ".join(
        f"nullif(cells[{at}], '') AS {sql_name(name)}"
        for at, name in enumerate(translation.structure, start=1)
    )
    taken = f"SELECT _line, _byte_offset, _raw, _fault, {cells} FROM batch"
    return f"{_marked(translation)} FROM ({taken}) AS r"


def _json_fields(translation: Translation) -> str:
    checked = (
        "SELECT _line, _byte_offset, _raw, CASE WHEN _fault IS NOT NULL THEN _fault "
        "WHEN NOT json_valid(_raw) THEN 'the line is not valid JSON (cut off or corrupt)' "
        "WHEN NOT starts_with(ltrim(_raw, ' ' || chr(9)), '{') "
        "THEN 'the line is valid JSON, but not an object' END AS _fault FROM batch"
    )
    parsed = (
        f"SELECT *, CASE WHEN _fault IS NULL THEN from_json(_raw, {_shape(translation)}) END "
        f"AS record FROM ({checked})"
    )
    # Each line of `pages` is a page of its own.
    page = "_line AS _page, " if translation.container == "pages" else ""
    unpacked = f"SELECT _line, _byte_offset, _raw, _fault, {page}record.* FROM ({parsed})"
    return f"{_marked(translation)} FROM ({unpacked}) AS r"


def drop(con: duckdb.DuckDBPyConnection, translation: Translation) -> None:
    """Forget the records of the file before, and what was prepared from them."""
    found = con.execute("SELECT table_name, table_type FROM information_schema.tables").fetchall()
    kinds = dict(found)
    for name in (*translation.prepared, "records", _KEPT):
        if name in kinds:
            con.execute(f"DROP {'VIEW' if kinds[name] == 'VIEW' else 'TABLE'} {name}")


def _marked(translation: Translation) -> str:
    marks = "".join(f", {sql} AS {sql_name(name)}" for name, sql in translation.marks.items())
    return f"SELECT r.*{marks}"


def _shape(translation: Translation) -> str:
    fields = ", ".join(
        f"{_json_text(name)}: {_json_text(kind)}" for name, kind in translation.structure.items()
    )
    return sql_text("{" + fields + "}")


def _json_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _parquet(path: Path) -> str:
    return f"read_parquet({sql_text(_plain(path))}, file_row_number = true)"


def _plain(path: Path) -> str:
    """DuckDB takes these letters of a path for a pattern; a bracket hides each from that."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))


def ndjson_relation(path: Path, compression: str | None, structure: Mapping[str, str]) -> str:
    """SQL of the lines of an NDJSON file with these columns and types; nothing is detected."""
    fields = ", ".join(f"{sql_text(name)}: {sql_text(kind)}" for name, kind in structure.items())
    longest = _LONGEST
    if compression is None:
        longest = min(max(path.stat().st_size, _SHORTEST), _LONGEST)
    return (
        f"read_json({sql_text(_plain(path))}, format = 'newline_delimited', records = 'true', "
        f"ignore_errors = true, "
        f"maximum_object_size = {longest}, compression = '{compression or 'uncompressed'}', "
        f"columns = {{{fields}}})"
    )


def document_relation(path: Path, compression: str | None, translation: Translation) -> str:
    """SQL of the records of one JSON document: items of its list, or the document itself."""
    types = {sql_text(name): sql_text(kind) for name, kind in translation.structure.items()}
    fields = ", ".join(f"{name}: {kind}" for name, kind in types.items())
    source, key = _document_head(path, compression, translation.unwrap)
    longest = max(path.stat().st_size if compression is None else DOCUMENT_LIMIT, _SHORTEST)
    if source == "[":
        # Its items are read one by one, however long the list is.
        return _json_relation(path, compression, "array", fields, min(longest, _LONGEST))
    if key is None:
        return _json_relation(path, compression, "unstructured", fields, longest)
    item = ", ".join(f"{sql_name(name)} {kind}" for name, kind in translation.structure.items())
    listed = f"{sql_text(key)}: {sql_text(f'STRUCT({item})[]')}"
    whole = _json_relation(path, compression, "unstructured", listed, longest)
    return f"(SELECT unnest({sql_name(key)}, max_depth := 2) FROM {whole})"


def pages_relation(path: Path, compression: str | None, translation: Translation) -> str:
    """SQL of the records of documents that stand one a line, each with the number of its page."""
    item = ", ".join(f"{sql_name(name)} {kind}" for name, kind in translation.structure.items())
    lists = dict.fromkeys(translation.unwrap, f"STRUCT({item})[]")
    itself = ", ".join(f"{sql_text(name)}: {sql_name(name)}" for name in translation.structure)
    listed = " ".join(f"WHEN {sql_name(key)} IS NOT NULL THEN {sql_name(key)}" for key in lists)
    lines = ndjson_relation(path, compression, {**translation.structure, **lists})
    return (
        "(SELECT _page, unnest(items, max_depth := 2) FROM (SELECT row_number() OVER () AS _page, "
        f"CASE {listed} ELSE [{{{itself}}}] END AS items FROM {lines}))"
    )


def _document_head(
    path: Path, compression: str | None, unwrap: tuple[str, ...]
) -> tuple[str, str | None]:
    """The first letter of a document, and the key under which an object has its list."""
    with decompressed(path, compression) as stream:
        text = stream.read(_SHORTEST).decode("utf-8", "ignore").lstrip("\ufeff \t\r\n")
    return text[:1], list_key(text, unwrap) if unwrap and text[:1] == "{" else None


def _json_relation(
    path: Path, compression: str | None, layout: str, fields: str, longest: int
) -> str:
    return (
        f"read_json({sql_text(_plain(path))}, format = '{layout}', records = 'true', "
        f"maximum_object_size = {longest}, compression = '{compression or 'uncompressed'}', "
        f"columns = {{{fields}}})"
    )


def csv_relation(path: Path, compression: str | None, translation: Translation) -> str:
    """SQL of the rows of a CSV file, or of the lines of a text, every value a text."""
    fields = ", ".join(f"{sql_text(name)}: 'VARCHAR'" for name in translation.structure)
    shape = (
        f"header = {str(translation.has_header).lower()}, skip = {translation.skip_lines}, "
        f"delim = {sql_text(translation.delimiter)}, quote = {sql_text(translation.quote)}, "
        f"escape = {sql_text(translation.quote)}"
    )
    if translation.container == "text":
        # No text holds this letter; one that does is read line by line.
        shape = "header = false, delim = '\x01', quote = '', escape = ''"
    relation = (
        f"read_csv({sql_text(_plain(path))}, auto_detect = false, {shape}, "
        f"compression = '{compression or 'uncompressed'}', columns = {{{fields}}})"
    )
    if translation.container == "text":
        return f"(SELECT * FROM {relation} WHERE trim(line) <> '')"
    return relation
