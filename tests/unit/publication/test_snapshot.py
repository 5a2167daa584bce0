"""The database: one file that any DuckDB from 1.0 on reads, equal to the files."""

import struct
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from influence.errors import PublicationError
from influence.publication import snapshot
from influence.publication.contract import TYPES, ColumnText
from influence.publication.package import FileEntry
from influence.publication.publish import Published
from influence.publication.warehouse import Column, Table

Publish = Callable[..., Published]

# DuckDB's file header: checksum (8 bytes), "DUCK", then the storage version.
# 64 is the version of 0.10 to 1.1, the oldest that is told apart.
OLDEST_STORAGE_VERSION = 64


def test_the_file_has_the_storage_version_that_duckdb_1_0_reads(
    do_publish: Publish, published: Path
) -> None:
    do_publish()
    header = (published / "influence.duckdb").read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    assert struct.unpack("<Q", header[12:20]) == (OLDEST_STORAGE_VERSION,)


def test_the_file_is_read_only_and_has_no_log_beside_it(
    do_publish: Publish, published: Path
) -> None:
    do_publish()
    assert (published / "influence.duckdb").stat().st_mode & 0o777 == 0o444
    assert not list(published.glob("*.wal"))


def test_tables_are_physical_and_their_columns_are_described(
    do_publish: Publish, published: Path
) -> None:
    do_publish()
    with duckdb.connect(str(published / "influence.duckdb"), read_only=True) as database:
        views = database.execute("select count(*) from duckdb_views() where not internal")
        assert views.fetchall() == [(0,)]
        table = database.execute(
            "select comment from duckdb_tables() where table_name = 'people'"
        ).fetchall()
        column = database.execute(
            "select comment from duckdb_columns() "
            "where table_name = 'topic_rankings' and column_name = 'rank'"
        ).fetchall()
        kinds = database.execute(
            "select distinct data_type from duckdb_columns() where schema_name = 'published'"
        ).fetchall()
    assert table == [("One row per person_id.",)]
    assert column == [("1 is the leading person.",)]
    assert {kind for (kind,) in kinds} <= set(TYPES)


def test_two_part_names_are_not_ambiguous(do_publish: Publish, published: Path) -> None:
    do_publish()
    with duckdb.connect(str(published / "influence.duckdb"), read_only=True) as database:
        assert database.execute("select count(*) from published.topics").fetchall() == [(9,)]


def test_the_database_holds_the_rows_of_the_parquet_files(
    do_publish: Publish, published: Path
) -> None:
    folder = published / "publications" / do_publish().publication.publication_id
    with duckdb.connect(str(published / "influence.duckdb"), read_only=True) as database:
        for table in ("topic_rankings", "conversion_credit", "ingestion_ledger", "topics"):
            rows = database.execute(f"select * from published.{table}").fetchall()
            assert rows == duckdb.sql(f"from '{folder}/{table}.parquet'").fetchall()


def test_a_database_that_lacks_a_row_of_the_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "influence.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute("create schema published")
        database.execute("create table published.things as select 1::bigint as a")
    table = Table("things", (Column("a", "BIGINT", ColumnText()),), ("a",), "")
    entry = FileEntry("things.parquet", "things", "parquet", 2, 0, "")
    with pytest.raises(PublicationError, match="1 rows in the database and 2 in its files"):
        snapshot.prove(path, (table,), (entry,))


def test_a_database_with_a_log_beside_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "influence.duckdb.wal").touch()
    with pytest.raises(PublicationError, match="write-ahead log"):
        snapshot.prove(tmp_path / "influence.duckdb", (), ())
