"""Flat tables of Google Analytics 360 (Universal Analytics): sessions with channel and revenue.

Belongs here: rows of sessions and of product lines (`analytics.csv`), and of hits
(`all_sessions.csv`), as they are cut out of the BigQuery export.
Does not belong here: GA4, which knows events (`ga4_events`).

Nuances
- *Sessions* are a visitor and a visit id together: the id is the second of the session's start,
  and two visitors may share it. The same session is told by many rows; it is one `visits` row,
  `session_start`, or `bounce` where Analytics counted it as one, at its start, with its time on
  the site. Page views are told as a number only, and what happens at no known time is no event.
- *Visitor ids* that a spreadsheet wrote as 2.81772E+18 lost all but their first digits, and name
  many people at once. Each session is then a visitor of its own. Its number is written with three
  digits, as the shortest cut of them seen, so that two tables still tell of one session.
- *Channels* have no column in the contract: each is a tracked link of the platform `channel`.
- *Money* is in millionths. `revenue` belongs to a product line, and whole rows are repeated up to
  124 times: a session's purchase is the sum of its different rows. `totalTransactionRevenue`
  belongs to the session. The purchase is dated at the session's start, as nothing else is told.
"""

from influence.dumps.connection import sql_name
from influence.dumps.formats.web_values import given, known, negative, signed_in, told_once
from influence.dumps.sample import Sample, Table
from influence.dumps.translation import Translation
from influence.dumps.values import from_seconds, rows, union

FORMAT = "ga360"
VERSION = 2
NAME = "GA360 session and hit tables"
_NOTE = "page views are told as a number for each session, not one by one, and are no rows"
_CHANNEL = "'channel'"
_LINES = "different_lines"


def claims(sample: Sample) -> Translation | None:
    """Rows with the visitor, the visit and its channel, as the export or as SQL spells them."""
    table = Table(sample)
    if sample.has("visit_id", "full_visitor_id", "visit_start_time", "channel_grouping"):
        return _of_lines(sample, table)
    if sample.has("visitid", "fullvisitorid", "channelgrouping", "time"):
        return _of_hits(table)
    return None


class _Session:
    """SQL of a session: its visitor, its id, its channel and its rows."""

    # Where its rows are read from: the records, or those of them that differ.
    source = "records AS r"

    def __init__(self, visitor: str, visit: str, started: str, channel: str, is_good: str) -> None:
        self.is_cut = (
            f"coalesce(regexp_full_match({visitor}, '[0-9](\\.[0-9]+)?[eE]\\+[0-9]+'), false)"
        )
        short = f"printf('%.2E', TRY_CAST({visitor} AS DOUBLE))"
        self.id = f"CASE WHEN {self.is_cut} THEN {short} ELSE {visitor} END || '.' || {visit}"
        self.visitor = f"CASE WHEN {self.is_cut} THEN 'session ' || {self.id} ELSE {visitor} END"
        self.started = started
        self.channel = known(channel)
        self.is_good = is_good

    def start(self, event: str, seconds: str) -> str:
        """The one row of a session itself."""
        is_whole = f"regexp_full_match({seconds}, '[0-9]{{1,9}}')"
        return told_once(
            {
                "visitor_id": self.visitor,
                "session_id": self.id,
                "occurred_at": self.started,
                "event": event,
                "link_id": self.channel,
                "engagement_ms": f"CASE WHEN {is_whole} THEN {seconds} || '000' ELSE {seconds} END",
            },
            where=self.is_good,
            source=self.source,
        )

    def channels(self) -> str:
        """The channels as tracked links."""
        columns = {"link_id": self.channel, "platform": _CHANNEL, "account_id": self.channel}
        where = f"{self.is_good} AND {self.channel} IS NOT NULL"
        return told_once(columns, where=where, source=self.source)

    def people(self, person: str) -> str:
        """Who a visitor is, where the site knew it."""
        return signed_in(
            self.visitor,
            person,
            self.started,
            where=f"{self.is_good} AND {given(person)} IS NOT NULL",
            source=self.source,
        )

    def tallies(self) -> dict[str, str]:
        return {
            "rows whose visitor id was cut to its first digits, each session taken for a visitor": (
                f"r._fault IS NULL AND {self.is_cut}"
            )
        }


def _of_lines(sample: Sample, table: Table) -> Translation:
    revenue = table.get("revenue")
    session = _Session(
        table["full_visitor_id"],
        table["visit_id"],
        from_seconds(table["visit_start_time"]),
        table["channel_grouping"],
        _is_amount(revenue),
    )
    bounced = f"coalesce({table.get('bounces')} = '1', false)"
    every = ", ".join(
        f"{table[name]} AS {sql_name(column)}" for name, column in sample.columns.items()
    )
    session.source = f"{_LINES} AS r"
    lines = (
        f"CREATE TEMP TABLE {_LINES} AS SELECT {every}, min(r._line) AS _line, "
        "min(r._byte_offset) AS _byte_offset, arg_min(r._raw, r._line) AS _raw, "
        "CAST(NULL AS VARCHAR) AS _fault FROM records AS r WHERE r._fault IS NULL GROUP BY ALL"
    )
    purchases = {
        "conversion_id": session.id,
        "visitor_id": session.visitor,
        "occurred_at": session.started,
        "kind": "'purchase'",
        "value": f"CAST(sum({_millionths(revenue)}) / 1000000 AS VARCHAR)",
    }
    return table.translation(
        FORMAT,
        VERSION,
        "visits",
        {
            "visits": session.start(
                f"CASE WHEN {bounced} THEN 'bounce' ELSE 'session_start' END",
                table.get("time_on_site"),
            ),
            "conversions": told_once(
                purchases, where=f"{_millionths(revenue)} IS NOT NULL", source=session.source
            ),
            "tracked_links": session.channels(),
            "identities": session.people(table.get("user_id")),
        },
        unclaimed=f"r._fault IS NULL AND NOT {session.is_good}",
        unclaimed_reason="the revenue is not a number of millionths",
        prepare=(lines,),
        prepared=(_LINES,),
        tallies=session.tallies(),
        notes=(_NOTE,),
        in_one_step=True,
    )


def _of_hits(table: Table) -> Translation:
    visit, since = table["visitid"], table["time"]
    started = from_seconds(visit)
    total, refund = table.get("totaltransactionrevenue"), table.get("productrefundamount")
    is_good = f"({_is_amount(total)} AND {_is_amount(refund)})"
    session = _Session(table["fullvisitorid"], visit, started, table["channelgrouping"], is_good)
    purchase = {
        "visitor_id": session.visitor,
        "occurred_at": started,
        "currency": table.get("currencycode"),
    }
    hit_at = f"CAST(TRY_CAST({visit} AS HUGEINT) * 1000 + TRY_CAST({since} AS BIGINT) AS VARCHAR)"
    return table.translation(
        FORMAT,
        VERSION,
        "visits",
        {
            "visits": union(
                session.start("'session_start'", table.get("timeonsite")),
                rows(
                    {
                        "visitor_id": session.visitor,
                        "session_id": session.id,
                        "occurred_at": f"coalesce({hit_at}, {since})",
                        "event": f"CASE {table.get('type')} WHEN 'PAGE' THEN 'page_view' "
                        f"ELSE lower({table.get('type')}) END",
                        "page_url": table.get("pagepathlevel1"),
                    },
                    where=is_good,
                ),
            ),
            "conversions": union(
                told_once(
                    {
                        "conversion_id": session.id,
                        "kind": "'purchase'",
                        "value": f"CAST({_millionths(total)} / 1000000 AS VARCHAR)",
                        **purchase,
                    },
                    where=f"{is_good} AND {_millionths(total)} IS NOT NULL",
                ),
                told_once(
                    {
                        "conversion_id": (
                            f"{session.id} || ' refund ' || {table.get('productsku')}"
                        ),
                        "kind": "'refund'",
                        "value": negative(f"CAST({_millionths(refund)} / 1000000 AS VARCHAR)"),
                        **purchase,
                    },
                    where=f"{is_good} AND {_millionths(refund)} IS NOT NULL",
                ),
            ),
            "tracked_links": session.channels(),
        },
        unclaimed=f"r._fault IS NULL AND NOT {is_good}",
        unclaimed_reason="the revenue or the refund is not a number of millionths",
        tallies=session.tallies(),
        notes=(_NOTE,),
        in_one_step=True,
    )


def _millionths(amount: str) -> str:
    return f"TRY_CAST({given(amount)} AS BIGINT)"


def _is_amount(amount: str) -> str:
    return f"({given(amount)} IS NULL OR {_millionths(amount)} IS NOT NULL)"
