"""GA4 events: the nested rows of the BigQuery export, and the flat table of the Fivetran connector.

Belongs here: one event a row, with its session, campaign and purchase.
Does not belong here: rows of items (`ga4_items`), and GA360, which knows sessions (`ga360`).

Nuances
- *Visitors* are `user_pseudo_id` (a browser or an app; dbt-ga4 renames it `client_id`). Where the
  visitor did not consent, it is null: such an event is tallied, but for a purchase, which counts
  by itself as that of the visitor `order <transaction id>`.
- *Sessions*: `ga_session_id` is the second in which a session began, and is one only together
  with its visitor. *Signed-in people*: `user_id` and the visitor are one, from each day's
  first such event on (`identities`).
- *Campaign*: what the event itself was collected with (`collected_traffic_source`), else its own
  parameters; never `traffic_source`, which is how the visitor came the first time ever.
- *Purchases* are the events `purchase` and `in_app_purchase`, in the currency of the event where
  it names one, else in US dollars; `refund` is a negative conversion with an id of its own. Other
  key events are not marked in the export, and stay visits.
- 64-bit numbers and times (microseconds) come as text in JSON, as numbers in Parquet.
- `(not set)`, `(direct)`, `(none)` and the like are no campaign.
"""

from influence.dumps.formats.ga4_exports import STRUCTURE, Event, flat, nested
from influence.dumps.formats.web_values import buyer, known, link_of_query, negative, signed_in
from influence.dumps.sample import Sample, Table
from influence.dumps.translation import Translation
from influence.dumps.values import rows, union

FORMAT = "ga4-events"
VERSION = 2
NAME = "GA4 events (BigQuery export, Fivetran connector)"


def claims(sample: Sample) -> Translation | None:
    """Events with `event_params`, or the connector's columns named after them."""
    # The export leaves out what is empty: an event may have no parameters, or no visitor.
    is_event = sample.has("event_name", "event_timestamp") and (
        sample.has("event_params") or sample.has("user_pseudo_id")
    )
    if is_event and sample.container != "table":
        event = nested(sample)
        return Translation(
            format=FORMAT,
            version=VERSION,
            container=sample.container,
            main_stream="visits",
            structure={} if sample.container == "parquet" else STRUCTURE,
            candidates=_candidates(event),
            unclaimed=f"r._fault IS NULL AND NOT {_is_event(event)}",
            unclaimed_reason="no event: neither event_name nor event_timestamp is given",
            tallies=_tallies(event),
        )
    if sample.has("name", "timestamp", "user_pseudo_id", "param_ga_session_id"):
        table = Table(sample)
        event = flat(sample, table)
        return table.translation(
            FORMAT, VERSION, "visits", _candidates(event), tallies=_tallies(event)
        )
    return None


def _is_event(event: Event) -> str:
    return f"(coalesce({event.name}, {event.told_at}) IS NOT NULL)"


def _candidates(event: Event) -> dict[str, str]:
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
        "identities": signed_in(
            event.visitor,
            event.person,
            event.at,
            where=f"{has_visitor} AND coalesce({event.person}, '') <> ''",
        ),
    }


def _tallies(event: Event) -> dict[str, str]:
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
