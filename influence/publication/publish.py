"""Publish: from the warehouse's public tables to files and one database, all or nothing.

Belongs here: the order of the steps, which is what makes a reader see the old or the new
publication and never a mix: the folder first (under a name nobody knows yet), then the database,
then `latest.json`.
Does not belong here: how each of them is written.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from influence.publication import audit, durable, package, snapshot
from influence.publication.contract import (
    DATABASE_NAME,
    DATAPACKAGE_NAME,
    FOLDERS_NAME,
    PUBLICATION_TABLE,
    TableText,
)
from influence.publication.latest import Origin, Publication, read_latest, write_latest
from influence.publication.warehouse import (
    Facts,
    Table,
    attach_warehouse,
    connect,
    literal,
    quoted,
    read_facts,
    read_tables,
)


@dataclass(frozen=True)
class Published:
    """What a publish led to; `is_new` is False where the same publication was the latest."""

    publication: Publication
    is_new: bool


def publication_id_of(origin: Origin, as_of: str) -> str:
    """Return `<as_of>-<12 hex>`, the same for the same input, method, key and as_of."""
    parts = "\n".join((origin.inputs, origin.method, origin.key_id, as_of))
    return f"{as_of}-{hashlib.sha256(parts.encode()).hexdigest()[:12]}"


def publish(
    warehouse: Path,
    published: Path,
    *,
    origin: Origin,
    run_id: str,
    published_at: datetime,
    texts: Mapping[str, TableText],
    schema: str = "published",
    memory_limit: str = "2GB",
) -> Published:
    """Publish every table of the warehouse's `schema`, and return what is the latest now.

    The same origin and as_of as the latest publication: nothing is written. An id that was
    published before and is not the latest: its folder is verified and named again. Whatever
    fails, the last publication stays whole, and the next publish sweeps what is left.

    Args:
        warehouse: DuckDB file that dbt built; opened read only.
        published: folder of `influence.duckdb`, `latest.json` and `publications/`.
        origin: what the rows were made from.
        run_id: the run that publishes, kept with the publication.
        published_at: now, UTC (this function reads no clock).
        texts: by table: its grain, and what it and its columns mean.
        schema: the warehouse's schema that holds what is public.
        memory_limit: bound on DuckDB's memory.

    Raises:
        PublicationError: the rows break the published contract, or a published folder changed.
        duckdb.IOException: another process holds the warehouse, or the disk is full.
    """
    folders = published / FOLDERS_NAME
    folders.mkdir(parents=True, exist_ok=True)
    durable.sweep(published)
    durable.sweep(folders)
    with connect(memory_limit) as connection:
        connection.execute(f"set temp_directory = {literal(str(_spill(published)))}")
        attach_warehouse(connection, warehouse)
        facts = read_facts(connection, schema)
        publication_id = publication_id_of(origin, facts.as_of)
        latest = read_latest(published)
        if latest and latest.publication_id == publication_id and latest.is_whole(published):
            return Published(latest, is_new=False)

        tables = read_tables(connection, schema, texts)
        folder = folders / publication_id
        if not folder.is_dir():
            stamp = {
                "publication_id": publication_id,
                "published_at": _iso(published_at),
                "run_id": run_id,
            }
            _build_folder(connection, folder, tables, schema, stamp, facts)
        entries = package.verify(folder)
        database_bytes = _replace_database(connection, published, folder, tables, entries, schema)
        publication = _publication(connection, folder, entries, origin, database_bytes)
    write_latest(published, publication)
    return Published(publication, is_new=True)


def _build_folder(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    tables: tuple[Table, ...],
    schema: str,
    stamp: dict[str, str],
    facts: Facts,
) -> None:
    staged = folder.with_name(f"{durable.STAGING_PREFIX}{folder.name}")
    staged.mkdir()
    relations = {table.name: _relation(table, schema, stamp) for table in tables}
    entries = package.write_tables(connection, staged, tables, relations)
    audit.audit(connection, tables, lambda table: _parquet(staged, table.name))
    package.write_datapackage(connection, staged, tables, entries, stamp, facts)
    package.seal(staged)
    durable.replace(staged, folder)


def _replace_database(
    connection: duckdb.DuckDBPyConnection,
    published: Path,
    folder: Path,
    tables: tuple[Table, ...],
    entries: tuple[package.FileEntry, ...],
    schema: str,
) -> int:
    staged = published / f"{durable.STAGING_PREFIX}{folder.name}.duckdb"
    snapshot.build(connection, staged, tables, folder, schema)
    snapshot.prove(staged, tables, entries)
    durable.replace(staged, published / DATABASE_NAME)
    return (published / DATABASE_NAME).stat().st_size


def _publication(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    entries: tuple[package.FileEntry, ...],
    origin: Origin,
    database_bytes: int,
) -> Publication:
    # From the files: a folder that is named again keeps the time and run that first published it.
    row = connection.execute(
        "select publication_id, cast(as_of as varchar), cast(data_through as varchar), "
        "cast(method_version as varchar), published_at, run_id "
        f"from {_parquet(folder, PUBLICATION_TABLE)}"
    ).fetchall()[0]
    publication = Publication(
        publication_id=row[0],
        as_of=row[1],
        data_through=row[2],
        method_version=row[3],
        published_at=_iso(row[4].replace(tzinfo=UTC)),
        run_id=row[5],
        origin=origin,
        files=entries,
        database_bytes=database_bytes,
    )
    described = folder / DATAPACKAGE_NAME
    entry = package.FileEntry(
        name=DATAPACKAGE_NAME,
        table="",
        format="json",
        rows=0,
        bytes=described.stat().st_size,
        sha256=durable.sha256_of(described),
    )
    return replace(publication, files=(*entries, entry))


def _relation(table: Table, schema: str, stamp: dict[str, str]) -> str:
    source = f"warehouse.{quoted(schema)}.{quoted(table.name)}"
    if table.name != PUBLICATION_TABLE:
        return source
    return (
        f"(select {literal(stamp['publication_id'])} as publication_id, *, "
        f"cast({literal(stamp['published_at'])} as timestamp) as published_at, "
        f"{literal(stamp['run_id'])} as run_id from {source})"
    )


def _parquet(folder: Path, table: str) -> str:
    return f"read_parquet({literal(str(folder / f'{table}.parquet'))})"


def _spill(published: Path) -> Path:
    return published / f"{durable.STAGING_PREFIX}spill"


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
