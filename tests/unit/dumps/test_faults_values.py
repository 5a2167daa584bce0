"""Faults of values and columns, by their numbers in the fault list: F19 to F22, F27 and F28.

What the marts make of them is tested there; here is what lands, and what is refused and why.
"""

import io
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from influence.dumps import contract
from influence.dumps.landing import LandingSummary, land
from tests.unit.dumps import dumps

REPOSITORY = Path(__file__).resolve().parents[3]
POST = {"platform": "x", "post_id": "1", "account_id": "2", "created_at": "2026-01-01T00:00:00Z"}
METRIC = {"platform": "x", "post_id": "1", "observed_at": "2026-01-01"}
SALE = {"conversion_id": "c", "visitor_id": "v", "occurred_at": "2026-01-01", "kind": "purchase"}


def _row(base: dict[str, str], column: str, spelled: str) -> str:
    """A line of NDJSON in which a column has a value as it is spelled, quoted or not."""
    return json.dumps(base)[:-1] + f', "{column}": {spelled}}}\n'


def _reasons(summary: LandingSummary) -> list[str]:
    return [row[0] for row in dumps.table(summary, "quarantine", "reason")]


def _posts(tmp_path: Path, *rows: dict[str, Any]) -> LandingSummary:
    return dumps.landed(tmp_path, {"posts.ndjson": dumps.ndjson(rows)})


def test_f19_a_new_field_is_ignored_and_reported_once(tmp_path: Path) -> None:
    summary = _posts(tmp_path, POST, POST | {"post_id": "2", "mood": "good", "views": 3})
    assert len(dumps.table(summary, "posts")) == 2
    assert summary.files[0].notes == "2 columns ignored: mood, views"
    assert dumps.table(summary, "receipts", "notes") == [("2 columns ignored: mood, views",)]


def test_f19_a_removed_optional_column_is_null(tmp_path: Path) -> None:
    summary = _posts(tmp_path, POST | {"lang": "en"}, POST | {"post_id": "2"})
    assert dumps.table(summary, "posts", "post_id, lang") == [("1", "en"), ("2", None)]


@pytest.mark.parametrize("container", ["ndjson", "csv", "parquet"])
def test_f19_a_removed_required_column_puts_the_file_into_the_quarantine(
    tmp_path: Path, container: str
) -> None:
    row = {name: value for name, value in POST.items() if name != "account_id"}
    content = {
        "ndjson": dumps.ndjson([row]),
        "csv": dumps.csv_text([row]),
        "parquet": dumps.parquet(
            contract.STREAMS["posts"], [row | {"created_at": dumps.LOADED_AT}]
        ),
    }[container]
    summary = dumps.landed(tmp_path, {f"posts.{container}": content})
    assert summary.files[0].status == "quarantined"
    assert "account_id" in (summary.files[0].reason or "")
    assert dumps.table(summary, "posts") == []


def test_f19_a_renamed_required_column_is_quarantined_and_reported(tmp_path: Path) -> None:
    row = {name.replace("account_id", "author"): value for name, value in POST.items()}
    summary = _posts(tmp_path, POST, row | {"post_id": "2"})
    assert _reasons(summary) == ["'account_id' is missing"]
    assert summary.files[0].notes == "1 columns ignored: author"
    assert dumps.table(summary, "posts", "post_id") == [("1",)]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("created_at", {"seconds": 1}, "not a time (ISO-8601 or epoch ms)"),
        ("created_at", ["2026-01-01"], "not a time (ISO-8601 or epoch ms)"),
        ("created_at", True, "not a time (ISO-8601 or epoch ms)"),
        ("post_id", {"id": "2"}, "not an id but a nested value"),
        ("account_id", ["2", "3"], "not an id but a nested value"),
        ("platform", {"name": "x"}, "not an id but a nested value"),
    ],
)
def test_f19_a_changed_type_is_quarantined_with_the_value(
    tmp_path: Path, column: str, value: object, reason: str
) -> None:
    summary = _posts(tmp_path, POST, POST | {"post_id": "2", column: value})
    assert len(_reasons(summary)) == 1
    assert _reasons(summary)[0].startswith(f"'{column}' is \"")
    assert reason in _reasons(summary)[0]
    assert dumps.table(summary, "posts", "post_id") == [("1",)]


def test_f19_an_id_that_was_a_text_and_is_a_number_now_stays_the_same_id(tmp_path: Path) -> None:
    summary = _posts(tmp_path, POST, POST | {"post_id": 10**19})
    assert dumps.table(summary, "posts", "post_id") == [("1",), ("10000000000000000000",)]


def test_f20_counters_that_go_down_are_kept_as_they_were_seen(tmp_path: Path) -> None:
    rows = [METRIC | {"observed_at": f"2026-01-0{day}", "likes": likes} for day, likes in
            ((1, 10), (2, 7), (3, 12))]  # fmt: skip
    summary = dumps.landed(tmp_path, {"post_metrics.ndjson": dumps.ndjson(rows)})
    assert dumps.table(summary, "post_metrics", "observed_at, likes") == [
        (dumps.at(2026, 1, 1), 10),
        (dumps.at(2026, 1, 2), 7),
        (dumps.at(2026, 1, 3), 12),
    ]


def test_f20_an_edited_post_is_landed_as_both_versions_and_a_deletion_beside_them(
    tmp_path: Path,
) -> None:
    files = {
        "posts.ndjson": dumps.ndjson([POST | {"text": "tea"}, POST | {"text": "jam"}]),
        "deletions.ndjson": dumps.ndjson(
            [{"platform": "x", "post_id": "1", "occurred_at": "2026-01-02T00:00:00Z"}]
        ),
    }
    summary = dumps.landed(tmp_path, files)
    assert dumps.table(summary, "posts", "text") == [("jam",), ("tea",)]
    assert dumps.table(summary, "deletions", "platform, post_id") == [("x", "1")]


@pytest.mark.parametrize(("hours", "landed"), [(-24, 1), (0, 1), (24, 1), (25, 0)])
def test_f21_a_client_clock_may_be_a_day_off_and_not_more(
    tmp_path: Path, hours: int, landed: int
) -> None:
    moment = dumps.LOADED_AT + timedelta(hours=hours)
    summary = _posts(tmp_path, POST | {"created_at": moment.isoformat()})
    assert len(dumps.table(summary, "posts")) == landed


def test_f21_a_host_clock_that_jumps_back_changes_nothing(tmp_path: Path) -> None:
    first = _posts(tmp_path, POST)
    second = dumps.landed(tmp_path, {}, loaded_at=dumps.LOADED_AT - timedelta(days=400))
    assert [file.status for file in second.files] == ["unchanged"]
    assert dumps.table(second, "posts") == dumps.table(first, "posts")


# An hour that a change of clocks skips, one that it repeats, and midnight.
CLOCKS = ("2026-03-29T02:30:00", "2025-10-26T02:30:00", "2026-01-01", "2026-03-08 02:30:00")
ZONES = ("UTC", "Pacific/Kiritimati", "America/New_York")
LANDING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from influence.dumps.landing import land
source, home = map(Path, sys.argv[1:])
print(land(source, home, loaded_at=datetime(2026, 11, 23, 12, tzinfo=UTC)).store)
"""


def test_f21_the_zone_of_the_host_changes_no_row(tmp_path: Path) -> None:
    rows = [POST | {"post_id": str(at), "created_at": text} for at, text in enumerate(CLOCKS)]
    tweet = {"id_str": "9", "created_at": "Sat Aug 10 23:30:00 +0000 2013", "text": "t"}
    tweet["user"] = {"id_str": "8", "screen_name": "a"}  # type: ignore[assignment]
    days = "day,currency,rate_to_reporting\n2026-03-29,EUR,1.1\n"
    files = {
        "posts.ndjson": dumps.ndjson(rows),
        "posts.csv": dumps.csv_text([row | {"post_id": f"c{row['post_id']}"} for row in rows]),
        "stream.json": json.dumps(tweet) + "\n",
        "fx_rates.csv": days,
    }
    source = dumps.drop(tmp_path / "dump", files)
    tables: dict[str, list[Any]] = {}
    for zone in ZONES:
        done = subprocess.run(
            [sys.executable, "-c", LANDING, str(source), str(tmp_path / zone)],
            cwd=REPOSITORY,
            env=os.environ | {"TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        )
        summary = LandingSummary("", Path(done.stdout.strip()), [], "")
        tables[zone] = [
            dumps.table(summary, name) for name in ("posts", "fx_rates", "accounts", "receipts")
        ]
    assert tables["UTC"] == tables["Pacific/Kiritimati"] == tables["America/New_York"]
    found = {row[0] for row in dumps.table(summary, "posts", "created_at")}
    assert found >= {
        dumps.at(2026, 3, 29, 2, 30),
        dumps.at(2025, 10, 26, 2, 30),
        dumps.at(2026, 1, 1),
        dumps.at(2013, 8, 10, 23, 30),
    }


@pytest.mark.parametrize(
    ("spelled", "reason"),
    [
        ('"2026-11-24T12:00:01Z"', "more than a day after the landing on 2026-11-23"),
        ('"9999-12-31T00:00:00Z"', "more than a day after the landing on 2026-11-23"),
        ('"1970-01-01T00:00:00Z"', "before 1990-01-01"),
        ("0", "before 1990-01-01"),
        ("-1", "before 1990-01-01"),
        ("1767225600", "looks like epoch seconds, expected ms"),
        ("1767225600000000", "looks like epoch micro- or nanoseconds, expected ms"),
        ("1767225600000000000", "looks like epoch micro- or nanoseconds, expected ms"),
        ("1767225600.5", "not a time (ISO-8601 or epoch ms)"),
        ("1e400", "not a time (ISO-8601 or epoch ms)"),
        ('"2026-02-30"', "not a time (ISO-8601 or epoch ms)"),
        ('"2026-02-30T00:00Z"', "not a time (ISO-8601 or epoch ms)"),
        ('"2026-01-01T12:30 soon"', "not a time (ISO-8601 or epoch ms)"),
        ('"now"', "not a time (ISO-8601 or epoch ms)"),
    ],
)
def test_f22_a_time_that_cannot_be_never_lands_in_a_day(
    tmp_path: Path, spelled: str, reason: str
) -> None:
    base = {name: value for name, value in POST.items() if name != "created_at"}
    cell = spelled.strip('"')
    files = {
        "posts.ndjson": _row(base, "created_at", spelled),
        "posts.csv": dumps.csv_text([base | {"created_at": cell}]),
    }
    summary = dumps.landed(tmp_path, files)
    assert dumps.table(summary, "posts") == []
    assert len(_reasons(summary)) == 2
    assert all(reason in found for found in _reasons(summary))


@pytest.mark.parametrize(
    "spelled",
    [
        "2026-01-01T12:30Z",
        "2026-01-01T13:30+01:00",
        "2026-01-01t12:30:00z",
        "2026-01-01 12:30:00 +0000",
        "2026-01-01T12:30:00,000Z",
        "20260101T123000Z",
        "20260101T0900-0330",
    ],
)
def test_every_spelling_of_a_time_in_iso_8601_is_the_same_time(
    tmp_path: Path, spelled: str
) -> None:
    row = {name: value for name, value in POST.items() if name != "created_at"}
    files = {"posts.csv": dumps.csv_text([row | {"created_at": spelled}])}
    summary = dumps.landed(tmp_path, files)
    assert dumps.table(summary, "posts", "created_at") == [(dumps.at(2026, 1, 1, 12, 30),)]


@pytest.mark.parametrize(
    ("spelled", "landed"),
    [
        ("12", 12),
        ('"12"', 12),
        ("12.0", 12),
        ("-0", 0),
        ("1e3", 1_000),
        ("9007199254740993", 9_007_199_254_740_993),
        ("9223372036854775807", 9_223_372_036_854_775_807),
        ("null", None),
    ],
)
def test_f27_whole_numbers_land_as_they_are(
    tmp_path: Path, spelled: str, landed: int | None
) -> None:
    summary = dumps.landed(tmp_path, {"post_metrics.ndjson": _row(METRIC, "likes", spelled)})
    assert dumps.table(summary, "post_metrics", "likes") == [(landed,)]


@pytest.mark.parametrize(
    "spelled",
    [
        "NaN",
        '"NaN"',
        "Infinity",
        "-Infinity",
        '"inf"',
        "1e400",
        "9223372036854775808",
        "18446744073709551616",
        '"18446744073709551616"',
        # A reader that takes it for a double would land ...992.
        "9007199254740993.0",
        "1.5",
        "-5",
        '"1,234"',
        '"1.234,0"',
        '"1_000"',
        '"0x10"',
        '"١٢"',
        "true",
        '"true"',
        "[12]",
        '{"count": 12}',
    ],
)
def test_f27_what_is_no_whole_number_is_quarantined_with_the_value(
    tmp_path: Path, spelled: str
) -> None:
    summary = dumps.landed(tmp_path, {"post_metrics.ndjson": _row(METRIC, "likes", spelled)})
    assert dumps.table(summary, "post_metrics") == []
    assert [reason.startswith("'likes' is \"") for reason in _reasons(summary)] == [True]


def test_f27_a_float_column_of_parquet_lands_only_whole_numbers(tmp_path: Path) -> None:
    values = [12.0, 1.5, float("nan"), float("inf"), -1.0, 2.0**63, -0.0, None]
    table = pa.table(
        {
            "platform": ["x"] * len(values),
            "post_id": [str(at) for at in range(len(values))],
            "observed_at": [dumps.LOADED_AT] * len(values),
            "likes": values,
        }
    )
    out = io.BytesIO()
    pq.write_table(table, out)
    summary = dumps.landed(tmp_path, {"post_metrics.parquet": out.getvalue()})
    assert dumps.table(summary, "post_metrics", "post_id, likes") == [
        ("0", 12),
        ("6", 0),
        ("7", None),
    ]
    assert dumps.table(summary, "quarantine", "line") == [(2,), (3,), (4,), (5,), (6,)]


@pytest.mark.parametrize("spelled", ["NaN", '"NaN"', "Infinity", "1e400", '"1,234.50"', '"12 EUR"'])
def test_f28_a_value_that_is_no_amount_is_quarantined(tmp_path: Path, spelled: str) -> None:
    summary = dumps.landed(tmp_path, {"conversions.ndjson": _row(SALE, "value", spelled)})
    assert dumps.table(summary, "conversions") == []
    assert len(_reasons(summary)) == 1
    assert "not an amount (at most 14 digits before the point)" in _reasons(summary)[0]


def test_f28_a_refund_keeps_its_sign_however_large_and_any_currency_its_name(
    tmp_path: Path,
) -> None:
    # A negative value is a refund; what it is set against, and a currency without a rate, is
    # decided where all conversions are known.
    rows = [
        SALE | {"conversion_id": "a", "value": "10.00", "currency": "EUR"},
        SALE | {"conversion_id": "b", "value": "-25.50", "currency": "EUR"},
        SALE | {"conversion_id": "c", "value": "5", "currency": "XTS"},
    ]
    summary = dumps.landed(tmp_path, {"conversions.ndjson": dumps.ndjson(rows)})
    columns = "conversion_id, CAST(value AS VARCHAR), currency"
    assert dumps.table(summary, "conversions", columns) == [
        ("a", "10.0000", "EUR"),
        ("b", "-25.5000", "EUR"),
        ("c", "5.0000", "XTS"),
    ]


def test_a_landing_after_the_threshold_of_a_day_is_the_same_whatever_came_first(
    tmp_path: Path,
) -> None:
    # Refused as of the future; once its day has come, only reading it again lands it.
    moment = (dumps.LOADED_AT + timedelta(days=30)).isoformat()
    dumps.landed(tmp_path, {"posts.ndjson": dumps.ndjson([POST | {"created_at": moment}])})
    later = dumps.LOADED_AT + timedelta(days=31)
    summary = land(tmp_path / "dump", tmp_path / "raw", loaded_at=later)
    assert dumps.table(summary, "posts") == []
    summary = land(tmp_path / "dump", tmp_path / "raw", loaded_at=later, read_again=True)
    assert len(dumps.table(summary, "posts")) == 1
    assert dumps.table(summary, "quarantine") == []
