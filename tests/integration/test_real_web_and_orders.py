"""Real clicks, visits, orders and journeys land with the counts of their READMEs.

Where a README counts what has no column in the contract (a browser that was seen before), or what
is left out on purpose (robots), the test says so and counts what was left out instead.
"""

import re
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from influence.dumps.landing import LandingSummary
from tests.conftest import dataset
from tests.integration.real_dumps import Landed
from tests.unit.dumps.dumps import at

FOLDERS = (
    "shortlink_clicks",
    "web_access_log",
    "ga4_bigquery_events",
    "ga4_item_rows",
    "ga360_merchandise_store",
    "snowplow_ecommerce",
    "snowplow_fractribution",
    "attribution_touchpoints",
    "attribution_paths",
    "attribution_journeys_wide",
)


def _ask(summary: LandingSummary, query: str, path: str = "%") -> list[tuple[Any, ...]]:
    """Rows of a query over the streams of the files whose path is like `path`."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        receipts = f"read_parquet('{summary.store}/receipts/*.parquet')"
        for stream in ("visits", "conversions", "tracked_links", "identities"):
            con.execute(
                f"CREATE VIEW {stream} AS SELECT * FROM "
                f"read_parquet('{summary.store}/{stream}/*.parquet') WHERE _file_sha256 IN "
                f"(SELECT file_sha256 FROM {receipts} WHERE path LIKE '{path}')"
            )
        return con.execute(query).fetchall()


def _told(summary: LandingSummary, label: str) -> int:
    """How often the files of a dump tell of something that is no row."""
    notes = " ; ".join(file.notes or "" for file in summary.files)
    return sum(int(count) for count in re.findall(rf"(\d+) {re.escape(label)}", notes))


@pytest.mark.parametrize("name", FOLDERS)
def test_every_file_lands_whole(name: str, landed: Landed) -> None:
    for file in landed(name).files:
        assert (file.status, file.rows_quarantined) == ("landed", 0), file.path


def test_short_links_give_every_click_of_a_person(landed: Landed) -> None:
    summary = landed("shortlink_clicks")
    robots = _told(summary, "clicks of robots left out")
    assert robots == 14
    assert _told(summary, "heartbeats") == 720
    assert _ask(summary, "SELECT count(*), min(occurred_at), max(occurred_at) FROM visits") == [
        (58633 - robots, at(2012, 3, 16, 18, 40, 47), at(2013, 2, 21, 16, 55, 1))
    ]
    # Every robot came from nowhere.
    site = "regexp_extract(referrer, '^(?:https?://)?(?:[^/]*\\.)?([^/.]+\\.com?)(?:/|$)', 1)"
    referrers = _ask(
        summary,
        f"SELECT count(*) FILTER ({site} IN ('t.co', 'twitter.com')), "
        f"count(*) FILTER ({site} = 'facebook.com'), count(*) FILTER (referrer IS NULL) "
        "FROM visits",
    )
    assert referrers == [(16181, 6545, 18264 - robots)]


def test_requests_of_the_access_log_add_up_and_only_pages_are_visits(landed: Landed) -> None:
    summary = landed("web_access_log")
    told = {
        "requests that ended in an error": 138 + 2,
        "requests that were sent elsewhere": 454 - 330,
        "requests other than GET": 23,
    }
    assert {label: _told(summary, label) for label in told} == told
    left_out = _told(summary, "requests of robots left out")
    left_out += _told(summary, "requests of feed readers and other programs left out")
    left_out += _told(summary, "requests for images, styles and other files")
    visits = _ask(summary, "SELECT count(*), count(DISTINCT visitor_id) FROM visits")[0]
    assert visits[0] + left_out + sum(told.values()) == 6000
    assert 0 < visits[1] < 1217
    span = _ask(summary, "SELECT min(occurred_at), max(occurred_at) FROM visits")[0]
    assert at(2015, 5, 17, 10, 5) <= span[0] < span[1] <= at(2015, 5, 19, 12, 5, 59)


def test_ga4_events_with_a_visitor_are_visits_and_the_others_are_told(landed: Landed) -> None:
    summary = landed("ga4_bigquery_events")
    # Six of the eight events were cut down to their parameters by the tests that they are from.
    events = _ask(summary, "SELECT event, count(*) FROM visits GROUP BY event", "events.ndjson")
    assert events == [("first_visit", 2)]
    assert _told(summary, "events of visitors without an id (no consent) left out") == 8 - 2
    connector = "connector_event_data.csv"
    assert _ask(summary, "SELECT count(*) FROM visits", connector) == [(6,)]
    assert _ask(summary, "SELECT conversion_id, currency FROM conversions") == [("txn_123", "USD")]


def test_ga4_items_sum_to_the_revenue_of_their_buyers(landed: Landed) -> None:
    summary = landed("ga4_item_rows")
    query = "SELECT sum(value), count(DISTINCT visitor_id) FROM conversions"
    assert _ask(summary, query) == [(Decimal("213848.0000"), 2481)]
    assert _told(summary, "rows without item revenue left out") == 9672 - 9386
    days = "SELECT min(occurred_at)::DATE::VARCHAR, max(occurred_at)::DATE::VARCHAR"
    assert _ask(summary, f"{days} FROM conversions") == [("2020-11-01", "2021-01-30")]


CHANNELS = {
    "Organic Search": (5955, 2374, 79, Decimal("5222.36")),
    "Direct": (2703, 722, 100, Decimal("11432.05")),
    "Referral": (2179, 152, 307, Decimal("59415.01")),
    "Social": (479, 259, 8, Decimal("316.80")),
    "Paid Search": (378, 34, 13, Decimal("1214.25")),
    "Affiliates": (136, 5, 0, None),
    "Display": (89, 25, 1, Decimal("2774.11")),
    "(Other)": (1, 0, 0, None),
}


def test_ga360_analytics_give_sessions_bounces_and_revenue_by_channel(landed: Landed) -> None:
    # The README counts visit ids; a session is a visit id of one visitor, 37 more.
    visit = "split_part(visits.session_id, '.', 3)"
    query = f"""
        WITH sessions AS (SELECT DISTINCT session_id, link_id, event FROM visits)
        SELECT link_id, count(DISTINCT {visit}),
            count(DISTINCT {visit}) FILTER (event = 'bounce'),
            count(DISTINCT conversions.conversion_id), round(sum(value), 2)
        FROM sessions AS visits LEFT JOIN conversions ON conversion_id = visits.session_id
        GROUP BY link_id
    """
    found = _ask(landed("ga360_merchandise_store"), query, "analytics%")
    assert {row[0]: row[1:] for row in found} == CHANNELS
    whole = f"SELECT count(DISTINCT {visit}), count(DISTINCT session_id) FROM visits"
    assert _ask(landed("ga360_merchandise_store"), whole, "analytics%") == [(11895, 11932)]


def test_ga360_analytics_give_the_revenue_of_distinct_rows(landed: Landed) -> None:
    query = "SELECT count(*), round(sum(value), 2) FROM conversions"
    found = _ask(landed("ga360_merchandise_store"), query, "analytics%")
    assert found == [(508, Decimal("80374.58"))]


def test_ga360_sessions_give_visits_hits_and_the_revenue_of_each_session_once(
    landed: Landed,
) -> None:
    summary, path = landed("ga360_merchandise_store"), "all_sessions.csv"
    visits = _ask(summary, "SELECT event, count(*) FROM visits GROUP BY ALL ORDER BY event", path)
    # The one session more stands in two rows that tell two times on the site.
    assert visits == [("event", 192), ("page_view", 15134 - 192), ("session_start", 14561 + 1)]
    ids = "SELECT count(DISTINCT split_part(session_id, '.', 3)) FROM visits"
    assert _ask(summary, ids, path) == [(14556,)]
    # Of the 81 transactions one of 124.00 is told by two rows of its session.
    query = "SELECT count(*), sum(value) FROM conversions"
    assert _ask(summary, query, path) == [(81 - 1, Decimal("14281.31") - Decimal("124.00"))]


def test_snowplow_events_give_the_sessions_and_orders_that_its_models_expect(
    landed: Landed,
) -> None:
    summary = landed("snowplow_ecommerce")
    # Two sessions more than the expected 62 of the web: of an app, and of an app id that the
    # vendor's models are told to skip.
    query = "SELECT count(*), count(DISTINCT session_id), count(DISTINCT visitor_id) FROM visits"
    assert _ask(summary, query) == [(834, 62 + 2, 59 + 1)]
    orders = (
        "SELECT count(*), sum(value) FROM (SELECT conversion_id, max(value) AS value "
        "FROM conversions GROUP BY conversion_id)"
    )
    assert _ask(summary, orders) == [(14, Decimal("1466094.8900"))]
    expected = dataset("snowplow_ecommerce") / "expected"
    transactions = expected / "snowplow_ecommerce_transaction_interactions_expected.csv"
    # The order that was sent twice is expected at its first time, of two that are a second apart.
    difference = _ask(
        summary,
        "SELECT count(*) FROM (SELECT transaction_id, transaction_revenue::DECIMAL(18, 4), "
        "transaction_currency, derived_tstamp::TIMESTAMP "
        f"FROM read_csv('{transactions}', all_varchar = true) "
        "EXCEPT SELECT conversion_id, value, currency, occurred_at FROM conversions)",
    )
    assert difference == [(0,)]
    sessions = expected / "snowplow_ecommerce_sessions_expected.csv"
    missing = _ask(
        summary,
        "SELECT count(*) FROM (SELECT domain_sessionid FROM "
        f"read_csv('{sessions}', all_varchar = true) EXCEPT SELECT session_id FROM visits)",
    )
    assert missing == [(0,)]


def test_snowplow_contexts_and_expected_tables_are_told_and_give_no_rows(landed: Landed) -> None:
    summary = landed("snowplow_ecommerce")
    contexts = 10 + 10 + 833 + 115 + 79 + 158 + 929 + 29 + 139 + 823
    assert _told(summary, "rows of a context left out") == contexts
    results = "rows of a model's result left out"
    assert _told(summary, results) == 67 + 52 + 928 + 63 + 14
    expected = 12 + 9 + 6 + 6 + 9 + 18 + 6 + 61 + 12 + 97
    assert _told(landed("snowplow_fractribution"), results) == expected


def test_snowplow_fractribution_gives_its_users_sessions_and_conversions(landed: Landed) -> None:
    summary = landed("snowplow_fractribution")
    query = "SELECT count(*), count(DISTINCT session_id), count(DISTINCT visitor_id) FROM visits"
    assert _ask(summary, query) == [(98, 98, 67)]
    query = "SELECT count(*), sum(value) FROM conversions"
    assert _ask(summary, query) == [(6, Decimal("500.9200"))]


def test_touchpoints_give_every_touch_by_its_channel(landed: Landed) -> None:
    summary = landed("attribution_touchpoints")
    query = "SELECT link_id, count(*) FROM visits GROUP BY link_id"
    assert dict(_ask(summary, query)) == {
        "Facebook": 11353,
        "Paid Search": 9949,
        "Online Video": 7227,
        "Instagram": 4871,
        "Online Display": 4670,
    }
    query = (
        "SELECT count(DISTINCT visitor_id), min(occurred_at), max(occurred_at), "
        "(SELECT count(*) FROM conversions), (SELECT sum(value) FROM conversions) FROM visits"
    )
    assert _ask(summary, query) == [
        (4785, at(2018, 7, 1, 13, 19, 46), at(2018, 7, 31, 23, 39, 52), 1094, Decimal("6819.5000"))
    ]


def test_counted_paths_give_every_journey_and_the_whole_value(landed: Landed) -> None:
    summary = landed("attribution_paths")
    query = (
        "SELECT count(DISTINCT visitor_id), (SELECT count(*) FROM conversions), "
        "(SELECT sum(value) FROM conversions), (SELECT count(*) FROM tracked_links) FROM visits"
    )
    assert _ask(summary, query) == [(19785 + 68602, 19785, Decimal("74802.9716"), 12)]


@pytest.mark.parametrize(
    ("touch", "order"), [("first_touch", "ASC"), ("last_touch", "DESC")], ids=str
)
def test_first_and_last_touches_of_the_paths_are_those_that_are_expected(
    touch: str, order: str, landed: Landed
) -> None:
    expected = dataset("attribution_paths") / "expected_heuristics.csv"
    difference = _ask(
        landed("attribution_paths"),
        f"""
        WITH touches AS (
            SELECT visitor_id, link_id FROM visits
            QUALIFY row_number() OVER (PARTITION BY visitor_id ORDER BY occurred_at {order}) = 1
        ),
        credit AS (
            SELECT link_id, count(*) AS conversions, sum(value) AS value
            FROM touches JOIN conversions USING (visitor_id) GROUP BY link_id
        )
        SELECT count(*), max(abs({touch}_conversions - coalesce(conversions, 0))),
            max(abs({touch}_value - coalesce(value, 0))) < 0.01
        FROM read_csv('{expected}') LEFT JOIN credit ON link_id = channel_name
        """,
    )
    assert difference == [(12, 0, True)]


def test_wide_journeys_give_their_touches_and_end_in_a_conversion(landed: Landed) -> None:
    query = (
        "SELECT count(*), count(DISTINCT visitor_id), (SELECT count(*) FROM conversions), "
        "count(DISTINCT link_id) FROM visits"
    )
    assert _ask(landed("attribution_journeys_wide"), query) == [(11176, 2392, 2392, 20)]
