"""`make run` on a dump with a file that is broken: it says which, and publishes nothing."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import SAMPLE, Run
from tests.integration.test_run import state_of


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """The sample with one file more, of which a tenth is damaged."""
    shutil.copytree(SAMPLE, tmp_path / "dump")
    lines = [f'{{"topic": "topic {number}"}}' for number in range(27)] + ["{cut off"] * 3
    (tmp_path / "dump" / "more_topics.ndjson").write_text("\n".join(lines) + "\n")
    return tmp_path / "dump"


def test_a_file_past_the_threshold_stops_the_run_until_it_is_gone(
    sample_run: Run, tmp_path: Path, dump: Path
) -> None:
    shutil.copytree(sample_run.data, tmp_path / "data", symlinks=True)
    run = Run(tmp_path / "data")
    before = state_of(run.published)
    for _ in range(2):
        done = run.command(dump)
        assert done.returncode == 1
        for told in (
            "no_file_is_past_the_threshold on raw/receipts failed",
            "more_topics.ndjson (3 of 30 records, 10 %)",
            "Mend the file and drop it again, or remove it from the dump",
            "INFLUENCE_MOST_QUARANTINED",
            "nothing was published",
        ):
            assert told in done.stdout
        assert state_of(run.published) == before

    (dump / "more_topics.ndjson").unlink()
    done = run.command(dump)
    assert done.returncode == 0, f"{done.stdout}\n{run.log()}"
    assert "more_topics" not in done.stdout
