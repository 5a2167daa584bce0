"""GA4 events: the nested rows of the BigQuery export, and the flat table of the Fivetran connector.

Belongs here: one event a row, with its session, campaign and purchase.
Does not belong here: rows of items (`ga4_items`), and GA360, which knows sessions (`ga360`).

Nuances
- *Visitors* are `user_pseudo_id` (a browser or an app; dbt-ga4 renames it `client_id`). Where the
  visitor did not consent, it is null: such an event is tallied, but for a purchase, which counts
  by itself as that of the visitor `order <transaction id>`.
- *Sessions*: `ga_session_id` is the second in which a session began, and is one only together
  with its visitor. *Signed-in people*: `user_id` and the visitor are one (`identities`).
- *Campaign*: what the event itself was collected with (`collected_traffic_source`), else its own
  parameters; never `traffic_source`, which is how the visitor came the first time ever.
- *Purchases* are the events `purchase` and `in_app_purchase`, in the currency of the event where
  it names one, else in US dollars; `refund` is a negative conversion with an id of its own. Other
  key events are not marked in the export, and stay visits.
- 64-bit numbers and times (microseconds) come as text in JSON, as numbers in Parquet.
- `(not set)`, `(direct)`, `(none)` and the like are no campaign.
"""

from dataclasses import dataclass

from influence.dumps.connection import sql_name
from influence.dumps.formats.web_values import (
    buyer,
    first_given,
    given,
    known,
    link_of_query,
    negative,
    told_once,
)
from influence.dumps.loaders import loaded
from influence.dumps.sample import Sample, Table
from influence.dumps.translation import Translation
from influence.dumps.values import from_micros, rows, union

FORMAT = "ga4-events"
VERSION = 1
NAME = "GA4 events (BigQuery export, Fivetran connector)"

_VALUE = (
    "STRUCT(string_value VARCHAR, int_value VARCHAR, float_value VARCHAR, double_value VARCHAR)"
)
_ECOMMERCE = ("transaction_id", "purchase_revenue", "purchase_revenue_in_usd", "refund_value")
_MANUAL = ("manual_source", "manual_medium", "manual_campaign_name", "manual_content")
_NESTED = {
    "event_params": f'STRUCT("key" VARCHAR, "value" {_VALUE})[]',
    "ecommerce": "STRUCT("
    + ", ".join(f"{name} VARCHAR" for name in (*_ECOMMERCE, "refund_value_in_usd"))
    + ")",
    "collected_traffic_source": "STRUCT(" + ", ".join(f"{name} VARCHAR" for name in _MANUAL) + ")",
}
_PLAIN = (
    "event_timestamp",
    "event_name",
    "user_pseudo_id",
    "client_id",
    "user_id",
    "event_value_in_usd",
)


@dataclass(frozen=True)
class _Event:
    """SQL of what both exports tell of an event."""

    visitor: str
    session: str
    at: str
    name: str
    page: str
    referrer: str
    campaign: dict[str, str]
    engagement_ms: str
    person: str
    order: str
    currency: str
    revenue: str
    revenue_usd: str
    refund: str
    refund_usd: str
    coupon: str
    # What a loader says of the version of a row, as columns of every candidate.
    version: dict[str, str]


def claims(sample: Sample) -> Translation | None:
    """Events with `event_params`, or the connector's columns named after them."""
    # The export leaves out what is empty: an event may have no parameters, or no visitor.
    is_event = sample.has("event_name", "event_timestamp") and (
        sample.has("event_params") or sample.has("user_pseudo_id")
    )
    if is_event and sample.container != "table":
        event = _nested(sample)
        structure = dict.fromkeys(_PLAIN, "VARCHAR") | _NESTED
        return Translation(
            format=FORMAT,
            version=VERSION,
            container=sample.container,
            main_stream="visits",
            structure={} if sample.container == "parquet" else structure,
            candidates=_candidates(event),
            unclaimed=f"r._fault IS NULL AND NOT {_is_event(event)}",
            unclaimed_reason="no event: neither event_name nor event_timestamp is given",
            tallies=_tallies(event),
        )
    if sample.has("name", "timestamp", "user_pseudo_id", "param_ga_session_id"):
        table = Table(sample)
        event = _flat(sample, table)
        return table.translation(
            FORMAT, VERSION, "visits", _candidates(event), tallies=_tallies(event)
        )
    return None


def _nested(sample: Sample) -> _Event:
    def plain(name: str) -> str:
        there = sample.container != "parquet" or sample.has(name)
        return f"CAST(r.{sql_name(sample.columns.get(name, name))} AS VARCHAR)" if there else "NULL"

    def struct(name: str) -> str:
        if sample.container != "parquet":
            return f"r.{name}"
        there = sample.has(name)
        return (
            f"CAST({f'r.{sql_name(sample.columns[name])}' if there else 'NULL'} AS {_NESTED[name]})"
        )

    params = struct("event_params")
    keys = f"list_transform({params}, pair -> pair.key)"

    def param(name: str) -> str:
        value = f"{params}[list_position({keys}, '{name}')].value"
        kinds = ("string_value", "int_value", "double_value", "float_value")
        return "coalesce(" + ", ".join(f"{value}.{kind}" for kind in kinds) + ")"

    order, collected = struct("ecommerce"), struct("collected_traffic_source")
    visitor = first_given(plain("user_pseudo_id"), plain("client_id"))
    return _Event(
        visitor=visitor,
        session=f"{visitor} || '.' || {given(param('ga_session_id'))}",
        at=from_micros(plain("event_timestamp")),
        name=plain("event_name"),
        page=param("page_location"),
        referrer=param("page_referrer"),
        campaign={
            "utm_source": f"coalesce({collected}.manual_source, {param('source')})",
            "utm_medium": f"coalesce({collected}.manual_medium, {param('medium')})",
            "utm_campaign": f"coalesce({collected}.manual_campaign_name, {param('campaign')})",
            "utm_content": f"coalesce({collected}.manual_content, {param('content')})",
        },
        engagement_ms=param("engagement_time_msec"),
        person=plain("user_id"),
        order=f"coalesce({order}.transaction_id, {param('transaction_id')})",
        currency=param("currency"),
        revenue=f"coalesce({order}.purchase_revenue, {param('value')})",
        revenue_usd=f"coalesce({order}.purchase_revenue_in_usd, {plain('event_value_in_usd')})",
        refund=f"coalesce({order}.refund_value, {param('value')})",
        refund_usd=f"{order}.refund_value_in_usd",
        coupon=param("coupon"),
        version={},
    )


def _flat(sample: Sample, table: Table) -> _Event:
    def get(name: str) -> str:
        return given(table.get(name))

    told = loaded(sample.columns, table.get, sample.container in ("ndjson", "document"))
    return _Event(
        visitor=get("user_pseudo_id"),
        session=f"{get('user_pseudo_id')} || '.' || {get('param_ga_session_id')}",
        at=get("timestamp"),
        name=get("name"),
        page=get("param_page_location"),
        referrer=get("param_page_referrer"),
        campaign={
            "utm_source": _either(table, "collected_traffic_source_manual_source", "param_source"),
            "utm_medium": _either(table, "collected_traffic_source_manual_medium", "param_medium"),
            "utm_campaign": _either(
                table, "collected_traffic_source_manual_campaign_name", "param_campaign"
            ),
            "utm_content": _either(
                table, "collected_traffic_source_manual_content", "param_content"
            ),
        },
        engagement_ms=get("param_engagement_time_msec"),
        person=get("user_id"),
        order=_either(table, "ecommerce_transaction_id", "param_transaction_id"),
        currency=get("param_currency"),
        revenue=_either(table, "ecommerce_purchase_revenue", "param_value"),
        revenue_usd=_either(table, "ecommerce_purchase_revenue_in_usd", "value_in_usd"),
        refund=_either(table, "ecommerce_refund_value", "param_value"),
        refund_usd=get("ecommerce_refund_value_in_usd"),
        coupon=get("param_coupon"),
        version=told.columns() if told else {},
    )


def _either(table: Table, *names: str) -> str:
    return first_given(*(table.get(name) for name in names))


def _is_event(event: _Event) -> str:
    return f"(coalesce({event.name}, {event.at}) IS NOT NULL)"


def _candidates(event: _Event) -> dict[str, str]:
    """The rows of an event, by stream."""
    is_purchase = f"{event.name} IN ('purchase', 'in_app_purchase')"
    is_refund = f"{event.name} = 'refund'"
    has_visitor = f"{event.visitor} IS NOT NULL AND {_is_event(event)}"
    order = known(event.order)
    # A purchase counts once, however often its event was sent; each refund is one of its own.
    customer = buyer(event.visitor, order)
    unnumbered = f"{event.visitor} || '.' || {event.at}"
    return {
        "visits": rows(
            {
                "visitor_id": event.visitor,
                "session_id": event.session,
                "occurred_at": event.at,
                "event": event.name,
                "page_url": event.page,
                "referrer": event.referrer,
                "link_id": link_of_query(event.page),
                **{name: known(value) for name, value in event.campaign.items()},
                "engagement_ms": event.engagement_ms,
                **event.version,
            },
            where=has_visitor,
        ),
        "conversions": union(
            rows(
                {
                    "conversion_id": f"coalesce({order}, {unnumbered})",
                    "visitor_id": customer,
                    "occurred_at": event.at,
                    "kind": "'purchase'",
                    **_money(event.currency, event.revenue, event.revenue_usd),
                    "promo_code": known(event.coupon),
                    **event.version,
                },
                where=f"{is_purchase} AND {customer} IS NOT NULL",
            ),
            rows(
                {
                    "conversion_id": (
                        f"coalesce({order} || ' refund ' || {event.at}, {unnumbered})"
                    ),
                    "visitor_id": customer,
                    "occurred_at": event.at,
                    "kind": "'refund'",
                    **_money(event.currency, negative(event.refund), negative(event.refund_usd)),
                    **event.version,
                },
                where=f"{is_refund} AND {customer} IS NOT NULL",
            ),
        ),
        "identities": told_once(
            {
                "left_kind": "'visitor'",
                "left_id": event.visitor,
                "right_kind": "'person'",
                "right_id": event.person,
                "method": "'user_id'",
            },
            where=f"{has_visitor} AND coalesce({event.person}, '') <> ''",
        ),
    }


def _tallies(event: _Event) -> dict[str, str]:
    """What is told of events that become no visit."""
    return {
        "events of visitors without an id (no consent) left out": (
            f"r._fault IS NULL AND {_is_event(event)} AND {event.visitor} IS NULL"
        ),
    }


def _money(currency: str, local: str, dollars: str) -> dict[str, str]:
    """An amount in the event's own currency where it names one, else in US dollars."""
    is_local = f"{currency} IS NOT NULL AND {local} IS NOT NULL"
    return {
        "value": f"CASE WHEN {is_local} THEN {local} ELSE coalesce({dollars}, {local}) END",
        "currency": (
            f"CASE WHEN {is_local} THEN {currency} WHEN {dollars} IS NOT NULL THEN 'USD' END"
        ),
    }
