"""Item rows of GA4 become one conversion a purchase."""

from decimal import Decimal
from pathlib import Path

from tests.unit.dumps import dumps

MICROS = 1_604_190_434_469_608
ITEM = {
    "user_pseudo_id": "2345678.1000000000",
    "item_id": "9180000",
    "item_revenue_in_usd": "20",
    "item_revenue": "20",
    "event_timestamp": str(MICROS),
}


def test_items_of_one_user_at_one_microsecond_are_one_purchase(tmp_path: Path) -> None:
    rows = [
        ITEM,
        ITEM,
        ITEM | {"item_id": "2", "item_revenue_in_usd": "1.25"},
        ITEM | {"event_timestamp": str(MICROS + 1)},
        ITEM | {"user_pseudo_id": "2345678.1"},
    ]
    summary = dumps.landed(tmp_path, {"items.csv": dumps.csv_text(rows)})
    at = dumps.at(2020, 11, 1, 0, 27, 14, 469_608)
    columns = "conversion_id, visitor_id, occurred_at, kind, value, currency"
    assert dumps.table(summary, "conversions", columns) == [
        (f"2345678.1.{MICROS}", "2345678.1", at, "purchase", Decimal("20"), "USD"),
        (
            f"2345678.1000000000.{MICROS}",
            "2345678.1000000000",
            at,
            "purchase",
            Decimal("41.25"),
            "USD",
        ),
        (
            f"2345678.1000000000.{MICROS + 1}",
            "2345678.1000000000",
            at.replace(microsecond=469_609),
            "purchase",
            Decimal("20"),
            "USD",
        ),
    ]
    assert summary.files[0].format == "ga4-items"


def test_rows_without_revenue_are_told_and_bad_revenue_is_quarantined(tmp_path: Path) -> None:
    rows = [
        ITEM,
        ITEM | {"item_id": "(not set)", "item_revenue_in_usd": ""},
        ITEM | {"item_revenue_in_usd": "twenty"},
        ITEM | {"event_timestamp": "yesterday"},
        ITEM | {"item_revenue_in_usd": "1e40"},
    ]
    summary = dumps.landed(tmp_path, {"items.csv": dumps.csv_text(rows)})
    assert dumps.table(summary, "conversions", "value") == [(Decimal("20"),)]
    assert summary.files[0].notes == "1 rows without item revenue left out"
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (4, "the revenue of the item is not a number"),
        (5, "'occurred_at' is \"yesterday\", not a time (ISO-8601 or epoch ms)"),
        (6, "the revenue of the item is not a number"),
    ]


def test_without_dollars_the_currency_is_unknown(tmp_path: Path) -> None:
    row = {name: value for name, value in ITEM.items() if name != "item_revenue_in_usd"}
    summary = dumps.landed(tmp_path, {"items.csv": dumps.csv_text([row])})
    assert dumps.table(summary, "conversions", "value, currency") == [(Decimal("20"), None)]
