"""`make run`: quick when nothing is new, and careful when something is wrong."""

import shutil
import time
from pathlib import Path

import pytest

from tests.conftest import SAMPLE, Run


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def built(sample_run: Run, tmp_path: Path) -> Run:
    """A copy of a `data` folder in which the sample is published."""
    shutil.copytree(sample_run.data, tmp_path / "data", symlinks=True)
    return Run(tmp_path / "data")


def test_the_report_shows_topics_lenses_the_ledger_and_the_paths(sample_run: Run) -> None:
    text = sample_run.command(SAMPLE).stdout
    for told in (
        "all topics",
        "reach, in",
        "response, in",
        "conversion, in",
        "What was read from sample",
        "influence.duckdb",
        "latest.json",
    ):
        assert told in text


def test_a_second_run_with_nothing_new_is_quick_and_writes_nothing(sample_run: Run) -> None:
    folders = [sample_run.published, sample_run.data / "raw", sample_run.data / "warehouse"]
    before = [state_of(folder) for folder in folders]
    began = time.monotonic()
    done = sample_run.command(SAMPLE)
    assert done.returncode == 0
    assert "Nothing new" in done.stdout
    assert [state_of(folder) for folder in folders] == before
    # About half a second; Dagster and dbt alone would take longer than this to load.
    assert time.monotonic() - began < 5


def test_a_dump_that_is_not_there_is_said_at_once(built: Run, tmp_path: Path) -> None:
    done = built.command(tmp_path / "nowhere")
    assert done.returncode == 1
    assert "DumpError" in done.stdout
    assert "nowhere" in done.stdout


def test_a_dump_without_a_readable_row_fails_and_leaves_the_last_publication(
    built: Run, tmp_path: Path
) -> None:
    dump = tmp_path / "broken"
    dump.mkdir()
    (dump / "posts.csv").write_text("platform,post_id,account_id,created_at\nx,1,a,yesterday\n")
    before = state_of(built.published)
    done = built.command(dump)
    assert done.returncode == 1
    assert "the_dump_is_not_empty on raw/receipts failed" in done.stdout
    assert "stays" in done.stdout
    assert "Traceback" not in done.stdout
    assert state_of(built.published) == before


def test_a_lost_person_key_stops_the_run_before_it_renames_everyone(built: Run) -> None:
    (built.data / "person_key").unlink()
    done = built.command(SAMPLE)
    assert done.returncode == 1
    assert "PersonKeyError" in done.stdout
    assert "Put the old key back" in done.stdout
    assert not (built.data / "person_key").exists()


def test_an_as_of_that_is_no_date_is_refused_with_the_usage(built: Run) -> None:
    done = built.command(SAMPLE, "--as-of", "tomorrow")
    assert done.returncode == 2
    assert "--as-of" in done.stderr
