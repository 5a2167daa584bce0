"""Shopify's order export: the CSV file of the admin, one row per line item.

Belongs here: orders with their discount code and what was given back.
Does not belong here: orders as the API tells them (`shopify_api`).

Nuances
- *Line items*: the first row of an order tells the order; further rows repeat its name and tell
  one item more, with the order's own columns blank. They are tallied.
- *Visitors*: the export knows no visits. A buyer is the hash of the e-mail address, else of the
  telephone number, and without both (at a till) the order itself.
- *Value* is the total with shipping and taxes. *Refunds* are told as one sum for each order,
  without a time: a negative conversion at the time of cancelling, else at that of the order. The
  API tells each with its time, under other ids: land one of the two.
- *No conversion*, but tallied: orders of the test gateway, and orders that were voided, expired
  or cancelled before anybody paid.
- *Times* carry the offset of the shop. Where visitors landed is not in this export.
"""

from influence.dumps.formats.web_values import first_given, given, hashed, negative
from influence.dumps.sample import Sample, Table
from influence.dumps.translation import Translation
from influence.dumps.values import from_format, rows, union

FORMAT = "shopify-orders"
VERSION = 1
NAME = "Shopify order exports (CSV)"

_TIME = "%Y-%m-%d %H:%M:%S %z"


def claims(sample: Sample) -> Translation | None:
    """The columns of the export that no other table of orders names so."""
    if not sample.has("name", "financial status", "created at", "total", "lineitem name"):
        return None
    table = Table(sample)
    get = table.get
    order = first_given(get("id"), get("name"))
    status = f"lower(trim({get('financial status')}))"
    is_order = (
        f"({given(get('financial status'))} IS NOT NULL OR {given(get('total'))} IS NOT NULL)"
    )
    is_test = f"coalesce(contains(lower({get('payment method')}), 'bogus'), false)"
    was_cancelled = f"{given(get('cancelled at'))} IS NOT NULL"
    is_unpaid = (
        f"coalesce({status} IN ('voided', 'expired') "
        f"OR ({was_cancelled} AND {status} IN ('pending', 'authorized', 'unpaid')), false)"
    )
    is_kept = f"{is_order} AND NOT {is_test} AND NOT {is_unpaid}"
    refunded = given(get("refunded amount"))
    told = {
        "visitor_id": f"coalesce({hashed(given(get('email')))}, {hashed(given(get('phone')))}, "
        f"'order ' || {order})",
        "currency": get("currency"),
    }
    cancelled_at = from_format(given(get("cancelled at")), _TIME)
    placed_at = from_format(get("created at"), _TIME)
    return table.translation(
        FORMAT,
        VERSION,
        "conversions",
        {
            "conversions": union(
                rows(
                    {
                        "conversion_id": order,
                        "occurred_at": placed_at,
                        "kind": "'purchase'",
                        "value": get("total"),
                        "promo_code": get("discount code"),
                        **told,
                    },
                    where=is_kept,
                ),
                rows(
                    {
                        "conversion_id": f"{order} || ' refund'",
                        "occurred_at": f"coalesce({cancelled_at}, {placed_at})",
                        "kind": "'refund'",
                        "value": negative(refunded),
                        **told,
                    },
                    # What is no number is let through, to be refused with its reason.
                    where=f"{is_kept} AND coalesce(TRY_CAST({refunded} AS DOUBLE) <> 0, "
                    f"{refunded} IS NOT NULL)",
                ),
            )
        },
        tallies={
            "rows of further line items": f"r._fault IS NULL AND NOT {is_order}",
            "orders of the test gateway left out": f"r._fault IS NULL AND {is_order} AND {is_test}",
            "orders that nobody paid left out": (
                f"r._fault IS NULL AND {is_order} AND NOT {is_test} AND {is_unpaid}"
            ),
        },
        in_one_step=True,
    )
