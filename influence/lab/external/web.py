"""Sessions and orders on the web, against what Snowplow's own models make of its events.

Belongs here: sessions and conversions as the warehouse holds them.
Does not belong here: credit (`attribution`, `textbook`).

*Nuances*
- Snowplow names the sessions, and the product takes its names. One more is in the events: that of
  an app id which the vendor's models are told to skip.
- *Times*. The vendor's sessions begin and end by the collector's clock, the product's by the
  corrected one of the device. The vendor's tables of actions have the latter: a session begins with
  the first action that they tell, and does not end before the last. Eight sessions end with an
  action of no type, which these tables leave out.
- One order was sent twice, a second apart; the vendor keeps the first.
- Where a source names no session the product cuts after 30 minutes of silence; that is held by the
  oracle on an access log, as nobody has published its sessions.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from influence.lab.external.checks import Check, Row
from influence.lab.external.tables import number, read_table
from influence.lab.external.workbench import Workbench
from influence.lab.oracles.sessions import sessions_of

SNOWPLOW, ACCESS_LOG = "snowplow_ecommerce", "web_access_log"
EXPECTED = "expected/snowplow_ecommerce_{}_expected.csv"
INTERACTIONS = ("cart", "checkout", "product", "transaction")
CENT = 0.005


def _snowplow(bench: Workbench) -> Iterator[Row]:
    sessions = {row["domain_sessionid"]: row for row in _expected(bench, "sessions")}
    orders = {row["transaction_id"]: row for row in _expected(bench, "transaction_interactions")}
    with bench.warehouse(bench.datasets / SNOWPLOW) as warehouse:
        found = warehouse.execute(
            "SELECT session_id, visitor_id, has_conversion, started_at, ended_at "
            "FROM intermediate.int_visits_grouped_to_sessions"
        ).fetchall()
        bought = warehouse.execute(
            "SELECT conversion_id, occurred_at, CAST(value AS DOUBLE), currency, visitor_id "
            "FROM staging.stg_conversions"
        ).fetchall()
    yield from _sessions(sessions, {row[0]: row[1:3] for row in found})
    yield from _times(_acted_at(bench), {row[0]: row[3:] for row in found})
    yield from _orders(orders, {row[0]: row[1:] for row in bought})


def _expected(bench: Workbench, table: str) -> list[dict[str, str]]:
    return read_table(bench.file(SNOWPLOW, EXPECTED.format(table)))


def _sessions(
    expected: dict[str, dict[str, str]], found: dict[str, tuple[str, bool]]
) -> Iterator[Row]:
    known = {session: found[session] for session in expected if session in found}
    yield Row("sessions", len(expected), len(known))
    yield Row("sessions that the vendor's models skip", 1, len(found.keys() - expected.keys()))
    same = sum(expected[session]["domain_userid"] == known[session][0] for session in known)
    yield Row("sessions of that visitor", len(expected), same)
    wanted = {
        session for session, row in expected.items() if number(row["total_number_transactions"])
    }
    converted = {session for session, (_, has_conversion) in known.items() if has_conversion}
    yield Row("sessions with a transaction", len(wanted), len(wanted & converted))
    yield Row("sessions with one only here", 0, len(converted - wanted))


def _acted_at(bench: Workbench) -> dict[str, list[datetime]]:
    """The times of the vendor's actions by session."""
    times: dict[str, list[datetime]] = {}
    for table in INTERACTIONS:
        for row in _expected(bench, f"{table}_interactions"):
            times.setdefault(row["domain_sessionid"], []).append(_utc(row["derived_tstamp"]))
    return times


def _times(
    acted: dict[str, list[datetime]], found: dict[str, tuple[datetime, datetime]]
) -> Iterator[Row]:
    both = [(times, found[session]) for session, times in acted.items() if session in found]
    began = sum(min(times) == start for times, (start, _) in both)
    yield Row("sessions that begin with the first action", len(acted), began)
    yield Row("sessions over before the last action", 0, sum(max(t) > end for t, (_, end) in both))
    ended = sum(max(times) == end for times, (_, end) in both)
    yield Row("sessions that end with the last action", len(acted), ended, None)


def _orders(
    expected: dict[str, dict[str, str]], found: dict[str, tuple[datetime, float, str, str]]
) -> Iterator[Row]:
    yield Row("transactions", 14, len(found))
    yield Row("transactions of that id", len(expected), len(expected.keys() & found.keys()))
    pairs = [(row, found[order]) for order, row in expected.items() if order in found]
    same = sum(
        _utc(row["derived_tstamp"]) == at
        and abs(number(row["transaction_revenue"]) - value) < CENT
        and (row["transaction_currency"], row["domain_userid"]) == (currency, visitor)
        for row, (at, value, currency, visitor) in pairs
    )
    yield Row("transactions of that time, value and visitor", len(expected), same)
    yield Row("revenue", 1_466_094.89, sum(value for _, value, *_ in found.values()), CENT)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


def _access_log(bench: Workbench) -> Iterator[Row]:
    with bench.warehouse(bench.datasets / ACCESS_LOG) as warehouse:
        visits = warehouse.execute("SELECT visitor_id, occurred_at FROM staging.stg_visits")
        times: dict[str, list[datetime]] = {}
        for visitor, at in visits.fetchall():
            times.setdefault(visitor, []).append(at)
        found = warehouse.execute(
            "SELECT visitor_id, started_at, ended_at "
            "FROM intermediate.int_visits_grouped_to_sessions"
        ).fetchall()
    expected = {
        (visitor, session[0], session[-1])
        for visitor, of_visitor in times.items()
        for session in sessions_of(of_visitor)
    }
    yield Row("sessions, by the oracle", len(expected), len(found))
    yield Row("of that visitor, beginning and end", len(expected), len(expected & set(found)))


CHECKS = (
    Check(
        "Snowplow sessions and orders, pipeline",
        (SNOWPLOW,),
        "Snowplow's e-commerce package, expected tables of its integration tests",
        _snowplow,
        is_slow=True,
    ),
    Check(
        "access log sessions, pipeline",
        (ACCESS_LOG,),
        "the rule of 30 minutes, by the oracle",
        _access_log,
        is_slow=True,
    ),
)
