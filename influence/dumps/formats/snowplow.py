"""Snowplow's enriched events: the atomic events table, and the TSV files of its pipeline.

Belongs here: events of the web and of apps, with orders in their columns or in their contexts.
Does not belong here: the tables that Snowplow's dbt packages make of events (`model_results`).

Nuances
- *Visitors* are `domain_userid` (a cookie of the site), for apps the user of the client session,
  else `network_userid` or `user_id`; sessions likewise. Events that name none are tallied.
- *Time* is `derived_tstamp`, which corrects the device's clock, else the collector's.
- *Event* is the kind of an e-commerce action (`product_view`), else the event's name. A *page ping*
  says that the visitor was active; how long a ping covers is a setting of the tracker that events
  do not carry. Each counts ten seconds, as in the tracker's documentation and Snowplow's models.
- *Orders* stand in `tr_*` columns, or in the context of a `transaction` action. Other events may
  show the context too and are no orders. A refund shows its own context.
- *utm* values are `mkt_*`, as the address of the page named them.
- *Context tables* (`com_..._1`, one row a context) name an event but not its visitor. The events
  table carries the same contexts, so their rows are tallied, not read.
- Events are delivered at least once: repeats have equal times and are dropped by staging.
"""

from dataclasses import replace
from typing import Any

from influence.dumps.connection import sql_name, sql_text
from influence.dumps.formats import snowplow_columns
from influence.dumps.formats.web_values import (
    UTM,
    buyer,
    first_given,
    given,
    link_of_query,
    negative,
    signed_in,
)
from influence.dumps.sample import Sample, Table
from influence.dumps.store import NO_STREAM
from influence.dumps.translation import Translation
from influence.dumps.values import rows, union

FORMAT = "snowplow"
VERSION = 2
NAME = "Snowplow events (atomic table, enriched TSV)"
PING_MS = 10_000

_ECOMMERCE = "com_snowplowanalytics_snowplow_ecommerce"
# Where a warehouse's table keeps a context or an event of one's own: the column, less the version.
_STEMS = {
    "_order": f"contexts_{_ECOMMERCE}_transaction_1",
    "_refund": f"contexts_{_ECOMMERCE}_refund_1",
    "_session": "contexts_com_snowplowanalytics_snowplow_client_session_1",
    "_action": f"unstruct_event_{_ECOMMERCE}_snowplow_ecommerce_action_1",
}
# By what schema the same is told in the one JSON column of a TSV file.
_SCHEMAS = {
    "_order": ("contexts", "com.snowplowanalytics.snowplow.ecommerce/transaction/"),
    "_refund": ("contexts", "com.snowplowanalytics.snowplow.ecommerce/refund/"),
    "_session": ("contexts", "com.snowplowanalytics.snowplow/client_session/"),
    "_action": (
        "unstruct_event",
        "com.snowplowanalytics.snowplow.ecommerce/snowplow_ecommerce_action/",
    ),
}
_KINDS = ("page_view", "page_ping", "struct", "unstruct", "transaction", "transaction_item", "ue")


class _Contexts:
    """What an event carries beside its columns, as one JSON object for each kind of context."""

    def __init__(self) -> None:
        self.objects: dict[str, str] = {}
        self._shown: dict[str, list[str]] = {}

    def add(self, mark: str, item: str, is_shown: str) -> None:
        """The object that `item` finds where `is_shown`; the first of several columns counts."""
        found = f"CASE WHEN {is_shown} THEN {item} END"
        before = self.objects.get(mark)
        self.objects[mark] = f"coalesce({before}, {found})" if before else found
        self._shown.setdefault(mark, []).append(is_shown)

    def has(self, mark: str) -> bool:
        """Whether the events can carry such a context."""
        return mark in self.objects

    def marks(self) -> dict[str, str]:
        """The columns that hold the objects, null where there is none."""
        return {mark: self.objects.get(mark, "CAST(NULL AS JSON)") for mark in _STEMS}

    def is_broken(self) -> str:
        """Whether a context is shown but cannot be read."""
        broken = [
            f"(r.{mark} IS NULL AND ({' OR '.join(shown)}))" for mark, shown in self._shown.items()
        ]
        return f"coalesce({' OR '.join(broken)}, false)" if broken else "false"


def claims(sample: Sample) -> Translation | None:
    """Events by the names of their columns, or by their places in a line of TSV."""
    if sample.has("root_id", "root_tstamp"):
        told = {"rows of a context left out: the events table tells them": "r._fault IS NULL"}
        return Table(sample).translation(FORMAT, VERSION, NO_STREAM, {}, tallies=told)
    if sample.has("event_id", "collector_tstamp", "domain_userid"):
        table = Table(sample)
        return _translation(table, _of_columns(sample, table))
    cells = sample.header
    if len(cells) != len(snowplow_columns.TSV) or cells[5] not in _KINDS:
        return None
    places = {name: f"c{at}" for at, name in enumerate(snowplow_columns.TSV)}
    table = Table(replace(sample, columns=places))
    return _translation(table, _of_json(table), has_header=False, quote="")


def _of_columns(sample: Sample, table: Table) -> _Contexts:
    found = _Contexts()
    for mark, stem in _STEMS.items():
        for column in sorted(name for name in sample.columns if name.startswith(stem)):
            text = _json_text(sample, table, column)
            # A list with one object as a rule, an event of one's own without the list.
            first = f"CASE WHEN {text} LIKE '[%' THEN '$[0]' ELSE '$' END"
            found.add(
                mark, f"TRY(json_extract({text}, {first}))", f"contains(left({text}, 3), '{{')"
            )
    return found


def _json_text(sample: Sample, table: Table, column: str) -> str:
    if sample.container != "parquet":
        return table[column]
    value = f"r.{sql_name(sample.columns[column])}"
    # A nested value has to be written as JSON; a text that is JSON already would be quoted by that.
    return (
        f"CASE WHEN typeof({value}) = 'VARCHAR' THEN CAST({value} AS VARCHAR) "
        f"ELSE CAST(to_json({value}) AS VARCHAR) END"
    )


def _of_json(table: Table) -> _Contexts:
    found = _Contexts()
    for mark, (column, schema) in _SCHEMAS.items():
        text, sign = table[column], sql_text(f"iglu:{schema}")
        item = f"TRY(json_extract({text}, '$.data.data'))"
        if column == "contexts":
            shape = sql_text('{"data": [{"schema": "VARCHAR", "data": "JSON"}]}')
            contexts = f"TRY(from_json({text}, {shape})).data"
            item = f"[item FOR item IN {contexts} IF starts_with(item.schema, {sign})][1].data"
        found.add(mark, item, f"contains({text}, {sign})")
    return found


def _part(mark: str, *names: str) -> str:
    """The first value of these names in the object of a mark, as text."""
    values = [f"json_extract_string(r.{mark}, '$.{name}')" for name in names]
    return f"coalesce({', '.join(values)})" if len(values) > 1 else values[0]


def _translation(table: Table, contexts: _Contexts, **layout: Any) -> Translation:
    get = table.get
    visitor = first_given(
        get("domain_userid"),
        _part("_session", "userId", "user_id"),
        get("network_userid"),
        get("user_id"),
    )
    at = first_given(get("derived_tstamp"), get("collector_tstamp"))
    name = first_given(get("event_name"), get("event"))
    kind, total = _part("_action", "type"), given(get("tr_total"))
    is_whole = f"NOT {contexts.is_broken()}"
    is_order = "r._order IS NOT NULL"
    if contexts.has("_action"):
        is_order = f"r._order IS NOT NULL AND coalesce({kind} = 'transaction', false)"
    session = first_given(get("domain_sessionid"), _part("_session", "sessionId", "session_id"))
    visits = {
        "visitor_id": visitor,
        "session_id": session,
        "occurred_at": at,
        "event": f"coalesce({kind}, {name})",
        "page_url": get("page_url"),
        "referrer": get("page_referrer"),
        "link_id": link_of_query(get("page_url")),
        **{f"utm_{part}": get(f"mkt_{part}") for part in UTM},
        "engagement_ms": f"CASE WHEN {name} = 'page_ping' THEN '{PING_MS}' END",
    }

    def conversion(
        number: str, kind: str, value: str, currency: str, promo: str, where: str
    ) -> str:
        told = {
            "conversion_id": number,
            "visitor_id": buyer(visitor, number),
            "occurred_at": at,
            "kind": f"'{kind}'",
            "value": value,
            "currency": currency,
            "promo_code": promo,
        }
        return rows(told, where=f"{where} AND {is_whole}")

    return table.translation(
        FORMAT,
        VERSION,
        "visits",
        {
            "visits": rows(visits, where=f"{visitor} IS NOT NULL AND {is_whole}"),
            "conversions": union(
                conversion(
                    _part("_order", "transaction_id"),
                    "purchase",
                    _part("_order", "revenue"),
                    _part("_order", "currency"),
                    _part("_order", "discount_code"),
                    where=is_order,
                ),
                conversion(
                    first_given(get("tr_orderid"), get("event_id")),
                    "purchase",
                    total,
                    get("tr_currency"),
                    "NULL",
                    where=f"{total} IS NOT NULL",
                ),
                conversion(
                    f"{_part('_refund', 'transaction_id')} || ' refund ' || {get('event_id')}",
                    "refund",
                    negative(_part("_refund", "refund_amount")),
                    _part("_refund", "currency"),
                    "NULL",
                    where="r._refund IS NOT NULL",
                ),
            ),
            "identities": signed_in(
                visitor,
                get("user_id"),
                at,
                where=f"{visitor} <> {given(get('user_id'))}",
            ),
        },
        marks=contexts.marks(),
        unclaimed=f"r._fault IS NULL AND {contexts.is_broken()}",
        unclaimed_reason="a context of the event is not valid JSON",
        tallies={
            "events that name no visitor left out": f"r._fault IS NULL AND {visitor} IS NULL",
            "orders shown by events that are no transaction left out": (
                f"r._fault IS NULL AND r._order IS NOT NULL AND NOT ({is_order})"
            ),
        },
        **layout,
    )
