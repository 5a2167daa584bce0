"""The immutable folder of a publication: every table in three formats, and what they mean.

Belongs here: building a folder, its `datapackage.json` (Frictionless Data Package) and its hashes.
Does not belong here: the database for BI (`snapshot`), and which publication is the latest.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from influence.errors import PublicationError
from influence.publication.contract import DATAPACKAGE_NAME, FORMATS
from influence.publication.durable import flush_file, flush_folder, sha256_of
from influence.publication.files import write_csv, write_json, write_parquet
from influence.publication.warehouse import Column, Facts, Table, literal, quoted

FIELD_TYPES = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "BOOLEAN": "boolean",
}
MEDIA_TYPES = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "json": "application/json",
}
CSV_NOTE = (
    "Text cells that a spreadsheet would take for a formula (they begin, after blanks, with "
    "= + - @ | %, a tab, a carriage return, or a full-width twin of these) are prefixed with ' "
    "in the CSV files only; numbers are untouched, and Parquet and JSON hold the text as it is. "
    "An empty cell is null. Times are UTC."
)
JSON_NOTE = "Integers beyond 2^53 are written as text in the JSON files."


@dataclass(frozen=True)
class FileEntry:
    """One file of a publication."""

    name: str
    table: str
    format: str
    rows: int
    bytes: int
    sha256: str


def write_tables(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    tables: tuple[Table, ...],
    relations: dict[str, str],
) -> tuple[FileEntry, ...]:
    """Write every table into `folder` in every format; return the files, by table and format.

    `relations` gives, by table, the SQL that follows `from`. All formats of a table are written
    from its Parquet file, so they hold the same rows in the same order.

    Raises:
        PublicationError: two formats of a table differ in their number of rows.
    """
    entries = []
    for table in tables:
        parquet = folder / f"{table.name}.parquet"
        rows = {
            "parquet": write_parquet(connection, table, relations[table.name], parquet),
            "csv": write_csv(connection, table, parquet, parquet.with_suffix(".csv")),
            "json": write_json(connection, table, parquet, parquet.with_suffix(".json")),
        }
        if len(set(rows.values())) != 1:
            raise PublicationError(
                f"Table {table.name!r} came out with {rows} rows, expected one number. "
                "Look for a full disk, then run again. The last publication stays."
            )
        entries += [_entry(folder, table, kind, rows[kind]) for kind in FORMATS]
    return tuple(entries)


def write_datapackage(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    tables: tuple[Table, ...],
    entries: tuple[FileEntry, ...],
    publication: dict[str, str],
    facts: Facts,
) -> None:
    """Describe the folder by the Frictionless standard.

    `publication` holds publication_id, published_at (ISO 8601) and run_id.
    """
    schemas = {
        table.name: _schema(table, _grain_has_null(connection, folder, table)) for table in tables
    }
    texts = {table.name: table.description for table in tables}
    package = {
        "profile": "data-package",
        "name": f"influence-{publication['publication_id']}",
        "title": f"Influence by topic, as of {facts.as_of}",
        "description": f"{CSV_NOTE} {JSON_NOTE}",
        "version": publication["publication_id"],
        "created": publication["published_at"],
        "as_of": facts.as_of,
        "data_through": facts.data_through,
        "method_version": facts.method_version,
        "run_id": publication["run_id"],
        "resources": [
            _resource(entry, texts[entry.table], schemas[entry.table]) for entry in entries
        ],
    }
    path = folder / DATAPACKAGE_NAME
    path.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def seal(folder: Path) -> None:
    """Make a built folder's files read-only and durable."""
    for path in sorted(folder.iterdir()):
        path.chmod(0o444)
        flush_file(path)
    flush_folder(folder)


def verify(folder: Path) -> tuple[FileEntry, ...]:
    """Return the files of a folder that was published before, after checking their bytes.

    Raises:
        PublicationError: a file is missing or differs from what `datapackage.json` says of it.
    """
    entries = []
    for resource in _read_datapackage(folder).get("resources", []):
        entry = FileEntry(
            name=resource["path"],
            table=resource["table"],
            format=resource["format"],
            rows=resource["row_count"],
            bytes=resource["bytes"],
            sha256=resource["hash"].removeprefix("sha256:"),
        )
        path = folder / entry.name
        if not path.is_file() or sha256_of(path) != entry.sha256:
            found = "has other bytes than were published" if path.is_file() else "is missing"
            raise PublicationError(
                f"{path} {found}; a published folder never changes. "
                f"Move {folder} away, then run again: it is written anew."
            )
        entries.append(entry)
    return tuple(entries)


def _read_datapackage(folder: Path) -> dict[str, Any]:
    path = folder / DATAPACKAGE_NAME
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as fault:
        raise PublicationError(
            f"{path} cannot be read ({fault}); a published folder never changes. "
            f"Move {folder} away, then run again: it is written anew."
        ) from fault
    return content


def _entry(folder: Path, table: Table, kind: str, rows: int) -> FileEntry:
    path = folder / f"{table.name}.{kind}"
    return FileEntry(path.name, table.name, kind, rows, path.stat().st_size, sha256_of(path))


def _resource(entry: FileEntry, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": f"{entry.table}-{entry.format}".replace("_", "-"),
        "table": entry.table,
        "path": entry.name,
        "description": description,
        "format": entry.format,
        "mediatype": MEDIA_TYPES[entry.format],
        "bytes": entry.bytes,
        "hash": f"sha256:{entry.sha256}",
        "row_count": entry.rows,
        "schema": schema,
    }
    if entry.format == "csv":
        resource["profile"] = "tabular-data-resource"
        resource["encoding"] = "utf-8"
        resource["dialect"] = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"'}
    return resource


def _schema(table: Table, grain_has_null: bool) -> dict[str, Any]:
    key = list(table.grain)
    # The standard's primary key holds no null; a key that does is said to be unique only.
    keys: dict[str, Any] = {"uniqueKeys": [key]} if grain_has_null else {"primaryKey": key}
    fields = [_field(column) for column in table.public]
    return {"fields": fields, "missingValues": [""], **keys}


def _grain_has_null(connection: duckdb.DuckDBPyConnection, folder: Path, table: Table) -> bool:
    condition = " or ".join(f"{quoted(column)} is null" for column in table.grain)
    rows = f"read_parquet({literal(str(folder / f'{table.name}.parquet'))})"
    found = connection.execute(f"select exists (from {rows} where {condition})").fetchall()
    return bool(found[0][0])


def _field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "type": FIELD_TYPES[column.type]}
    if column.text.description:
        described["description"] = column.text.description
    if column.text.unit:
        described["unit"] = column.text.unit
    return described
