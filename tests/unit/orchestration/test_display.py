"""Progress: lines that read well in a log file, where nothing is overwritten."""

import io
import os
from typing import Any

import pytest
from rich.console import Console

from orchestration.display import Display
from orchestration.progress import PIPE_VARIABLE, read_events, tell


def file(path: str, status: str = "landed", quarantined: int = 0, **more: Any) -> dict[str, Any]:
    rows = {"rows_read": 10, "rows_landed": 10 - quarantined, "rows_quarantined": quarantined}
    return {"event": "file", "path": path, "status": status, "reason": None, **rows, **more}


def shown(*events: dict[str, Any]) -> tuple[Display, str]:
    text = io.StringIO()
    display = Display(Console(file=text, width=200, force_terminal=False))
    for event in events:
        display.show(event)
    display.close()
    return display, text.getvalue()


def test_every_file_is_told_with_its_rows() -> None:
    _, text = shown(file("posts.csv"), file("visits.csv", quarantined=3))
    assert text == (
        "  landed              10 rows  posts.csv\n"
        "  landed              10 rows  visits.csv  (3 quarantined)\n"
    )


def test_a_file_that_was_not_read_is_told_with_the_reason() -> None:
    _, text = shown(file("a.xlsx", "quarantined", rows_read=0, reason="a spreadsheet"))
    assert "a.xlsx" in text
    assert "a spreadsheet" in text


@pytest.mark.parametrize("status", ["failed", "not_taken"])
def test_a_file_that_was_left_is_told_with_the_reason(status: str) -> None:
    many = (file(f"{number}.csv") for number in range(40))
    _, text = shown(*many, file("z.csv", status, reason="too many bad records"))
    assert status.replace("_", " ") in text
    assert "z.csv" in text
    assert "too many bad records" in text


def test_what_was_landed_is_summed_up() -> None:
    counts = {"posts": 20, "reposts": 3}
    _, text = shown(
        file("posts.csv", quarantined=2),
        file("old.csv", "unchanged"),
        {"event": "landed", "counts": counts},
    )
    assert "Landed 1 file: 10 rows, 2 quarantined, 1 file landed before" in text
    assert "The dump holds 20 posts, 3 reposts" in text
    assert "old.csv" not in text


def test_thousands_of_files_do_not_fill_the_log() -> None:
    _, text = shown(*(file(f"{n}.csv") for n in range(1000)))
    # The first thirty, then every hundredth.
    assert len(text.splitlines()) == 30 + 10


def test_a_failed_check_is_told_at_once_and_counted() -> None:
    display, text = shown(
        {"event": "model", "name": "fct"},
        {"event": "check", "name": "unique_grain", "passed": False},
        {"event": "check", "name": "not_null", "passed": True},
        {"event": "built"},
    )
    assert "failed check  unique_grain" in text
    assert "Built 1 model, 1 of 2 checks passed" in text
    assert display.failed == 1


def test_a_publication_that_was_there_is_not_called_new() -> None:
    _, text = shown({"event": "published", "publication_id": "2024-03-02-0", "is_new": False})
    assert "Nothing new to publish: kept 2024-03-02-0" in text


def test_the_end_tells_whether_and_why() -> None:
    display, _ = shown({"event": "ended", "run_id": "r", "success": False, "faults": ["why"]})
    assert (display.run_id, display.success, display.faults) == ("r", False, ["why"])


def test_events_reach_the_other_end_of_the_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    listen, speak = os.pipe()
    monkeypatch.setenv(PIPE_VARIABLE, str(speak))
    tell("file", path="é.csv")
    tell("landed")
    os.close(speak)
    with os.fdopen(listen, "rb") as pipe:
        assert list(read_events(pipe)) == [{"event": "file", "path": "é.csv"}, {"event": "landed"}]


def test_without_a_listener_telling_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PIPE_VARIABLE, raising=False)
    tell("landed")
