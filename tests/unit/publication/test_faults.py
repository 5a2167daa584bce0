"""Faults: whatever breaks at whatever step, a reader sees one whole publication."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from influence.publication import publish as publishing
from influence.publication.durable import sha256_of
from influence.publication.latest import read_latest
from influence.publication.publish import Published, publish
from influence.publication.warehouse import connect
from tests.unit.publication.conftest import NOON, ORIGIN, TEXTS

Publish = Callable[..., Published]
Change = Callable[[str], None]

NEW = replace(ORIGIN, inputs="c" * 64)
# Statements that write; those that only read cannot leave anything half done.
WRITES = ("copy", "create", "insert", "checkpoint", "detach", "attach")


class Disk:
    """Counts the steps that reach the disk, and does something at the one that was chosen."""

    def __init__(self, at: int, then: Callable[[], None]) -> None:
        self.at, self.then, self.steps = at, then, 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            self.then()


class Connection:
    """A DuckDB connection whose writing statements are steps."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, disk: Disk) -> None:
        self.connection, self.disk = connection, disk

    def execute(self, statement: str, *arguments: Any) -> Any:
        if statement.lstrip().startswith(WRITES):
            self.disk.step()
        return self.connection.execute(statement, *arguments)


@contextmanager
def failing(disk: Disk, patch: pytest.MonkeyPatch) -> Iterator[None]:
    fsync, replace_path = os.fsync, Path.replace

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            disk.step()
            return function(*arguments)

        return call

    @contextmanager
    def counted_connect(memory_limit: str) -> Iterator[Any]:
        with connect(memory_limit) as connection:
            yield Connection(connection, disk)

    with patch.context() as patched:
        patched.setattr(os, "fsync", counted(fsync))
        patched.setattr(Path, "replace", counted(replace_path))
        patched.setattr(publishing, "connect", counted_connect)
        yield


def assert_a_reader_sees_one_whole_publication(published: Path, old: str, new: str) -> str:
    """Return the id that `latest.json` names."""
    latest = read_latest(published)
    assert latest is not None
    folder = published / "publications" / latest.publication_id
    for entry in latest.files:
        assert sha256_of(folder / entry.name) == entry.sha256
    with duckdb.connect(str(published / "influence.duckdb"), read_only=True) as database:
        ids = database.execute("select publication_id from published.publication").fetchall()
        handles = database.execute(
            "select handle from published.people where person_id = 'p2'"
        ).fetchall()
    # The database may be one step ahead of latest.json, and is whole in itself.
    assert ids in ([(old,)], [(new,)])
    assert handles == [("bee",)] if ids == [(old,)] else [("bea",)]
    return latest.publication_id


def raise_disk_full() -> None:
    raise OSError(28, "No space left on device")


def test_a_fault_at_any_step_leaves_a_whole_publication_and_the_next_publish_heals(
    tmp_path: Path,
    warehouse: Path,
    published: Path,
    do_publish: Publish,
    change_warehouse: Change,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Two tables are enough here: every table takes the same steps.
    for table in ("topic_rankings", "conversion_credit", "ingestion_ledger", "topics"):
        change_warehouse(f"drop table published.{table}")
    old = do_publish().publication.publication_id
    change_warehouse("update published.people set handle = 'bea' where person_id = 'p2'")
    new = publishing.publication_id_of(NEW, "2024-03-02")

    before = tmp_path / "before"
    published.rename(before)

    at, steps = 0, 1
    while at < steps:
        at += 1
        shutil.copytree(before, published)
        disk = Disk(at, raise_disk_full)
        with failing(disk, monkeypatch), pytest.raises(OSError, match="No space left"):
            do_publish(NEW)
        assert_a_reader_sees_one_whole_publication(published, old, new)
        healing = Disk(0, raise_disk_full)
        with failing(healing, monkeypatch):
            do_publish(NEW)
        steps = max(steps, healing.steps)
        assert assert_a_reader_sees_one_whole_publication(published, old, new) == new
        assert not [path for path in published.rglob("*") if path.name.startswith(".")]
        shutil.rmtree(published)
    # Two tables in three formats, their flushes, a database, two renames and the manifest.
    assert steps > 25


def publish_and_die(warehouse: str, published: str, at: str) -> None:
    """Run in a process of its own; ends without cleaning up at the given step."""
    patch = pytest.MonkeyPatch()
    with failing(Disk(int(at), lambda: os._exit(9)), patch):
        publish(
            Path(warehouse),
            Path(published),
            origin=NEW,
            run_id="run-2",
            published_at=NOON,
            texts=TEXTS,
        )


@pytest.mark.parametrize("at", [1, 10, 20, 30, 40, 50, 55, 60])
def test_a_kill_leaves_a_whole_publication_and_the_next_publish_heals(
    at: int, warehouse: Path, published: Path, do_publish: Publish, change_warehouse: Change
) -> None:
    old = do_publish().publication.publication_id
    change_warehouse("update published.people set handle = 'bea' where person_id = 'p2'")
    new = publishing.publication_id_of(NEW, "2024-03-02")
    code = (
        f"from {__name__} import *; publish_and_die({str(warehouse)!r}, {str(published)!r}, {at})"
    )
    died = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=False,
    )
    assert died.returncode == 9, died.stderr.decode()
    assert_a_reader_sees_one_whole_publication(published, old, new)
    do_publish(NEW)
    assert assert_a_reader_sees_one_whole_publication(published, old, new) == new
    assert not [path for path in published.rglob("*") if path.name.startswith(".")]


def test_a_reader_of_the_old_database_keeps_it(
    published: Path, do_publish: Publish, change_warehouse: Change
) -> None:
    do_publish()
    code = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); "
        "c.execute('from published.people').fetchall(); print('open', flush=True); "
        "sys.stdin.readline(); "
        "print(c.execute(\"select handle from published.people where person_id = 'p2'\")"
        ".fetchall()[0][0], flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(published / "influence.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdin is not None
        assert reader.stdout.readline() == "open\n"
        change_warehouse("update published.people set handle = 'bea' where person_id = 'p2'")
        do_publish(NEW)
        reader.stdin.write("\n")
        reader.stdin.flush()
        assert reader.stdout.readline() == "bee\n"
