"""The sensor and the schedule: when a run is asked for, and when not."""

import os
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from orchestration.jobs import listing_of, new_dump_files, publish_topics_daily


@pytest.fixture
def dumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "dumps"
    folder.mkdir()
    (folder / ".gitkeep").touch()
    monkeypatch.setenv("INFLUENCE_DUMPS", str(folder))
    return folder


def tick(cursor: str | None) -> dg.SensorResult:
    result = new_dump_files(dg.build_sensor_context(cursor=cursor))
    assert isinstance(result, dg.SensorResult)
    return result


def ticks(*changes: object) -> list[int]:
    """Runs asked for at each tick; a change is made before its tick."""
    cursor, asked = None, []
    for change in changes:
        if callable(change):
            change()
        result = tick(cursor)
        cursor = result.cursor or cursor
        asked.append(len(result.run_requests or []))
    return asked


def test_an_empty_drop_folder_asks_for_nothing(dumps: Path) -> None:
    result = tick(None)
    assert not result.run_requests
    assert result.skip_reason is not None
    assert "No file in" in str(result.skip_reason.skip_message)


def test_a_file_is_taken_when_it_held_still_for_a_tick_and_only_once(dumps: Path) -> None:
    assert ticks(lambda: (dumps / "a.csv").write_text("1"), None, None, None) == [0, 1, 0, 0]


def test_a_file_that_is_still_being_copied_is_not_taken(dumps: Path) -> None:
    def write(text: str) -> object:
        return lambda: (dumps / "a.csv").write_text(text)

    assert ticks(write("1"), write("12"), write("123"), None, None) == [0, 0, 0, 1, 0]


def test_new_bytes_of_the_same_size_under_an_old_name_are_taken(dumps: Path) -> None:
    def rewrite() -> None:
        (dumps / "a.csv").write_text("2")
        os.utime(dumps / "a.csv", ns=(1, 1))

    assert ticks(lambda: (dumps / "a.csv").write_text("1"), None, rewrite, None) == [0, 1, 0, 1]


def test_the_run_key_is_that_of_the_content_listing(dumps: Path) -> None:
    (dumps / "a.csv").write_text("1")
    first = tick(tick(None).cursor).run_requests
    again = tick(tick(None).cursor).run_requests
    assert first
    assert again
    assert first[0].run_key == again[0].run_key


def test_a_listing_holds_files_of_subfolders_by_path(dumps: Path) -> None:
    (dumps / "posts").mkdir()
    (dumps / "posts" / "b.csv").write_text("12")
    (dumps / "a.csv").write_text("1")
    assert [entry[:2] for entry in listing_of(dumps)] == [["a.csv", 1], ["posts/b.csv", 2]]


def test_a_single_file_is_a_dump_too(dumps: Path) -> None:
    (dumps / "a.csv").write_text("1")
    assert [entry[1] for entry in listing_of(dumps / "a.csv")] == [1]


def test_the_schedule_skips_with_a_reason_while_nothing_was_dropped(dumps: Path) -> None:
    context = dg.build_schedule_context(
        scheduled_execution_time=datetime(2024, 3, 2, 5, tzinfo=UTC)
    )
    skipped = publish_topics_daily(context)
    assert isinstance(skipped, dg.SkipReason)
    assert "Drop a dump there" in str(skipped.skip_message)
    (dumps / "a.csv").write_text("1")
    assert isinstance(publish_topics_daily(context), dg.RunRequest)


def test_the_schedule_is_daily_at_five_utc() -> None:
    assert publish_topics_daily.cron_schedule == "0 5 * * *"
    assert publish_topics_daily.execution_timezone == "UTC"
    assert publish_topics_daily.default_status is dg.DefaultScheduleStatus.RUNNING
