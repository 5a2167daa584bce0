"""Shopify's orders of the API become purchases, refunds and the visits that are told."""

import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.unit.dumps import dumps

ANN = hashlib.sha256(b"ann@example.org").hexdigest()
AT = dumps.at(2024, 1, 15, 15, 21, 33)
COLUMNS = "conversion_id, visitor_id, occurred_at, kind, value, currency, promo_code"


def _rest(**more: Any) -> dict[str, Any]:
    return {
        "id": 5001,
        "email": "Ann@Example.org",
        "phone": None,
        "created_at": "2024-01-15T10:21:33-05:00",
        "cancelled_at": None,
        "test": False,
        "financial_status": "paid",
        "total_price": "45.00",
        "currency": "USD",
        "customer": {"id": 900, "email": "ann@example.org"},
        "discount_codes": [{"code": "TEA10", "amount": "5.00"}, {"code": "JAM"}],
        "line_items": [{"id": 1, "price": "45.00"}],
        "refunds": [],
        "landing_site": "/?utm_source=x",
        **more,
    }


def _refund(number: int, *payments: tuple[str, str, str]) -> dict[str, Any]:
    told = [{"kind": kind, "status": status, "amount": amount} for kind, status, amount in payments]
    return {"id": number, "created_at": "2024-01-20T00:00:00Z", "transactions": told}


def test_an_order_of_rest_is_a_purchase_of_its_customer(tmp_path: Path) -> None:
    page = json.dumps({"orders": [_rest(), _rest(id=5002, discount_codes=[])]})
    summary = dumps.landed(tmp_path, {"orders.json": page})
    assert dumps.table(summary, "conversions", COLUMNS) == [
        ("5001", ANN, AT, "purchase", Decimal("45"), "USD", "TEA10"),
        ("5002", ANN, AT, "purchase", Decimal("45"), "USD", None),
    ]
    assert dumps.table(summary, "identities", "left_kind, left_id, right_kind, right_id") == [
        ("visitor", ANN, "person", "customer 900")
    ]
    assert summary.files[0].format == "shopify-api"
    assert summary.files[0].notes == "2 landing pages without a time left out"


def test_a_refund_is_what_was_paid_back_at_its_own_time(tmp_path: Path) -> None:
    order = _rest(
        refunds=[
            _refund(71, ("refund", "success", "5.50"), ("refund", "success", "1.00")),
            _refund(72, ("refund", "failure", "9.00")),
            _refund(73),
        ]
    )
    summary = dumps.landed(tmp_path, {"orders.ndjson": dumps.ndjson([order])})
    when = dumps.at(2024, 1, 20)
    assert dumps.table(summary, "conversions", COLUMNS) == [
        ("5001", ANN, AT, "purchase", Decimal("45"), "USD", "TEA10"),
        ("5001 refund 71", ANN, when, "refund", Decimal("-6.5"), "USD", None),
    ]


def test_pages_one_a_line_are_read(tmp_path: Path) -> None:
    pages = [{"orders": [_rest()]}, {"orders": [_rest(id=5002), _rest(id=5003)]}]
    summary = dumps.landed(tmp_path, {"pages.jsonl": dumps.ndjson(pages)})
    assert dumps.table(summary, "conversions", "conversion_id") == [("5001",), ("5002",), ("5003",)]


def test_test_orders_and_orders_that_nobody_paid_are_told(tmp_path: Path) -> None:
    orders = [
        _rest(test=True),
        _rest(financial_status="voided"),
        _rest(financial_status="pending", cancelled_at="2024-01-16T00:00:00Z"),
        _rest(email=None, customer=None, landing_site=None),
    ]
    summary = dumps.landed(tmp_path, {"orders.json": json.dumps({"orders": orders})})
    assert dumps.table(summary, "conversions", "conversion_id, visitor_id") == [
        ("5001", "order 5001")
    ]
    assert summary.files[0].notes == (
        "1 test orders left out; 2 orders that nobody paid left out; "
        "3 landing pages without a time left out"
    )


def test_a_refund_that_is_no_amount_is_quarantined(tmp_path: Path) -> None:
    orders = [_rest(refunds=[_refund(71, ("refund", "success", "some"))]), {"id": 1}]
    summary = dumps.landed(tmp_path, {"orders.ndjson": dumps.ndjson(orders)})
    assert dumps.table(summary, "conversions", "conversion_id") == [("5001",)]
    quarantine = dumps.table(summary, "quarantine", "line, reason")
    assert quarantine[0][0] == 1
    assert "'value' is \"some\"" in quarantine[0][1]
    assert quarantine[1] == (2, "no order: neither created_at nor total_price is given")


def _money(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount, "currencyCode": "EUR"}}


BULK = {
    "id": "gid://shopify/Order/5001",
    "email": "ann@example.org",
    "createdAt": "2024-01-15T15:21:33Z",
    "test": False,
    "displayFinancialStatus": "PAID",
    "totalPriceSet": _money("45.0"),
    "discountCodes": ["TEA10"],
    "customer": {"id": "gid://shopify/Customer/900"},
    "refunds": [
        {
            "id": "gid://shopify/Refund/71",
            "createdAt": "2024-01-20T00:00:00Z",
            "totalRefundedSet": _money("6.5"),
        }
    ],
    "customerJourneySummary": {
        "firstVisit": {
            "occurredAt": "2024-01-10T08:00:00Z",
            "landingPage": "https://shop.example/tea?link_id=lk-1",
            "referrerUrl": "https://x.example/",
            "utmParameters": {"source": "x", "medium": "social"},
        },
        "lastVisit": {"occurredAt": "2024-01-15T15:00:00Z", "landingPage": "https://shop.example/"},
    },
}


def test_a_bulk_export_tells_orders_refunds_and_visits_with_their_times(tmp_path: Path) -> None:
    item = {"id": "gid://shopify/LineItem/1", "__parentId": BULK["id"]}
    test = BULK | {"id": "gid://shopify/Order/5002", "test": True}
    summary = dumps.landed(tmp_path, {"bulk.jsonl": dumps.ndjson([BULK, item, item, test])})
    assert dumps.table(summary, "conversions", COLUMNS) == [
        ("5001", ANN, AT, "purchase", Decimal("45"), "EUR", "TEA10"),
        ("5001 refund 71", ANN, dumps.at(2024, 1, 20), "refund", Decimal("-6.5"), "EUR", None),
    ]
    columns = "visitor_id, session_id, occurred_at, event, page_url, link_id, utm_source"
    assert dumps.table(summary, "visits", columns) == [
        (
            ANN,
            None,
            dumps.at(2024, 1, 10, 8),
            "page_view",
            "https://shop.example/tea?link_id=lk-1",
            "lk-1",
            "x",
        ),
        (ANN, None, dumps.at(2024, 1, 15, 15), "page_view", "https://shop.example/", None, None),
    ]
    assert dumps.table(summary, "identities", "left_id, right_id") == [(ANN, "customer 900")]
    assert summary.files[0].notes == (
        "1 test orders left out; 2 line items and other parts of orders"
    )


def test_an_order_of_both_apis_is_one_conversion(tmp_path: Path) -> None:
    rest = dumps.landed(tmp_path / "rest", {"orders.json": json.dumps({"orders": [_rest()]})})
    bulk = dumps.landed(tmp_path / "bulk", {"bulk.jsonl": dumps.ndjson([BULK | {"refunds": []}])})
    columns = "conversion_id, visitor_id, occurred_at, value"
    assert dumps.table(rest, "conversions", columns) == dumps.table(bulk, "conversions", columns)
