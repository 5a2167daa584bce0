"""What the two exports of GA4 tell of an event: SQL of the same things in either.

Belongs here: where the BigQuery export and the Fivetran connector keep each value.
Does not belong here: what becomes of an event (`ga4_events`).
"""

from dataclasses import dataclass

import pyarrow as pa

from influence.dumps.connection import sql_name
from influence.dumps.formats.web_values import first_given, given
from influence.dumps.loaders import loaded
from influence.dumps.sample import Sample, Table
from influence.dumps.values import from_micros
from influence.errors import DumpSchemaError

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
# Of the nested export in JSON; the types of Parquet are those that it has.
STRUCTURE = dict.fromkeys(_PLAIN, "VARCHAR") | _NESTED


@dataclass(frozen=True)
class Event:
    """SQL of what both exports tell of an event."""

    visitor: str
    session: str
    # The time as it is told, and as the contract reads it.
    told_at: str
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


def nested(sample: Sample) -> Event:
    """Events of the BigQuery export, in JSON or in Parquet."""
    is_json = sample.container != "parquet"

    def plain(name: str) -> str:
        if is_json:
            return f"r.{name}"
        there = sample.has(name)
        return f"CAST(r.{sql_name(sample.columns[name])} AS VARCHAR)" if there else "NULL"

    def struct(name: str) -> str:
        return f"r.{name}" if is_json else _of_parquet(sample, name)

    params = struct("event_params")
    keys = f"[pair.key FOR pair IN {params}]"

    def param(name: str) -> str:
        value = f"{params}[list_position({keys}, '{name}')].value"
        kinds = ("string_value", "int_value", "double_value", "float_value")
        return "coalesce(" + ", ".join(f"{value}.{kind}" for kind in kinds) + ")"

    order, collected = struct("ecommerce"), struct("collected_traffic_source")
    visitor = first_given(plain("user_pseudo_id"), plain("client_id"))
    return Event(
        visitor=visitor,
        session=f"{visitor} || '.' || {given(param('ga_session_id'))}",
        told_at=plain("event_timestamp"),
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


def _of_parquet(sample: Sample, name: str) -> str:
    """SQL of a nested column as the JSON of the export has it.

    Raises DumpSchemaError where the column is of another shape, as nothing of it could be read.
    """
    if not sample.has(name):
        return f"CAST(NULL AS {_NESTED[name]})"
    column = sample.columns[name]
    value, kind = f"r.{sql_name(column)}", sample.schema.field(column).type
    item = kind
    if pa.types.is_struct(kind) and kind.get_field_index("list") == 0:
        # A repeated field, written the older way: a struct of a list of structs of one element.
        value = f"[item.element FOR item IN {value}.list]"
        item = kind.field("list").type.value_type.field("element").type
    elif pa.types.is_list(kind):
        item = kind.value_type
    if not pa.types.is_struct(item) or not any(field.name in _NESTED[name] for field in item):
        raise DumpSchemaError(
            f"column '{column}' is of type {kind}, expected the nested type of the GA4 export; "
            "export the table itself as Parquet or JSON"
        )
    return f"CAST({value} AS {_NESTED[name]})"


def flat(sample: Sample, table: Table) -> Event:
    """Events of the connector, whose columns are named after the nested values."""

    def get(name: str) -> str:
        return given(table.get(name))

    told = loaded(sample.columns, table.get, sample.container in ("ndjson", "document"))
    return Event(
        visitor=get("user_pseudo_id"),
        session=f"{get('user_pseudo_id')} || '.' || {get('param_ga_session_id')}",
        told_at=get("timestamp"),
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
