"""Publishing: what is named, when it is new, and what stays."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from influence.errors import PublicationError
from influence.publication.latest import read_latest
from influence.publication.publish import Published, publication_id_of
from tests.unit.publication.conftest import NOON, ORIGIN

OTHER = replace(ORIGIN, inputs="c" * 64)

Publish = Callable[..., Published]
Change = Callable[[str], None]


def state_of(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Inode, time and bytes of every file: equal only when nothing was written."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_ino,
            path.stat().st_mtime_ns,
            path.read_bytes(),
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_origin_published_again_writes_nothing(
    do_publish: Publish, published: Path
) -> None:
    first = do_publish()
    before = state_of(published)
    second = do_publish(at=NOON + timedelta(days=1), run_id="run-2")
    assert (first.is_new, second.is_new) == (True, False)
    assert second.publication == first.publication
    assert state_of(published) == before


def test_an_id_is_the_as_of_and_a_hash_of_what_the_rows_come_from(do_publish: Publish) -> None:
    text = "\n".join(["a" * 64, "b" * 64, "0123abcd", "2024-03-02"])
    expected = "2024-03-02-" + hashlib.sha256(text.encode()).hexdigest()[:12]
    assert do_publish().publication.publication_id == expected


@pytest.mark.parametrize("part", ["inputs", "method", "key_id"])
def test_another_input_method_or_key_is_another_id(part: str) -> None:
    other = replace(ORIGIN, **{part: "other"})
    assert publication_id_of(other, "2024-03-02") != publication_id_of(ORIGIN, "2024-03-02")


def test_another_as_of_is_another_id() -> None:
    assert publication_id_of(ORIGIN, "2024-03-02") != publication_id_of(ORIGIN, "2024-03-03")


def test_the_dump_s_name_is_not_part_of_the_id() -> None:
    renamed = replace(ORIGIN, dump="elsewhere", as_of_given=True)
    assert publication_id_of(renamed, "2024-03-02") == publication_id_of(ORIGIN, "2024-03-02")


def test_latest_names_every_file_with_its_rows_bytes_and_hash(
    do_publish: Publish, published: Path
) -> None:
    do_publish()
    latest = json.loads((published / "latest.json").read_text())
    folder = published / latest["folder"]
    named = {entry["name"] for entry in latest["files"]}
    assert named == {path.name for path in folder.iterdir()}
    for entry in latest["files"]:
        content = (folder / entry["name"]).read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    rows = {e["table"]: e["rows"] for e in latest["files"] if e["format"] == "csv"}
    assert rows == {
        "conversion_credit": 6,
        "ingestion_ledger": 2,
        "people": 3,
        "publication": 1,
        # Three windows, three topics, three lenses, three people.
        "topic_rankings": 81,
        "topics": 9,
    }


def test_latest_says_what_it_is_of(do_publish: Publish, published: Path) -> None:
    do_publish()
    latest = json.loads((published / "latest.json").read_text())
    told = {key: latest[key] for key in ("as_of", "data_through", "method_version", "published_at")}
    assert told == {
        "as_of": "2024-03-02",
        "data_through": "2024-03-01",
        "method_version": "1",
        "published_at": "2024-03-02T12:00:00Z",
    }
    assert latest["origin"]["dump"] == "sample"


def test_the_publication_table_is_completed_in_files_and_database(
    do_publish: Publish, published: Path
) -> None:
    publication_id = do_publish().publication.publication_id
    query = "select publication_id, cast(published_at as varchar), run_id, vars from"
    expected = [(publication_id, "2024-03-02 12:00:00", "run-1", '{"lookback_days": 30}')]
    parquet = published / "publications" / publication_id / "publication.parquet"
    assert duckdb.sql(f"{query} '{parquet}'").fetchall() == expected
    with duckdb.connect(str(published / "influence.duckdb"), read_only=True) as database:
        assert database.execute(f"{query} published.publication").fetchall() == expected


def test_switching_back_names_the_old_folder_again_without_touching_it(
    do_publish: Publish, change_warehouse: Change, published: Path
) -> None:
    first = do_publish().publication
    before = state_of(published / "publications" / first.publication_id)
    change_warehouse("update published.people set handle = 'bea' where person_id = 'p2'")
    do_publish(OTHER, run_id="run-2")
    change_warehouse("update published.people set handle = 'bee' where person_id = 'p2'")
    back = do_publish(at=NOON + timedelta(days=9), run_id="run-3")
    assert back.is_new
    assert back.publication == first
    assert read_latest(published) == first
    assert state_of(published / "publications" / first.publication_id) == before
    with duckdb.connect(str(published / "influence.duckdb"), read_only=True) as database:
        rows = database.execute("select run_id from published.publication").fetchall()
    assert rows == [("run-1",)]


def test_a_published_folder_that_was_changed_is_refused(
    do_publish: Publish, published: Path
) -> None:
    first = do_publish().publication
    do_publish(OTHER)
    changed = published / "publications" / first.publication_id / "people.csv"
    changed.chmod(0o644)
    changed.write_text("person_id\n")
    with pytest.raises(PublicationError, match=r"people\.csv has other bytes.*Move .* away"):
        do_publish()
    latest = read_latest(published)
    assert latest is not None
    assert latest.origin == OTHER


def test_a_database_that_somebody_removed_is_made_again(
    do_publish: Publish, published: Path
) -> None:
    first = do_publish()
    (published / "influence.duckdb").unlink()
    again = do_publish(run_id="run-2")
    assert again.is_new
    assert again.publication == first.publication
    assert first.publication.is_whole(published)


def test_what_a_crash_left_is_swept(do_publish: Publish, published: Path) -> None:
    (published / "publications" / ".staging-old").mkdir(parents=True)
    (published / "publications" / ".staging-old" / "people.parquet").write_bytes(b"half")
    (published / ".staging-old.duckdb.wal").write_bytes(b"half")
    do_publish()
    assert not [path for path in published.rglob("*") if path.name.startswith(".")]


def test_a_latest_that_is_not_ours_is_refused_with_the_remedy(
    do_publish: Publish, published: Path
) -> None:
    published.mkdir()
    (published / "latest.json").write_text('{"run": 1}')
    with pytest.raises(PublicationError, match=r"latest\.json is not .* Move it away"):
        do_publish()


def test_a_missing_warehouse_is_said(do_publish: Publish, warehouse: Path) -> None:
    warehouse.unlink()
    with pytest.raises(PublicationError, match="there is no warehouse"):
        do_publish()


def test_a_warehouse_that_is_not_built_is_refused(
    do_publish: Publish, change_warehouse: Change
) -> None:
    change_warehouse("delete from published.publication")
    with pytest.raises(PublicationError, match="holds 0 rows, expected one"):
        do_publish()
