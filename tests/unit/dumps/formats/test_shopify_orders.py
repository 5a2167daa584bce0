"""Rows of Shopify's order export become purchases and refunds."""

import hashlib
from decimal import Decimal
from pathlib import Path

from tests.unit.dumps import dumps

ORDER = {
    "Name": "#1001",
    "Email": "Ann@Example.org",
    "Financial Status": "paid",
    "Paid at": "2024-01-15 10:21:34 -0500",
    "Currency": "USD",
    "Subtotal": "40.00",
    "Total": "45.00",
    "Discount Code": "TEA10",
    "Created at": "2024-01-15 10:21:33 -0500",
    "Lineitem quantity": "1",
    "Lineitem name": "Tea",
    "Cancelled at": "",
    "Payment Method": "Shopify Payments",
    "Refunded Amount": "0.00",
    "Id": "5001",
    "Phone": "",
}
ITEM = dict.fromkeys(ORDER, "") | {
    "Name": "#1001",
    "Email": "Ann@Example.org",
    "Created at": "2024-01-15 10:21:33 -0500",
    "Lineitem quantity": "2",
    "Lineitem name": "Jam",
}
ANN = hashlib.sha256(b"ann@example.org").hexdigest()
AT = dumps.at(2024, 1, 15, 15, 21, 33)
COLUMNS = "conversion_id, visitor_id, occurred_at, kind, value, currency, promo_code"


def test_an_order_is_one_purchase_however_many_items_it_has(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"orders_export_1.csv": dumps.csv_text([ORDER, ITEM, ITEM])})
    assert dumps.table(summary, "conversions", COLUMNS) == [
        ("5001", ANN, AT, "purchase", Decimal("45"), "USD", "TEA10")
    ]
    assert summary.files[0].format == "shopify-orders"
    assert summary.files[0].notes == "2 rows of further line items"


def test_what_was_refunded_is_a_negative_conversion(tmp_path: Path) -> None:
    rows = [
        ORDER | {"Financial Status": "partially_refunded", "Refunded Amount": "5.50"},
        ORDER
        | {
            "Id": "5002",
            "Financial Status": "refunded",
            "Refunded Amount": "45.00",
            "Cancelled at": "2024-01-16 09:00:00 -0500",
        },
    ]
    summary = dumps.landed(tmp_path, {"orders.csv": dumps.csv_text(rows)})
    assert dumps.table(summary, "conversions", "conversion_id, occurred_at, kind, value") == [
        ("5001", AT, "purchase", Decimal("45")),
        ("5001 refund", AT, "refund", Decimal("-5.5")),
        ("5002", AT, "purchase", Decimal("45")),
        ("5002 refund", dumps.at(2024, 1, 16, 14), "refund", Decimal("-45")),
    ]


def test_test_orders_and_orders_that_nobody_paid_are_told(tmp_path: Path) -> None:
    rows = [
        ORDER | {"Payment Method": "Bogus Gateway"},
        ORDER | {"Financial Status": "voided"},
        ORDER | {"Financial Status": "pending", "Cancelled at": "2024-01-16 09:00:00 -0500"},
        ORDER | {"Financial Status": "pending"},
    ]
    summary = dumps.landed(tmp_path, {"orders.csv": dumps.csv_text(rows)})
    assert dumps.table(summary, "conversions", "conversion_id, kind") == [("5001", "purchase")]
    assert summary.files[0].notes == (
        "1 orders of the test gateway left out; 2 orders that nobody paid left out"
    )


def test_a_buyer_is_known_by_address_or_number_or_is_the_order(tmp_path: Path) -> None:
    rows = [
        ORDER | {"Email": "", "Phone": "+15550100"},
        ORDER | {"Email": "", "Id": "", "Name": "#7"},
    ]
    summary = dumps.landed(tmp_path, {"orders.csv": dumps.csv_text(rows)})
    by_phone = hashlib.sha256(b"+15550100").hexdigest()
    assert dumps.table(summary, "conversions", "conversion_id, visitor_id") == [
        ("#7", "order #7"),
        ("5001", by_phone),
    ]


def test_bad_amounts_and_times_are_quarantined(tmp_path: Path) -> None:
    rows = [
        ORDER,
        ORDER | {"Total": "forty"},
        ORDER | {"Created at": "Monday"},
        ORDER | {"Refunded Amount": "some", "Id": "5004"},
    ]
    summary = dumps.landed(tmp_path, {"orders.csv": dumps.csv_text(rows)})
    reasons = [(line, why.split(",")[0]) for line, why in _quarantine(summary)]
    assert reasons == [
        (3, "'value' is \"forty\""),
        (4, "'occurred_at' is \"Monday\""),
        (5, "'value' is \"-some\""),
    ]


def _quarantine(summary: dumps.LandingSummary) -> list[tuple[int, str]]:
    return [(line, reason) for line, reason in dumps.table(summary, "quarantine", "line, reason")]
