"""`make requeue` says what it released, what it did not, and what to do next."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from influence.dumps.landing import land
from orchestration import requeue
from tests.unit.dumps import dumps

POST = {"platform": "x", "post_id": "1", "account_id": "2"}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dump that was landed two days ago, of which one row was of the next day but one."""
    monkeypatch.setenv("INFLUENCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("INFLUENCE_SETTLE_SECONDS", "0")
    moment = datetime.now(UTC) - timedelta(days=2)
    rows = [
        POST | {"created_at": (moment + timedelta(hours=25)).isoformat()},
        POST | {"created_at": "yesterday"},
        POST | {"created_at": "2026-01-01"},
    ]
    files = {"posts.ndjson": dumps.ndjson(rows), "diary.txt": "Dear diary\n"}
    source = dumps.drop(tmp_path / "dump", files)
    land(source, tmp_path / "data" / "raw", loaded_at=moment)
    return source


def test_what_was_released_and_what_is_still_refused_is_told(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert requeue.main(["--dumps", str(source)]) == 0
    told = capsys.readouterr().out
    assert "Released 1 row; 1 row still refused" in told
    assert "posts.ndjson" in told
    assert "diary.txt" in told
    assert "make run" in told

    assert requeue.main(["--dumps", str(source)]) == 0
    told = capsys.readouterr().out
    assert "Released 0 rows; 1 row still refused" in told
    assert "make run" not in told


def test_an_empty_quarantine_is_told(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in source.iterdir():
        path.unlink()
    dumps.drop(source, {"posts.ndjson": dumps.ndjson([POST | {"created_at": "2026-01-01"}])})
    assert requeue.main(["--dumps", str(source)]) == 0
    assert "Nothing is in the quarantine." in capsys.readouterr().out


def test_a_dump_that_was_never_landed_is_said_and_fails(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert requeue.main(["--dumps", str(source / "nowhere")]) == 1
    assert "DumpError" in capsys.readouterr().out
