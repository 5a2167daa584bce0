"""Rows of GA360 become one visit a session, its purchase and its channel."""

from decimal import Decimal
from pathlib import Path

from tests.unit.dumps import dumps

START = 1_494_263_979
AT = dumps.at(2017, 5, 8, 17, 19, 39)
LINE = {
    "visit_number": "1",
    "visit_id": str(START),
    "visit_start_time": str(START),
    "purchase_date": "20170508",
    "full_visitor_id": "1234567890123456789",
    "user_id": "",
    "channel_grouping": "Social",
    "units_sold": "",
    "page_views": "4",
    "time_on_site": "93",
    "bounces": "",
    "revenue": "",
    "unit_price": "1990000",
}
HIT = {
    "fullVisitorId": "1234567890123456789",
    "channelGrouping": "Social",
    "time": "1500",
    "totalTransactionRevenue": "",
    "transactions": "",
    "timeOnSite": "93",
    "pageviews": "4",
    "date": "20170508",
    "visitId": str(START),
    "type": "PAGE",
    "productRefundAmount": "",
    "productSKU": "SKU1",
    "currencyCode": "USD",
    "pagePathLevel1": "/store.html",
}


def test_repeated_rows_are_one_session_with_its_channel(tmp_path: Path) -> None:
    rows = [LINE, LINE, LINE | {"unit_price": "2990000"}]
    summary = dumps.landed(tmp_path, {"analytics.csv": dumps.csv_text(rows)})
    columns = "visitor_id, session_id, occurred_at, event, link_id, engagement_ms, page_url"
    visitor = LINE["full_visitor_id"]
    assert dumps.table(summary, "visits", columns) == [
        (visitor, f"{visitor}.{START}", AT, "session_start", "Social", 93_000, None)
    ]
    assert dumps.table(summary, "tracked_links", "link_id, platform, account_id") == [
        ("Social", "channel", "Social")
    ]
    assert dumps.table(summary, "conversions") == []
    assert summary.files[0].format == "ga360"


def test_the_purchase_of_a_session_is_the_sum_of_its_different_lines(tmp_path: Path) -> None:
    first = LINE | {"units_sold": "1", "revenue": "10500000"}
    second = LINE | {"units_sold": "2", "revenue": "4250000"}
    other = first | {"full_visitor_id": "2234567890123456789"}
    rows = [first, first, second, LINE, other]
    summary = dumps.landed(tmp_path, {"analytics.csv": dumps.csv_text(rows)})
    assert dumps.table(summary, "conversions", "conversion_id, occurred_at, kind, value") == [
        (f"1234567890123456789.{START}", AT, "purchase", Decimal("14.75")),
        (f"2234567890123456789.{START}", AT, "purchase", Decimal("10.5")),
    ]


def test_a_bounce_is_told_and_a_session_without_a_time_has_none(tmp_path: Path) -> None:
    rows = [
        LINE | {"bounces": "1", "time_on_site": ""},
        LINE | {"visit_id": "1494263980", "visit_start_time": "1494263980", "time_on_site": ""},
    ]
    summary = dumps.landed(tmp_path, {"analytics.csv": dumps.csv_text(rows)})
    assert dumps.table(summary, "visits", "event, engagement_ms") == [
        ("bounce", None),
        ("session_start", None),
    ]


def test_ids_that_a_spreadsheet_cut_never_make_two_people_one(tmp_path: Path) -> None:
    rows = [
        LINE | {"full_visitor_id": "2.82E+18"},
        LINE | {"full_visitor_id": "2.82E+18", "visit_id": "1494000000"},
    ]
    hit = HIT | {"fullVisitorId": "2.81772E+18", "type": "EVENT"}
    summary = dumps.landed(
        tmp_path, {"analytics.csv": dumps.csv_text(rows), "all.csv": dumps.csv_text([hit])}
    )
    visits = set(dumps.table(summary, "visits", "visitor_id, session_id"))
    # The longer cut of the same visitor and visit is the same session.
    assert visits == {
        (f"session 2.82E+18.{START}", f"2.82E+18.{START}"),
        ("session 2.82E+18.1494000000", "2.82E+18.1494000000"),
    }
    cut = "rows whose visitor id was cut to its first digits, each session taken for a visitor"
    assert [cut in (file.notes or "") for file in summary.files] == [True, True]


def test_a_hit_is_an_event_at_its_time_inside_the_session(tmp_path: Path) -> None:
    rows = [
        HIT | {"totalTransactionRevenue": "12190000"},
        HIT | {"totalTransactionRevenue": "12190000", "time": "2500", "type": "EVENT"},
    ]
    summary = dumps.landed(tmp_path, {"all_sessions.csv": dumps.csv_text(rows)})
    columns = "occurred_at, event, page_url, link_id, engagement_ms"
    assert dumps.table(summary, "visits", columns) == [
        (AT, "session_start", None, "Social", 93_000),
        (AT.replace(second=40, microsecond=500_000), "page_view", "/store.html", None, None),
        (AT.replace(second=41, microsecond=500_000), "event", "/store.html", None, None),
    ]
    assert dumps.table(summary, "conversions", "conversion_id, value, currency") == [
        (f"1234567890123456789.{START}", Decimal("12.19"), "USD")
    ]


def test_numbers_beyond_all_money_are_quarantined_and_stop_nothing(tmp_path: Path) -> None:
    rows = [LINE | {"revenue": "9" * 30}, LINE | {"revenue": "1000000"}]
    hits = [HIT, HIT | {"visitId": "9" * 18}]
    summary = dumps.landed(
        tmp_path, {"analytics.csv": dumps.csv_text(rows), "all.csv": dumps.csv_text(hits)}
    )
    assert dumps.table(summary, "conversions", "value") == [(Decimal("1"),)]
    assert set(dumps.table(summary, "quarantine", "path, line")) == {
        ("all.csv", 3),
        ("analytics.csv", 2),
    }


def test_a_refund_of_a_product_is_negative(tmp_path: Path) -> None:
    rows = [HIT | {"productRefundAmount": "5500000"}]
    summary = dumps.landed(tmp_path, {"all_sessions.csv": dumps.csv_text(rows)})
    assert dumps.table(summary, "conversions", "conversion_id, kind, value") == [
        (f"1234567890123456789.{START} refund SKU1", "refund", Decimal("-5.5"))
    ]


def test_a_known_user_is_the_person_of_the_visitor(tmp_path: Path) -> None:
    rows = [LINE | {"user_id": "member-1"}, LINE]
    summary = dumps.landed(tmp_path, {"analytics.csv": dumps.csv_text(rows)})
    assert dumps.table(summary, "identities", "left_id, right_kind, right_id") == [
        ("1234567890123456789", "person", "member-1")
    ]


def test_values_that_cannot_be_read_are_quarantined(tmp_path: Path) -> None:
    rows = [
        LINE,
        LINE | {"revenue": "much"},
        LINE | {"visit_start_time": "noon"},
        LINE | {"time_on_site": "long", "visit_id": "1494263999"},
    ]
    summary = dumps.landed(tmp_path, {"analytics.csv": dumps.csv_text(rows)})
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (3, "the revenue is not a number of millionths"),
        (4, "'occurred_at' is \"noon\", not a time (ISO-8601 or epoch ms)"),
        (5, "'engagement_ms' is \"long\", not a whole number"),
    ]
