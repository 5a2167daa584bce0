"""A source that goes missing shows as coverage, and not as a fall of whoever was heard on it.

Somebody writes ten posts a day on each of two platforms for 28 days. Each post has ten views by its
counter, and two likes: a rate of 0.2 on either platform.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.integration.dbt_bench import Bench

FIRST, DAYS = date(2026, 3, 1), 28
AS_OF = FIRST + timedelta(days=DAYS)
PLATFORMS = ("p", "q")


def _drop(bench: Bench, platform: str, day: date, streams: tuple[str, ...]) -> None:
    """The files of a platform and day: posts, counters and likes."""
    posts = [
        {"platform": platform, "post_id": f"{day}-{number}", "account_id": "author"}
        for number in range(10)
    ]
    rows = {
        "posts": [post | {"created_at": f"{day}T08:00:00Z"} for post in posts],
        "post_metrics": [
            post | {"observed_at": f"{day}T20:00:00Z", "impressions": 10} for post in posts
        ],
        "interactions": [
            post | {"account_id": reader, "kind": "like", "occurred_at": f"{day}T09:00:00Z"}
            for post in posts
            for reader in ("r1", "r2")
        ],
    }
    for stream in streams:
        bench.drop(f"{stream}/{platform}-{day}.ndjson", *map(json.dumps, rows[stream]))


ALL_STREAMS = ("posts", "post_metrics", "interactions")


def _built(folder: Path, told: dict[str, dict[date, tuple[str, ...]]]) -> Bench:
    bench = Bench(folder)
    for platform, days in told.items():
        for day, streams in days.items():
            _drop(bench, platform, day, streams)
    ends = {
        f"{side}_{name}": value
        for side, platform in zip(("left", "right"), PLATFORMS, strict=True)
        for name, value in (("kind", "account"), ("platform", platform), ("id", "author"))
    }
    bench.drop("identities/1.ndjson", json.dumps(ends))
    assert {outcome.status for outcome in bench.land().files} == {"landed"}
    bench.dbt(
        "warehouse",
        *("--full-refresh", "--select", "+rpt_person_response", "+rpt_people", "+rpt_coverage"),
        *("--vars", json.dumps({"as_of": str(AS_OF), "window_days": [7, 28]})),
    )
    return bench


def _days(count: int = DAYS) -> list[date]:
    return [FIRST + timedelta(days=number) for number in range(count)]


def _author(bench: Bench) -> tuple[float, int, float]:
    """Coverage of the longest window, responses and rate of the one who writes."""
    ((coverage, responses, rate),) = bench.query(
        "warehouse",
        "select people.coverage, counts.responses, counts.response_rate "
        "from published.people as people "
        "inner join published.person_response as counts using (person_id) "
        "where counts.window_days = 28 and counts.topic_id = 'all' and counts.posts > 0",
    )
    return float(str(coverage)), int(str(responses)), float(str(rate))


@pytest.fixture(scope="module")
def without_q(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    told = {"p": dict.fromkeys(_days(), ALL_STREAMS)}
    return _built(Path(tmp_path_factory.mktemp("without_q")), told)


@pytest.fixture(scope="module")
def with_losses(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Platform q stops after 21 days; on p the likes of two days were lost, not their posts."""
    some = dict.fromkeys(_days()[1:3], ("posts", "post_metrics"))
    told = {
        "p": dict.fromkeys(_days(), ALL_STREAMS) | some,
        "q": dict.fromkeys(_days(21), ALL_STREAMS),
    }
    return _built(Path(tmp_path_factory.mktemp("with_losses")), told)


def test_a_platform_that_is_taken_away_halves_the_coverage_and_leaves_the_rate(
    without_q: Bench,
) -> None:
    """Of 2 platforms * 28 days * 10 posts * 2 likes the half are left."""
    coverage, responses, rate = _author(without_q)
    assert (coverage, responses) == (0.5, 560)
    assert rate == pytest.approx(0.2, abs=0.001)


def test_what_is_missing_and_since_when_is_told_by_platform_and_stream(with_losses: Bench) -> None:
    rows = with_losses.query(
        "warehouse",
        "select window_days, platform, stream, days_told, days_missing, gaps, "
        "first_day_missing::varchar, last_day_missing::varchar "
        "from published.coverage where stream <> 'all' order by window_days, platform, stream",
    )
    assert rows == [
        (7, "p", "interactions", 7, 0, 0, None, None),
        (7, "p", "posts", 7, 0, 0, None, None),
        (7, "q", "interactions", 0, 7, 1, "2026-03-22", "2026-03-28"),
        (7, "q", "posts", 0, 7, 1, "2026-03-22", "2026-03-28"),
        (28, "p", "interactions", 26, 2, 1, "2026-03-02", "2026-03-03"),
        (28, "p", "posts", 28, 0, 0, None, None),
        (28, "q", "interactions", 21, 7, 1, "2026-03-22", "2026-03-28"),
        (28, "q", "posts", 21, 7, 1, "2026-03-22", "2026-03-28"),
    ]


def test_a_day_on_which_one_stream_of_acts_is_missing_is_not_covered(with_losses: Bench) -> None:
    """26 days of p and 21 of q, of twice 28."""
    assert _author(with_losses)[0] == pytest.approx(47 / 56)
