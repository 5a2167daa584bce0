"""Touchpoints and counted paths become journeys of channels."""

from decimal import Decimal
from pathlib import Path

import duckdb

from influence.dumps.landing import LandingSummary
from tests.unit.dumps import dumps

TOUCH = {
    "customer_id": "c1",
    "time": "2018-07-01T13:19:46Z",
    "interaction": "impression",
    "conversion": "0",
    "conversion_value": "0",
    "channel": "Social",
}
BOUGHT = TOUCH | {
    "time": "2018-07-01T13:30:00Z",
    "interaction": "conversion",
    "conversion": "1",
    "conversion_value": "6.5",
    "channel": "Search",
}
FIRST, LAST = dumps.at(2018, 7, 1, 13, 19, 46), dumps.at(2018, 7, 1, 13, 30)
END = dumps.at(2000, 1, 1)


def test_every_touch_is_an_arrival_of_its_own_by_its_channel(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"touches.csv": dumps.csv_text([BOUGHT, TOUCH])})
    visits = dumps.table(summary, "visits", "visitor_id, occurred_at, event, link_id")
    assert visits == [("c1", FIRST, "impression", "Social"), ("c1", LAST, "conversion", "Search")]
    assert len(set(dumps.table(summary, "visits", "session_id"))) == 2
    assert dumps.table(summary, "conversions", "visitor_id, occurred_at, kind, value") == [
        ("c1", LAST, "conversion", Decimal("6.5"))
    ]
    assert dumps.table(summary, "tracked_links", "link_id, platform, account_id") == [
        ("Search", "channel", "Search"),
        ("Social", "channel", "Social"),
    ]
    assert summary.files[0].format == "attribution"


def test_bad_touches_are_quarantined(tmp_path: Path) -> None:
    rows = [TOUCH, TOUCH | {"conversion": "maybe"}, TOUCH | {"time": "noon"}]
    summary = dumps.landed(tmp_path, {"touches.csv": dumps.csv_text(rows)})
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (3, "the column 'conversion' is neither 1 nor 0"),
        (4, "'occurred_at' is \"noon\", not a time (ISO-8601 or epoch ms)"),
    ]


PATHS = (
    "path;total_conversions;total_conversion_value;total_null\n"
    "a > b > a;2;10;1\n"
    "b;0;0;2\n"
    "a > b > a;1;0.5;0\n"
)


def test_a_counted_path_becomes_that_many_journeys(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"paths.csv": PATHS})
    steps = (
        "string_agg(link_id || '@' || date_diff('hour', occurred_at, TIMESTAMP '2000-01-01'), "
        "' ' ORDER BY occurred_at)"
    )
    visits = f"(SELECT visitor_id, {steps} AS steps FROM visits GROUP BY visitor_id)"
    assert dumps.table(summary, "visits", "count(*), count(DISTINCT session_id)") == [(14, 14)]
    found = _journeys(summary, f"SELECT steps, count(*) FROM {visits} GROUP BY steps ORDER BY 1")
    assert found == [("a@2 b@1 a@0", 4), ("b@0", 2)]
    assert dumps.table(summary, "conversions", "occurred_at, value") == [
        (END, Decimal("3.5")),
        (END, Decimal("3.5")),
        (END, Decimal("3.5")),
    ]
    assert dumps.table(summary, "tracked_links", "link_id") == [("a",), ("b",)]
    assert "ends on 2000-01-01" in (summary.files[0].notes or "")


def _journeys(summary: LandingSummary, query: str) -> list[tuple[object, ...]]:
    pattern = f"{summary.store}/visits/*.parquet"
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW visits AS FROM read_parquet('{pattern}')")
        return con.execute(query).fetchall()


def test_shares_of_a_value_add_up_to_it_to_the_last_digit(tmp_path: Path) -> None:
    paths = "path,total_conversions,total_conversion_value\na,3,10\nb,3,0.00005\nc,1,0.00005\n"
    summary = dumps.landed(tmp_path, {"paths.csv": paths})
    values = [value for (value,) in dumps.table(summary, "conversions", "value")]
    assert len(values) == 7
    assert sum(values) == Decimal("10.0001")
    assert all(abs(value - Decimal("3.3333")) <= Decimal("0.0001") for value in values[-3:])


def test_the_order_of_lines_changes_no_journey_and_another_table_adds_its_own(
    tmp_path: Path,
) -> None:
    head, *lines = PATHS.splitlines(keepends=True)
    mixed = head + "".join(reversed(lines))
    one = dumps.landed(tmp_path / "one", {"paths.csv": PATHS})
    two = dumps.landed(tmp_path / "two", {"paths.csv": mixed})
    both = dumps.landed(tmp_path / "both", {"one.csv": PATHS, "two.csv": head + "b;1;2;0\n"})
    columns = "conversion_id, value"
    assert dumps.table(one, "conversions", columns) == dumps.table(two, "conversions", columns)
    assert len({row[0] for row in dumps.table(both, "conversions", columns)}) == 4


def test_paths_that_cannot_be_counted_are_quarantined(tmp_path: Path) -> None:
    bad = "a;some;1;0\nb;0;4;1\nc;-1;0;0\n;1;1;0\nd;2000000;1;0\n"
    summary = dumps.landed(tmp_path, {"paths.csv": PATHS + bad})
    assert len(dumps.table(summary, "conversions")) == 3
    assert dumps.table(summary, "quarantine", "line") == [(5,), (6,), (7,), (8,), (9,)]


def test_a_table_that_counts_too_many_journeys_is_refused_whole(tmp_path: Path) -> None:
    lines = "".join(f"step {number},1000000\n" for number in range(51))
    summary = dumps.landed(tmp_path, {"paths.csv": "path,total_conversions\n" + lines})
    assert summary.files[0].status == "quarantined"
    reason = "its paths count more than 50,000,000 journeys, too many to write out"
    assert reason in (summary.files[0].reason or "")


def test_wide_journeys_end_at_their_conversion(tmp_path: Path) -> None:
    lines = "R05A.01,R05A.02,R05A.03,Output\n5,7,21,\n5,7,21,\n7,,,\n21,5,,\n"
    summary = dumps.landed(tmp_path, {"wide.csv": lines})
    assert dumps.table(summary, "visits", "occurred_at, link_id") == [
        (dumps.at(1999, 12, 31, 23), "5"),
        (dumps.at(1999, 12, 31, 23), "5"),
        (END, "7"),
        (END, "7"),
        (END, "7"),
    ]
    assert dumps.table(summary, "conversions", "occurred_at, value") == [(END, None), (END, None)]
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (5, "no journey: expected channels, then at most one 21")
    ]
