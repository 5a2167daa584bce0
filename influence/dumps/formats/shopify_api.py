"""Shopify orders as the API tells them: pages of REST, and the JSONL of GraphQL's bulk export.

Belongs here: orders, each refund with its time, and the visits that bulk exports may tell.
Does not belong here: the CSV file of the admin (`shopify_orders`).

Nuances
- *Ids*: GraphQL writes `gid://shopify/Order/1`, REST and the CSV file `1`; all become `1`.
- *Bulk lines* with `__parentId` are parts of an order (line items) and are tallied.
- *Visitors*: the hash of the e-mail address, else of the telephone number, else the customer, else
  the order itself. Visitor and customer are one person (`identities`).
- *Value* is the total of the order in the shop's currency, refunds not taken off: each is a
  negative conversion with an id of its own. Of REST, its payments that succeeded are summed.
- *No conversion*, but tallied: test orders, and orders that were voided, expired or cancelled
  before anybody paid.
- *Visits*: the first and the last visit of a customer's journey, with their times. REST names a
  landing page without a time: it is tallied.
- Of several discount codes the first is the promo code.
"""

from influence.dumps.formats.pages import container_of
from influence.dumps.formats.web_values import (
    UTM,
    given,
    hashed,
    link_of_query,
    negative,
    told_once,
)
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation
from influence.dumps.values import rows, union

FORMAT = "shopify-api"
VERSION = 1
NAME = "Shopify orders (REST, GraphQL bulk export)"

_GID = "gid://shopify/Order/"
_PAYMENT = "STRUCT(kind VARCHAR, status VARCHAR, amount VARCHAR)"
_REST = {
    **dict.fromkeys(
        (
            "id",
            "email",
            "phone",
            "created_at",
            "cancelled_at",
            "test",
            "financial_status",
            "total_price",
            "currency",
            "landing_site",
        ),
        "VARCHAR",
    ),
    "customer": "STRUCT(id VARCHAR, email VARCHAR, phone VARCHAR)",
    "discount_codes": "STRUCT(code VARCHAR)[]",
    "refunds": f"STRUCT(id VARCHAR, created_at VARCHAR, transactions {_PAYMENT}[])[]",
}
_MONEY = 'STRUCT("shopMoney" STRUCT(amount VARCHAR, "currencyCode" VARCHAR))'
_UTM_FIELDS = ", ".join(f'"{part}" VARCHAR' for part in UTM)
_VISIT = (
    'STRUCT("occurredAt" VARCHAR, "landingPage" VARCHAR, "referrerUrl" VARCHAR, '
    f'"utmParameters" STRUCT({_UTM_FIELDS}))'
)
_BULK = {
    **dict.fromkeys(
        (
            "id",
            "email",
            "phone",
            "createdAt",
            "cancelledAt",
            "test",
            "displayFinancialStatus",
            "currencyCode",
            "discountCode",
            "__parentId",
        ),
        "VARCHAR",
    ),
    "totalPriceSet": _MONEY,
    "customer": "STRUCT(id VARCHAR, email VARCHAR, phone VARCHAR)",
    "discountCodes": "VARCHAR[]",
    "refunds": f'STRUCT(id VARCHAR, "createdAt" VARCHAR, "totalRefundedSet" {_MONEY})[]',
    "customerJourneySummary": f'STRUCT("firstVisit" {_VISIT}, "lastVisit" {_VISIT})',
}


def claims(sample: Sample) -> Translation | None:
    """Orders of REST (alone, in a list, or below `orders`), or lines with ids of GraphQL."""
    if sample.container not in ("ndjson", "document"):
        return None
    if any(str(record.get("id")).startswith(_GID) for record in sample.records):
        return _of_bulk(sample)
    pages = [record["orders"] for record in sample.records if _is_page(record)]
    if not pages and not any(map(_is_order, sample.records)):
        return None
    return _of_rest(container_of(sample, paged=bool(pages)))


def _is_order(record: object) -> bool:
    return isinstance(record, dict) and (
        record.keys() >= {"id", "created_at", "line_items", "total_price", "financial_status"}
    )


def _is_page(record: dict[str, object]) -> bool:
    orders = record.get("orders")
    return isinstance(orders, list) and len(record) == 1 and all(map(_is_order, orders[:1]))


def _number(gid: str) -> str:
    """The number in an id of GraphQL; one of REST is that number."""
    return f"regexp_extract({gid}, '([^/?]*)(\\?.*)?$', 1)"


class _Order:
    """SQL of what is the same of an order, whichever API told it."""

    def __init__(self, status: str, cancelled_at: str, where: str = "true") -> None:
        self.number = _number("r.id")
        customer = _number("r.customer.id")
        self.person = f"'customer ' || {customer}"
        self.visitor = (
            "coalesce("
            + ", ".join(
                (
                    hashed("coalesce(" + f"{given('r.email')}, {given('r.customer.email')})"),
                    hashed("coalesce(" + f"{given('r.phone')}, {given('r.customer.phone')})"),
                    self.person,
                    f"'order ' || {self.number}",
                )
            )
            + ")"
        )
        is_test = "coalesce(lower(r.test) = 'true', false)"
        is_unpaid = (
            f"coalesce(lower({status}) IN ('voided', 'expired') "
            f"OR ({given(cancelled_at)} IS NOT NULL "
            f"AND lower({status}) IN ('pending', 'authorized', 'unpaid')), false)"
        )
        self.is_kept = f"{where} AND NOT {is_test} AND NOT {is_unpaid}"
        self.tallies = {
            "test orders left out": f"r._fault IS NULL AND {where} AND {is_test}",
            "orders that nobody paid left out": (
                f"r._fault IS NULL AND {where} AND NOT {is_test} AND {is_unpaid}"
            ),
        }

    def purchase(self, at: str, value: str, currency: str, code: str) -> str:
        return rows(
            {
                "conversion_id": self.number,
                "visitor_id": self.visitor,
                "occurred_at": at,
                "kind": "'purchase'",
                "value": value,
                "currency": currency,
                "promo_code": code,
            },
            where=self.is_kept,
        )

    def refund(self, at: str, value: str, currency: str) -> str:
        return rows(
            {
                "conversion_id": f"{self.number} || ' refund ' || {_number('r.refund.id')}",
                "visitor_id": self.visitor,
                "occurred_at": at,
                "kind": "'refund'",
                "value": value,
                "currency": currency,
            },
            where=f"{self.is_kept} AND {value} IS NOT NULL",
            source="(SELECT r.*, unnest(r.refunds) AS refund FROM records AS r) AS r",
        )

    def people(self) -> str:
        return told_once(
            {
                "left_kind": "'visitor'",
                "left_id": self.visitor,
                "right_kind": "'person'",
                "right_id": self.person,
                "method": "'customer'",
            },
            where=f"{self.is_kept} AND {self.visitor} <> {self.person}",
        )


def _of_rest(container: str) -> Translation:
    is_order = "(coalesce(r.created_at, r.total_price) IS NOT NULL)"
    order = _Order("r.financial_status", "r.cancelled_at", where=is_order)
    paid_back = (
        "[payment.amount FOR payment IN r.refund.transactions "
        "IF payment.kind = 'refund' AND payment.status = 'success']"
    )
    amounts = f"[TRY_CAST(amount AS DECIMAL(18, 4)) FOR amount IN {paid_back}]"
    # What is no number is let through, to be refused with its reason.
    ill = f"[amount FOR amount IN {paid_back} IF TRY_CAST(amount AS DECIMAL(18, 4)) IS NULL][1]"
    value = f"coalesce({ill}, CAST(-list_sum({amounts}) AS VARCHAR))"
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=container,
        main_stream="conversions",
        structure=_REST,
        candidates={
            "conversions": union(
                order.purchase(
                    "r.created_at", "r.total_price", "r.currency", "r.discount_codes[1].code"
                ),
                order.refund("r.refund.created_at", value, "r.currency"),
            ),
            "identities": order.people(),
        },
        unclaimed=f"r._fault IS NULL AND NOT {is_order}",
        unclaimed_reason="no order: neither created_at nor total_price is given",
        tallies={
            **order.tallies,
            "landing pages without a time left out": f"{given('r.landing_site')} IS NOT NULL",
        },
        unwrap=("orders",) if container != "ndjson" else (),
    )


def _of_bulk(sample: Sample) -> Translation:
    is_order = f"coalesce(starts_with(r.id, '{_GID}'), false)"
    order = _Order('r."displayFinancialStatus"', 'r."cancelledAt"', where=is_order)
    total, back = 'r."totalPriceSet"."shopMoney"', 'r.refund."totalRefundedSet"."shopMoney"'
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=sample.container,
        main_stream="conversions",
        structure=_BULK,
        candidates={
            "conversions": union(
                order.purchase(
                    'r."createdAt"',
                    f"{total}.amount",
                    f'coalesce({total}."currencyCode", r."currencyCode")',
                    'coalesce(r."discountCodes"[1], r."discountCode")',
                ),
                order.refund(
                    'r.refund."createdAt"', negative(f"{back}.amount"), f'{back}."currencyCode"'
                ),
            ),
            "visits": union(*(_visit(order, which) for which in ("firstVisit", "lastVisit"))),
            "identities": order.people(),
        },
        unclaimed='r._fault IS NULL AND r.id IS NULL AND r."__parentId" IS NULL',
        unclaimed_reason="neither an order nor a part of one: no id is given",
        tallies={
            **order.tallies,
            "line items and other parts of orders": f"r._fault IS NULL AND NOT {is_order} "
            'AND coalesce(r.id, r."__parentId") IS NOT NULL',
        },
    )


def _visit(order: _Order, which: str) -> str:
    visit = f'r."customerJourneySummary"."{which}"'
    return rows(
        {
            "visitor_id": order.visitor,
            "occurred_at": f'{visit}."occurredAt"',
            "event": "'page_view'",
            "page_url": f'{visit}."landingPage"',
            "referrer": f'{visit}."referrerUrl"',
            "link_id": link_of_query(f'{visit}."landingPage"'),
            **{f"utm_{part}": f'{visit}."utmParameters"."{part}"' for part in UTM},
        },
        where=f"{order.is_kept} AND {visit} IS NOT NULL",
    )
