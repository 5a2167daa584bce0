"""GA4 events, nested and flat, become visits, conversions and identities."""

import io
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.unit.dumps import dumps

MICROS = 1_704_110_400_123_456
AT = dumps.at(2024, 1, 1, 12, 0, 0, 123_456)
VISITOR = "1234567.0123456789"
_KINDS = ("string_value", "int_value", "float_value", "double_value")


def _param(key: str, value: Any) -> dict[str, Any]:
    kind = "int_value" if isinstance(value, int) else "string_value"
    kind = "double_value" if isinstance(value, float) else kind
    told = str(value) if kind == "int_value" else value
    return {"key": key, "value": dict.fromkeys(_KINDS) | {kind: told}}


def _event(name: str = "page_view", at: int = MICROS, **more: Any) -> dict[str, Any]:
    params = {
        "ga_session_id": 1704110300,
        "page_location": "https://shop.example/tea?link_id=lk-1&utm_source=ignored",
        "page_referrer": "https://x.example/",
    }
    params |= more.pop("params", {})
    return {
        "event_date": "20240101",
        "event_timestamp": str(at),
        "event_name": name,
        "event_params": [_param(key, value) for key, value in params.items()],
        "user_pseudo_id": VISITOR,
        "user_id": None,
        "traffic_source": {"source": "first ever", "medium": "organic", "name": "(direct)"},
        **more,
    }


def test_an_event_is_a_visit_of_its_visitor_in_the_session_of_both(tmp_path: Path) -> None:
    event = _event(params={"engagement_time_msec": 1500, "source": "news", "medium": "(none)"})
    summary = dumps.landed(tmp_path, {"events.json": dumps.ndjson([event])})
    columns = (
        "visitor_id, session_id, occurred_at, event, page_url, referrer, link_id, utm_source, "
        "utm_medium, engagement_ms"
    )
    assert dumps.table(summary, "visits", columns) == [
        (
            VISITOR,
            f"{VISITOR}.1704110300",
            AT,
            "page_view",
            "https://shop.example/tea?link_id=lk-1&utm_source=ignored",
            "https://x.example/",
            "lk-1",
            "news",
            None,
            1500,
        )
    ]
    assert summary.files[0].format == "ga4-events"


def test_the_campaign_that_was_collected_stands_before_the_parameters(tmp_path: Path) -> None:
    collected = {"manual_source": "x", "manual_campaign_name": "tea", "manual_content": "(not set)"}
    event = _event(collected_traffic_source=collected, params={"source": "y", "medium": "social"})
    summary = dumps.landed(tmp_path, {"events.json": dumps.ndjson([event])})
    columns = "utm_source, utm_medium, utm_campaign, utm_content"
    assert dumps.table(summary, "visits", columns) == [("x", "social", "tea", None)]


def test_an_event_without_a_session_keeps_its_visit(tmp_path: Path) -> None:
    event = _event() | {"event_params": []}
    summary = dumps.landed(tmp_path, {"events.json": dumps.ndjson([event])})
    columns = "visitor_id, session_id, page_url"
    assert dumps.table(summary, "visits", columns) == [(VISITOR, None, None)]


def test_a_purchase_is_told_in_its_own_currency_else_in_dollars(tmp_path: Path) -> None:
    order = {"transaction_id": "T-1", "purchase_revenue": 20.5, "purchase_revenue_in_usd": 22.0}
    events = [
        _event("purchase", ecommerce=order, params={"currency": "EUR", "coupon": "TEA10"}),
        _event("purchase", ecommerce=order | {"transaction_id": "T-2"}),
        _event("purchase", at=MICROS + 1, params={"value": 7.25, "currency": "GBP"}),
        _event("in_app_purchase", at=MICROS + 2, event_value_in_usd=3.0),
    ]
    summary = dumps.landed(tmp_path, {"events.json": dumps.ndjson(events)})
    columns = "conversion_id, visitor_id, kind, value, currency, promo_code"
    assert dumps.table(summary, "conversions", columns) == [
        (
            f"{VISITOR}.2024-01-01 12:00:00.123457",
            VISITOR,
            "purchase",
            Decimal("7.25"),
            "GBP",
            None,
        ),
        (f"{VISITOR}.2024-01-01 12:00:00.123458", VISITOR, "purchase", Decimal("3"), "USD", None),
        ("T-1", VISITOR, "purchase", Decimal("20.5"), "EUR", "TEA10"),
        ("T-2", VISITOR, "purchase", Decimal("22"), "USD", None),
    ]
    assert len(dumps.table(summary, "visits")) == 4


def test_a_refund_is_a_negative_conversion_with_an_id_of_its_own(tmp_path: Path) -> None:
    order = {"transaction_id": "T-1", "refund_value": 5.5, "refund_value_in_usd": 6.0}
    events = [
        _event("refund", ecommerce=order, params={"currency": "EUR"}),
        _event("refund", at=MICROS + 1, ecommerce={"transaction_id": "T-1"}),
    ]
    summary = dumps.landed(tmp_path, {"events.json": dumps.ndjson(events)})
    assert dumps.table(summary, "conversions", "conversion_id, kind, value, currency") == [
        ("T-1 refund 2024-01-01 12:00:00.123456", "refund", Decimal("-5.5"), "EUR"),
        ("T-1 refund 2024-01-01 12:00:00.123457", "refund", None, None),
    ]


def test_a_visitor_who_signed_in_is_that_person_once(tmp_path: Path) -> None:
    events = [_event(user_id="member-1"), _event(at=MICROS + 1, user_id="member-1"), _event()]
    summary = dumps.landed(tmp_path, {"events.json": dumps.ndjson(events)})
    assert dumps.table(summary, "identities", "left_kind, left_id, right_kind, right_id") == [
        ("visitor", VISITOR, "person", "member-1")
    ]


def test_who_signs_in_on_a_device_is_told_once_a_day_each_with_the_first_time(
    tmp_path: Path,
) -> None:
    """Member-1 on the 1st, then member-2, and member-1 again on the 2nd."""
    day = 24 * 60 * 60 * 1_000_000
    events = [
        _event(at=MICROS + after, user_id=f"member-{member}")
        for after, member in ((5, 1), (0, 1), (9, 2), (day, 1))
    ]
    summary = dumps.landed(tmp_path, {"events.json": dumps.ndjson(events)})
    assert sorted(dumps.table(summary, "identities", "right_id, observed_at")) == [
        ("member-1", AT),
        ("member-1", AT + timedelta(days=1)),
        ("member-2", AT + timedelta(microseconds=9)),
    ]


def test_without_consent_only_a_purchase_counts_and_the_rest_is_told(tmp_path: Path) -> None:
    order = {"transaction_id": "T-9", "purchase_revenue_in_usd": 8.0}
    nobody = {"user_pseudo_id": None}
    events = [_event() | nobody, _event("purchase", ecommerce=order) | nobody]
    summary = dumps.landed(tmp_path, {"events.json": dumps.ndjson(events)})
    assert dumps.table(summary, "visits") == []
    assert dumps.table(summary, "conversions", "conversion_id, visitor_id, value") == [
        ("T-9", "order T-9", Decimal("8"))
    ]
    assert summary.files[0].notes == "2 events of visitors without an id (no consent) left out"


def test_bad_events_are_quarantined_with_their_place(tmp_path: Path) -> None:
    events = [_event(), _event() | {"event_timestamp": "20240101"}, {"event_params": []}]
    summary = dumps.landed(tmp_path, {"events.json": dumps.ndjson(events)})
    assert dumps.table(summary, "visits", "visitor_id") == [(VISITOR,)]
    quarantine = dumps.table(summary, "quarantine", "line, stream, reason")
    assert [(line, stream) for line, stream, _ in quarantine] == [(2, "visits"), (3, "visits")]
    assert "'occurred_at' is \"20240101\"" in quarantine[0][2]
    assert quarantine[1][2] == "no event: neither event_name nor event_timestamp is given"


def test_a_list_of_events_in_one_document_is_read(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"events.json": json.dumps([_event()], indent=1)})
    assert dumps.table(summary, "visits", "visitor_id, occurred_at") == [(VISITOR, AT)]


_VALUE = pa.struct(
    [("string_value", pa.string()), ("int_value", pa.int64()), ("double_value", pa.float64())]
)
_PARAM = pa.struct([("key", pa.string()), ("value", _VALUE)])
_ORDER = pa.struct([("transaction_id", pa.string()), ("purchase_revenue", pa.float64())])
_SCHEMA = {
    "event_timestamp": pa.int64(),
    "event_name": pa.string(),
    "event_params": pa.list_(_PARAM),
    "user_pseudo_id": pa.string(),
    "user_id": pa.string(),
    "ecommerce": _ORDER,
}
EVENTS = [
    _event("purchase", ecommerce={"transaction_id": "T-1", "purchase_revenue": 20.5}),
    _event("scroll", at=MICROS + 1, user_id="member-1"),
]


def _as_stored(event: dict[str, Any]) -> dict[str, Any]:
    """An event with numbers where the JSON of the export has texts."""
    params = json.loads(json.dumps(event["event_params"]))
    for param in params:
        number = param["value"]["int_value"]
        param["value"]["int_value"] = int(number) if number else None
    return event | {"event_timestamp": int(event["event_timestamp"]), "event_params": params}


def _parquet(rows: list[dict[str, Any]], **types: pa.DataType) -> bytes:
    out = io.BytesIO()
    schema = pa.schema(list((_SCHEMA | types).items()))
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), out)
    return out.getvalue()


def _rows(tmp_path: Path, name: str, content: bytes) -> list[list[tuple[Any, ...]]]:
    summary = dumps.landed(tmp_path, {name: content})
    asked = {
        "visits": "visitor_id, session_id, occurred_at, event, page_url, link_id",
        "conversions": "conversion_id, visitor_id, occurred_at, value, currency",
        "identities": "left_id, right_id",
    }
    return [dumps.table(summary, stream, columns) for stream, columns in asked.items()]


def test_parquet_of_the_export_gives_the_rows_of_its_json(tmp_path: Path) -> None:
    lines = _rows(tmp_path / "json", "events.json", dumps.ndjson(EVENTS))
    assert [len(rows) for rows in lines] == [2, 1, 1]
    stored = [_as_stored(event) for event in EVENTS]
    assert _rows(tmp_path / "new", "events.parquet", _parquet(stored)) == lines
    older = pa.struct([("list", pa.list_(pa.struct([("element", _PARAM)])))])
    wrapped = [
        event | {"event_params": {"list": [{"element": param} for param in event["event_params"]]}}
        for event in stored
    ]
    content = _parquet(wrapped, event_params=older)
    assert _rows(tmp_path / "old", "events.parquet", content) == lines


def test_parquet_of_another_shape_is_refused_whole_with_what_was_expected(tmp_path: Path) -> None:
    stored = [_as_stored(event) | {"event_params": "[]"} for event in EVENTS]
    content = _parquet(stored, event_params=pa.string())
    summary = dumps.landed(tmp_path, {"events.parquet": content})
    assert summary.files[0].status == "quarantined"
    assert summary.files[0].reason == (
        "column 'event_params' is of type string, expected the nested type of the GA4 export; "
        "export the table itself as Parquet or JSON"
    )


CONNECTOR = {
    "_fivetran_id": "1",
    "_fivetran_synced": "2024-09-11 00:00:00",
    "timestamp": "2024-09-10 12:35:00",
    "name": "page_view",
    "user_pseudo_id": "p-1",
    "user_id": "",
    "param_ga_session_id": "s-1",
    "param_page_location": "https://shop.example/",
    "param_source": "",
    "param_medium": "email",
    "param_campaign": "tea",
    "collected_traffic_source_manual_medium": "",
    "param_engagement_time_msec": "300",
    "ecommerce_transaction_id": "",
    "ecommerce_purchase_revenue_in_usd": "0",
    "ecommerce_refund_value_in_usd": "0",
}


def test_rows_of_the_connector_are_the_same_events(tmp_path: Path) -> None:
    purchase = CONNECTOR | {
        "name": "purchase",
        "ecommerce_transaction_id": "T-1",
        "ecommerce_purchase_revenue_in_usd": "29.99",
        "user_id": "member-1",
    }
    summary = dumps.landed(tmp_path, {"events.csv": dumps.csv_text([CONNECTOR, purchase])})
    columns = "session_id, occurred_at, event, utm_source, utm_medium, engagement_ms, _version_at"
    when, synced = dumps.at(2024, 9, 10, 12, 35), dumps.at(2024, 9, 11)
    assert dumps.table(summary, "visits", columns) == [
        ("p-1.s-1", when, "page_view", None, "email", 300, synced),
        ("p-1.s-1", when, "purchase", None, "email", 300, synced),
    ]
    assert dumps.table(summary, "conversions", "conversion_id, value, currency") == [
        ("T-1", Decimal("29.99"), "USD")
    ]
    assert dumps.table(summary, "identities", "left_id, right_id") == [("p-1", "member-1")]


def test_empty_cells_of_the_connector_are_null_beside_a_bad_row_too(tmp_path: Path) -> None:
    rows = [CONNECTOR, CONNECTOR | {"timestamp": "soon"}, CONNECTOR | {"user_pseudo_id": ""}]
    summary = dumps.landed(tmp_path, {"events.csv": dumps.csv_text(rows)})
    columns = "visitor_id, utm_source, utm_medium"
    assert dumps.table(summary, "visits", columns) == [("p-1", None, "email")]
    assert dumps.table(summary, "identities") == []
    assert summary.files[0].notes == "1 events of visitors without an id (no consent) left out"
