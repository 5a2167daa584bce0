"""GA4 purchases flattened to one row per item, as SQL over the BigQuery export writes them.

Belongs here: item rows of purchases with user, time and item revenue.
Does not belong here: the events themselves (`ga4_events`).

Nuances
- *A purchase* is the items of one `user_pseudo_id` at one `event_timestamp` (microseconds); its
  value is the sum of their revenue, in US dollars where the rows tell it, else in the unnamed
  currency of the property. Two equal rows are two items: GA4 does not number them.
- The rows name neither the event nor the session, so nothing becomes a visit.
- `(not set)` items have no revenue: the event names no item, and is no purchase. They are tallied.
- `user_pseudo_id` looks like a decimal number and is a text: `1.10` is not `1.1`.
"""

from influence.dumps.sample import Sample, Table
from influence.dumps.translation import Translation
from influence.dumps.values import from_micros

FORMAT = "ga4-items"
VERSION = 1
NAME = "GA4 item rows"

# The money of the contract.
_EXACT = "DECIMAL(18, 4)"


def claims(sample: Sample) -> Translation | None:
    """Rows with the user, the time in microseconds and the revenue of an item."""
    if not sample.has("user_pseudo_id", "event_timestamp", "item_id"):
        return None
    if not (sample.has("item_revenue_in_usd") or sample.has("item_revenue")):
        return None
    table = Table(sample)
    in_dollars = table.has("item_revenue_in_usd")
    revenue = table["item_revenue_in_usd" if in_dollars else "item_revenue"]
    currency = "'USD'" if in_dollars else "NULL"
    user, at = table["user_pseudo_id"], table["event_timestamp"]
    is_item = f"coalesce({revenue}, '') <> ''"
    amount = f"TRY_CAST({revenue} AS {_EXACT})"
    return table.translation(
        FORMAT,
        VERSION,
        "conversions",
        {
            "conversions": (
                f"SELECT {user} || '.' || {at} AS conversion_id, {user} AS visitor_id, "
                f"{from_micros(at)} AS occurred_at, 'purchase' AS kind, "
                f'CAST(sum({amount}) AS VARCHAR) AS "value", {currency} AS currency, '
                "min(r._line) AS _line, min(r._byte_offset) AS _byte_offset, "
                "arg_min(r._raw, r._line) AS _raw FROM records AS r "
                f"WHERE r._fault IS NULL AND {amount} IS NOT NULL GROUP BY ALL"
            )
        },
        unclaimed=f"r._fault IS NULL AND {is_item} AND {amount} IS NULL",
        unclaimed_reason="the revenue of the item is not a number",
        tallies={
            "rows without item revenue left out": f"r._fault IS NULL AND NOT {is_item}",
        },
        in_one_step=True,
    )
