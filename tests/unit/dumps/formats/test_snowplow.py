"""Snowplow's events, with or without the names of their columns, become visits and conversions."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from influence.dumps.formats.snowplow_columns import TSV
from tests.unit.dumps import dumps

AT = dumps.at(2022, 10, 25, 7, 52, 51, 165_000)
EVENT = {
    "app_id": "shop",
    "collector_tstamp": "2022-10-25 07:52:51.300",
    "derived_tstamp": "2022-10-25 07:52:51.165000+00:00",
    "event": "page_view",
    "event_name": "page_view",
    "event_id": "103576b2-0000-4000-8000-000000000001",
    "user_id": "",
    "domain_userid": "domain-user",
    "network_userid": "network-user",
    "domain_sessionid": "session-1",
    "page_url": "https://shop.example/tea?link_id=lk-3",
    "page_referrer": "https://x.example/",
    "mkt_source": "x",
    "mkt_medium": "social",
    "mkt_campaign": "(not set)",
    "mkt_content": "",
    "tr_orderid": "",
    "tr_total": "",
    "tr_currency": "",
}
_ECOMMERCE = "com_snowplowanalytics_snowplow_ecommerce"
ORDER = f"contexts_{_ECOMMERCE}_transaction_1_0_0"
REFUND = f"contexts_{_ECOMMERCE}_refund_1_0_0"
ACTION = f"unstruct_event_{_ECOMMERCE}_snowplow_ecommerce_action_1_0_0"
SESSION = "contexts_com_snowplowanalytics_snowplow_client_session_1_0_1"


def _table(*rows: dict[str, str]) -> dict[str, bytes]:
    """A table in which every row has every column of any of them."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {
        "events.csv": dumps.csv_text([{name: row.get(name, "") for name in names} for row in rows])
    }


def _entity(**values: Any) -> str:
    return json.dumps([values])


def test_an_event_is_a_visit_at_its_derived_time(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, _table(EVENT))
    columns = (
        "visitor_id, session_id, occurred_at, event, page_url, referrer, link_id, utm_source, "
        "utm_medium, utm_campaign, utm_content, engagement_ms"
    )
    assert dumps.table(summary, "visits", columns) == [
        (
            "domain-user",
            "session-1",
            AT,
            "page_view",
            "https://shop.example/tea?link_id=lk-3",
            "https://x.example/",
            "lk-3",
            "x",
            "social",
            "(not set)",
            None,
            None,
        )
    ]
    assert summary.files[0].format == "snowplow"


def test_a_page_ping_counts_ten_seconds(tmp_path: Path) -> None:
    ping = EVENT | {"event": "page_ping", "event_name": "page_ping"}
    summary = dumps.landed(tmp_path, _table(EVENT, ping))
    assert dumps.table(summary, "visits", "event, engagement_ms") == [
        ("page_ping", 10_000),
        ("page_view", None),
    ]


def test_an_app_tells_visitor_and_session_in_a_context(tmp_path: Path) -> None:
    app = EVENT | {
        "domain_userid": "",
        "domain_sessionid": "",
        "derived_tstamp": "",
        SESSION: _entity(userId="app-user", sessionId="app-session"),
    }
    server = app | {SESSION: "[]"}
    nobody = server | {"network_userid": ""}
    summary = dumps.landed(tmp_path, _table(app, server, nobody))
    when = AT.replace(microsecond=300_000)
    assert dumps.table(summary, "visits", "visitor_id, session_id, occurred_at") == [
        ("app-user", "app-session", when),
        ("network-user", None, when),
    ]
    assert summary.files[0].notes == "1 events that name no visitor left out"


def test_an_order_is_the_context_of_a_transaction_and_of_nothing_else(tmp_path: Path) -> None:
    order = _entity(transaction_id="T1", revenue="26.5", currency="EUR", discount_code="TEA10")
    own = {"event": "unstruct", "event_name": "snowplow_ecommerce_action", ORDER: order}
    bought = EVENT | own | {ACTION: json.dumps({"type": "transaction"})}
    looked = EVENT | own | {ACTION: json.dumps({"type": "product_view"})}
    summary = dumps.landed(tmp_path, _table(EVENT | {ORDER: "[]"}, bought, looked))
    columns = "conversion_id, visitor_id, occurred_at, kind, value, currency, promo_code"
    assert dumps.table(summary, "conversions", columns) == [
        ("T1", "domain-user", AT, "purchase", Decimal("26.5"), "EUR", "TEA10")
    ]
    assert dumps.table(summary, "visits", "event") == [
        ("page_view",),
        ("product_view",),
        ("transaction",),
    ]
    assert summary.files[0].notes == "1 orders shown by events that are no transaction left out"


def test_an_order_in_columns_has_its_own_id_or_that_of_its_event(tmp_path: Path) -> None:
    rows = [
        EVENT | {"tr_orderid": "O-1", "tr_total": "140.0", "tr_currency": "EUR"},
        EVENT | {"tr_total": "20.42"},
    ]
    summary = dumps.landed(tmp_path, _table(*rows))
    assert dumps.table(summary, "conversions", "conversion_id, value, currency") == [
        (EVENT["event_id"], Decimal("20.42"), None),
        ("O-1", Decimal("140"), "EUR"),
    ]


def test_a_refund_is_negative_and_a_buyer_without_an_id_counts_by_the_order(
    tmp_path: Path,
) -> None:
    nobody = EVENT | {"domain_userid": "", "network_userid": ""}
    rows = [
        EVENT | {REFUND: _entity(transaction_id="T1", refund_amount=6.5, currency="EUR")},
        nobody | {"tr_orderid": "O-2", "tr_total": "3"},
    ]
    summary = dumps.landed(tmp_path, _table(*rows))
    assert dumps.table(summary, "conversions", "conversion_id, visitor_id, kind, value") == [
        ("O-2", "order O-2", "purchase", Decimal("3")),
        (f"T1 refund {EVENT['event_id']}", "domain-user", "refund", Decimal("-6.5")),
    ]


def test_a_known_user_is_the_person_of_the_visitor(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, _table(EVENT | {"user_id": "member-1"}, EVENT))
    assert dumps.table(summary, "identities", "left_kind, left_id, right_kind, right_id") == [
        ("visitor", "domain-user", "person", "member-1")
    ]


def test_a_broken_context_and_a_bad_time_are_quarantined(tmp_path: Path) -> None:
    rows = [
        EVENT | {ORDER: "[]"},
        EVENT | {ORDER: '[{"transaction_id": "T1", "reve'},
        EVENT | {"derived_tstamp": "soon"},
    ]
    summary = dumps.landed(tmp_path, _table(*rows))
    assert dumps.table(summary, "visits", "visitor_id") == [("domain-user",)]
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (3, "a context of the event is not valid JSON"),
        (4, "'occurred_at' is \"soon\", not a time (ISO-8601 or epoch ms)"),
    ]


def _schema(name: str) -> str:
    return f"iglu:com.snowplowanalytics.snowplow{name}/jsonschema/1-0-0"


def _tsv(**values: str) -> str:
    return "\t".join(values.get(name, "") for name in TSV) + "\n"


def test_a_line_of_the_pipeline_is_read_by_the_places_of_its_fields(tmp_path: Path) -> None:
    contexts = {
        "schema": _schema("/contexts"),
        "data": [
            {"schema": _schema("/web_page"), "data": {"id": "w"}},
            {
                "schema": _schema(".ecommerce/transaction"),
                "data": {"transaction_id": "T1", "revenue": 26.5, "currency": "EUR"},
            },
        ],
    }
    action = {
        "schema": _schema(".ecommerce/snowplow_ecommerce_action"),
        "data": {"type": "transaction"},
    }
    own = {"schema": _schema("/unstruct_event"), "data": action}
    told = {name: value for name, value in EVENT.items() if name in TSV}
    bought = told | {
        "event": "unstruct",
        "event_name": "snowplow_ecommerce_action",
        "contexts": json.dumps(contexts),
        "unstruct_event": json.dumps(own),
        "page_title": 'a "quoted" title',
    }
    summary = dumps.landed(tmp_path, {"part-0.tsv": _tsv(**told) + _tsv(**bought)})
    assert dumps.table(summary, "visits", "visitor_id, session_id, occurred_at, event") == [
        ("domain-user", "session-1", AT, "page_view"),
        ("domain-user", "session-1", AT, "transaction"),
    ]
    assert dumps.table(summary, "conversions", "conversion_id, value, currency") == [
        ("T1", Decimal("26.5"), "EUR")
    ]


def test_a_cut_line_of_the_pipeline_is_quarantined(tmp_path: Path) -> None:
    told = {name: value for name, value in EVENT.items() if name in TSV}
    summary = dumps.landed(tmp_path, {"part-0.tsv": _tsv(**told) + "shop\tweb\n" + _tsv(**told)})
    assert dumps.table(summary, "visits", "session_id") == [("session-1",), ("session-1",)]
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (2, "the row has 2 fields, expected 131")
    ]


def test_lines_of_json_with_nested_contexts_are_the_same_events(tmp_path: Path) -> None:
    event = EVENT | {
        ORDER.removesuffix("_0_0"): [{"transaction_id": "T1", "revenue": 26.5, "currency": "EUR"}],
        ACTION.removesuffix("_0_0"): {"type": "transaction"},
    }
    summary = dumps.landed(tmp_path, {"events.ndjson": dumps.ndjson([event])})
    assert dumps.table(summary, "visits", "event, occurred_at") == [("transaction", AT)]
    assert dumps.table(summary, "conversions", "conversion_id, value") == [("T1", Decimal("26.5"))]


def test_a_table_of_contexts_is_told_and_gives_no_rows(tmp_path: Path) -> None:
    rows = [{"root_id": "1", "root_tstamp": "2022-10-25", "type": "transaction", "name": ""}]
    summary = dumps.landed(tmp_path, {"com_snowplow_action_1.csv": dumps.csv_text(rows)})
    assert (summary.files[0].status, summary.files[0].rows_read, summary.files[0].notes) == (
        "landed",
        0,
        "1 rows of a context left out: the events table tells them",
    )
