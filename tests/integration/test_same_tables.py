"""The tables depend on what a dump says, not on how its rows lie in files."""

import gzip
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.conftest import SAMPLE, Run

# Tables that tell of files and runs are as different as the files are.
ABOUT_FILES = {"ingestion_ledger", "publication"}


def reshaped_sample(folder: Path) -> Path:
    """The sample with other files: renamed, one split in two, one repeated, rows turned around."""
    shutil.copytree(SAMPLE, folder)
    posts = (folder / "posts" / "2026-03.ndjson").read_bytes().splitlines(keepends=True)
    (folder / "posts" / "2026-03.ndjson").unlink()
    half = len(posts) // 2
    (folder / "posts" / "a.ndjson").write_bytes(b"".join(reversed(posts[half:])))
    with gzip.open(folder / "posts" / "b.ndjson.gz", "wb") as file:
        file.write(b"".join(posts[:half]))

    header, *visits = (folder / "visits" / "2025-12.csv").read_bytes().splitlines(keepends=True)
    (folder / "visits" / "z-again.csv").write_bytes(header + b"".join(reversed(visits)))
    (folder / "follows.parquet").rename(folder / "follows-until-march.parquet")
    return folder


@pytest.fixture(scope="module")
def reshaped_run(sample_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = Run(tmp_path_factory.mktemp("reshaped_run"))
    # The same people need the same key.
    shutil.copy(sample_run.data / "person_key", run.data / "person_key")
    done = run.command(reshaped_sample(tmp_path_factory.mktemp("dump") / "sample"))
    assert done.returncode == 0, f"{done.stdout}\n{run.log()}"
    return run


def tables_of(run: Run) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(run.database), read_only=True) as connection:
        names = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'published'"
        ).fetchall()
        return {
            name: sorted(connection.execute(f"select * from published.{name}").fetchall(), key=repr)
            for (name,) in names
            if name not in ABOUT_FILES
        }


def test_split_renamed_repeated_and_reversed_files_give_the_same_tables(
    sample_run: Run, reshaped_run: Run
) -> None:
    first, second = tables_of(sample_run), tables_of(reshaped_run)
    assert first.keys() == second.keys()
    for name, rows in first.items():
        assert rows == second[name], name


def test_the_repeated_file_is_duplicates_in_the_ledger(reshaped_run: Run) -> None:
    with duckdb.connect(str(reshaped_run.database), read_only=True) as connection:
        rows = dict(
            connection.execute(
                "select path, rows_duplicate from published.ingestion_ledger "
                "where path in ('visits/2025-12.csv', 'visits/z-again.csv')"
            ).fetchall()
        )
    # One of the two files has every row, the other none.
    lines = (SAMPLE / "visits" / "2025-12.csv").read_bytes().splitlines()
    assert len(lines) > 1
    assert sorted(rows.values()) == [0, len(lines) - 1]
