"""Sessions cut by hand."""

from datetime import UTC, datetime, timedelta

from influence.lab.oracles.sessions import sessions_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_a_session_ends_after_more_than_thirty_minutes_of_silence() -> None:
    times = [NOON, after(30), after(60), after(60) + timedelta(minutes=30, microseconds=1)]
    assert sessions_of(times) == [times[:3], times[3:]]


def test_the_order_of_the_events_does_not_matter_and_equal_times_are_one_session() -> None:
    assert sessions_of([after(40), NOON, NOON, after(5)]) == [[NOON, NOON, after(5)], [after(40)]]


def test_nothing_is_no_session() -> None:
    assert sessions_of([]) == []
