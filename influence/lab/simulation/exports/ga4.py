"""The shop as GA4 exports it to BigQuery: one nested event a line.

Belongs here: the shape of an event of a session, a purchase and a refund.
Does not belong here: links and codes, which are the shop's own (open format).

*Nuances*. A tracked link is named in the address of the page that it led to. A purchase belongs to
the session that its visitor had last. GA4 does not say what topic a purchase is of.
"""

from pathlib import Path

import duckdb

from influence.lab.simulation.exports.translated import write_lines

_NAMES = "CASE event WHEN 'engaged' THEN 'user_engagement' ELSE event END"
_SESSION = "substr(session_id, 2)"
_PARAMETERS = {
    "ga_session_id": ("int_value", "session"),
    "page_location": ("string_value", "page"),
    "page_referrer": ("string_value", "referrer"),
    "engagement_time_msec": ("int_value", "engagement"),
    "currency": ("string_value", "currency"),
    "transaction_id": ("string_value", "transaction"),
    "coupon": ("string_value", "coupon"),
}
_VISITS = f"""
SELECT
    visitor_id AS visitor, occurred_at AS told_at, {_NAMES} AS name, {_SESSION} AS session,
    page_url || CASE WHEN link_id IS NULL THEN '' ELSE '?link_id=' || link_id END AS page,
    referrer, CAST(engagement_ms AS VARCHAR) AS engagement,
    NULL AS currency, NULL AS transaction, NULL AS coupon, NULL AS revenue, NULL AS refund
FROM visits
"""
_ORDERS = """
SELECT
    c.visitor_id, c.occurred_at, c.kind, substr(v.session_id, 2), NULL, NULL, NULL,
    c.currency, c.conversion_id, c.promo_code,
    CASE WHEN c.kind = 'purchase' THEN CAST(c."value" AS DOUBLE) END,
    CASE WHEN c.kind = 'refund' THEN CAST(-c."value" AS DOUBLE) END
FROM conversions AS c
ASOF LEFT JOIN visits AS v ON c.visitor_id = v.visitor_id AND c.occurred_at >= v.occurred_at
"""


def write(con: duckdb.DuckDBPyConnection, out: Path) -> None:
    """Write all events of the translated streams, in the order of time."""
    parameters = ", ".join(
        f"struct_pack(key := '{key}', value := struct_pack({_value(kind, column)}))"
        for key, (kind, column) in _PARAMETERS.items()
    )
    select = f"""
SELECT
    strftime(told_at, '%Y%m%d') AS event_date,
    CAST(epoch_us(told_at) AS VARCHAR) AS event_timestamp,
    name AS event_name,
    visitor AS user_pseudo_id,
    [p FOR p IN [{parameters}]
     IF coalesce(p.value.string_value, p.value.int_value) IS NOT NULL] AS event_params,
    CASE WHEN name IN ('purchase', 'refund') THEN struct_pack(
        transaction_id := transaction, purchase_revenue := revenue, refund_value := refund
    ) END AS ecommerce
FROM ({_VISITS} UNION ALL {_ORDERS})
ORDER BY told_at, visitor, name, transaction
"""
    write_lines(con, select, out / "ga4" / "events.jsonl")


def _value(kind: str, column: str) -> str:
    both = {"string_value": "CAST(NULL AS VARCHAR)", "int_value": "CAST(NULL AS VARCHAR)"}
    return ", ".join(f"{name} := {value}" for name, value in (both | {kind: column}).items())
