"""Attribution against small published cases: textbook paths, a game, fractribution's report.

Belongs here: cases small enough to stand here, and the report with the pipeline's part in it.
Does not belong here: ChannelAttribution's numbers (`attribution`).

*Nuances* (fractribution)
- The rules that make channels of visits are code and not in the data set: the pipeline gets each
  visit's channel from the vendor's table of sessions, as a link of that channel.
- The vendor calls its first model `shapley`. Its conversions sum to 5.0000000007, so that they
  cannot be met closer than that.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from influence.lab.external.attribution import measured_credit, published_credit
from influence.lab.external.checks import Check, Row
from influence.lab.external.tables import STEP, number, read_paths, read_table
from influence.lab.external.workbench import Workbench
from influence.lab.oracles import rules
from influence.lab.oracles.fractribution import conversion_rates, fractribution_credit, step_shares
from influence.lab.oracles.journeys import Credit, Journey, credited
from influence.lab.oracles.markov import (
    chain_of,
    conversion_probability,
    markov_credit,
    removal_effects,
)
from influence.lab.oracles.shapley import shapley

FRACTRIBUTION = "snowplow_fractribution"
EXPECTED = "expected/snowplow_fractribution_{}_expected.csv"
# Of floats that could be exact.
TINY = 1e-12
SIX_DIGITS = 1e-6
PRINTED = 1e-9
# The table of shares prints three digits.
THREE_DIGITS = 0.0005
CENT = 0.01
# The vendor's customer is a visitor's cookie with this before it.
COOKIE = "f"
SECOND = "%Y-%m-%d %H:%M:%S"

CONVERTED_THRICE = ("ABABBA", "ABBAA", "AA")
GAME = {"O": 7, "F": 6, "D": 4, "OF": 15, "OD": 7, "FD": 9, "OFD": 19}
GAME_VALUES = {"O": 7.666667, "F": 8.166667, "D": 3.166667}


def _pychattr(bench: Workbench) -> Iterator[Row]:
    journeys = [Journey(tuple(path), 1) for path in CONVERTED_THRICE]
    effects, credit = removal_effects(chain_of(journeys)), markov_credit(journeys)
    yield Row("removal effect of A", 1.0, effects["A"], TINY)
    yield Row("removal effect of B", 0.5, effects["B"], TINY)
    yield Row("credit of A", 2.0, credit["A"], TINY)
    yield Row("credit of B", 1.0, credit["B"], TINY)
    for channel, exact in measured_credit(journeys).items():
        yield Row(f"credit of {channel}, measures", credit[channel], exact, TINY)
    # The package simulates: within 1 % of exact.
    yield Row("credit of A, simulated", 1.991106, credit["A"], 0.01 * 1.991106)
    yield Row("credit of B, simulated", 1.008894, credit["B"], 0.01 * 1.008894)


def _bryl(bench: Workbench) -> Iterator[Row]:
    journeys = [
        Journey(("C1", "C2", "C3"), 1),
        Journey(("C1",), 0, lost=1),
        Journey(("C2", "C3"), 0, lost=1),
    ]
    chain = chain_of(journeys)
    effects, credit = removal_effects(chain), markov_credit(journeys)
    measured = measured_credit(journeys)
    yield Row("P(conversion)", 1 / 3, conversion_probability(chain), TINY)
    for channel, effect, share in (("C1", 0.5, 0.2), ("C2", 1, 0.4), ("C3", 1, 0.4)):
        yield Row(f"removal effect of {channel}", effect, effects[channel], TINY)
        yield Row(f"credit of {channel}", share, credit[channel], TINY)
        yield Row(f"credit of {channel}, measures", share, measured[channel], TINY)


def _game(bench: Workbench) -> Iterator[Row]:
    found = shapley({frozenset(together): value for together, value in GAME.items()})
    for player, value in GAME_VALUES.items():
        yield Row(player, value, found[player], SIX_DIGITS)
    yield Row("sum", 19, sum(found.values()), TINY)


def _three_touches(bench: Workbench) -> Iterator[Row]:
    linear = [140 * share for share in rules.linear(3)]
    position = [140 * share for share in rules.position(3)]
    for at, (even, placed) in enumerate(zip(linear, position, strict=True), start=1):
        yield Row(f"linear, touch {at}", 46.67, even, CENT / 2)
        yield Row(f"position, touch {at}", 28 if at == 2 else 56, placed, TINY)


def _report(bench: Workbench) -> Iterator[Row]:
    paths = read_paths(
        bench.file(FRACTRIBUTION, EXPECTED.format("path_summary")),
        steps="transformed_path",
        conversions="conversions",
        lost="non_conversions",
        value="revenue",
    )
    found = {
        "shapley": fractribution_credit(paths),
        "last_touch": credited(paths, lambda path: rules.last(len(path.steps))),
    }
    for row in read_table(bench.file(FRACTRIBUTION, EXPECTED.format("report_table"))):
        model, channel = row["ATTRIBUTION_TYPE"], row["CHANNEL"]
        got = found[model].get(channel, Credit())
        name = f"{model}, {channel}"
        yield Row(f"{name}, conversions", number(row["CONVERSIONS"]), got.conversions, PRINTED)
        # A revenue of 140 is split by the same share, so that it is off 140 times as much.
        yield Row(f"{name}, revenue", number(row["REVENUE"]), got.value, 140 * PRINTED)
    rates = conversion_rates(paths)
    by_path = {STEP.join(path.steps): path for path in paths}
    for row in read_table(bench.file(FRACTRIBUTION, EXPECTED.format("path_summary_with_channels"))):
        if row["ATTRIBUTION_TYPE"] == "shapley":
            path = by_path[row["TRANSFORMED_PATH"]]
            for step, share in zip(path.steps, step_shares(path, rates), strict=True):
                name = f"{row['TRANSFORMED_PATH']}, {step}"
                yield Row(name, number(row[step.upper()]), share, THREE_DIGITS)


def _events_by_pipeline(bench: Workbench) -> Iterator[Row]:
    with bench.warehouse(bench.datasets / FRACTRIBUTION) as warehouse:
        events, visitors = warehouse.execute(
            "SELECT count(*), count(DISTINCT visitor_id) FROM staging.stg_visits"
        ).fetchall()[0]
        sessions = warehouse.execute(
            f"SELECT '{COOKIE}' || visitor_id, strftime(started_at, '{SECOND}') "
            "FROM intermediate.int_visits_grouped_to_sessions"
        ).fetchall()
        orders = warehouse.execute(
            f"SELECT '{COOKIE}' || visitor_id, strftime(occurred_at, '{SECOND}.%g'), "
            "CAST(absolute_value AS DOUBLE) FROM intermediate.int_conversions_valued"
        ).fetchall()
    yield Row("events", 98, events)
    yield Row("visitors", 67, visitors)
    yield Row("sessions", 98, len(sessions))
    told = read_table(bench.file(FRACTRIBUTION, EXPECTED.format("sessions_by_customer_id")))
    visits = Counter((row["customer_id"], row["visit_start_tstamp"]) for row in told)
    same = (visits & Counter(sessions)).total()
    yield Row("sessions of that customer and time", len(told), same)
    told = read_table(bench.file(FRACTRIBUTION, EXPECTED.format("conversions_by_customer_id")))
    bought = {
        (row["customer_id"], row["conversion_tstamp"], number(row["revenue"])) for row in told
    }
    yield Row("conversions", 6, len(orders))
    yield Row("conversions of that customer, time and revenue", 6, len(bought & set(orders)))
    yield Row("value", 500.92, sum(value for _, _, value in orders), CENT / 2)


def _report_by_pipeline(bench: Workbench) -> Iterator[Row]:
    dump = bench.new_folder("fractribution")
    sessions = read_table(bench.file(FRACTRIBUTION, EXPECTED.format("sessions_by_customer_id")))
    orders = read_table(bench.file(FRACTRIBUTION, EXPECTED.format("conversions_by_customer_id")))
    _write(dump / "visits.ndjson", [
        {
            "visitor_id": row["customer_id"],
            "session_id": f"{row['customer_id']} {at}",
            "occurred_at": row["visit_start_tstamp"],
            "event": "page_view",
            "link_id": row["channel"],
        }
        for at, row in enumerate(sessions)
    ])  # fmt: skip
    _write(dump / "conversions.ndjson", [
        {
            "conversion_id": row["customer_id"],
            "visitor_id": row["customer_id"],
            "occurred_at": row["conversion_tstamp"],
            "kind": "purchase",
            "value": number(row["revenue"]),
        }
        for row in orders
    ])  # fmt: skip
    _write(dump / "tracked_links.ndjson", [
        {"link_id": channel, "platform": "channel", "account_id": channel}
        for channel in sorted({row["channel"] for row in sessions})
    ])  # fmt: skip
    with bench.warehouse(dump) as warehouse:
        found = published_credit(warehouse, "last")
    for row in read_table(bench.file(FRACTRIBUTION, EXPECTED.format("report_table"))):
        if row["ATTRIBUTION_TYPE"] == "last_touch":
            got = found.get(row["CHANNEL"], Credit())
            name = f"last touch, {row['CHANNEL']}"
            yield Row(f"{name}, conversions", number(row["CONVERSIONS"]), got.conversions, PRINTED)
            yield Row(f"{name}, revenue", number(row["REVENUE"]), got.value, CENT)


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


_VENDOR = "Snowplow's fractribution package, expected tables of its integration tests"
CHECKS = (
    Check("textbook: pychattr", (), "README of jmwoloso/pychattr", _pychattr),
    Check("textbook: three paths", (), "Bryl, analyzecore", _bryl),
    Check("textbook: game", (), "README of DP6/Marketing-Attribution-Models", _game),
    Check("textbook: three touches", (), "dbt-snowplow-attribution", _three_touches),
    Check("fractribution report, oracle", (FRACTRIBUTION,), _VENDOR, _report),
    Check(
        "fractribution events, pipeline",
        (FRACTRIBUTION,),
        _VENDOR,
        _events_by_pipeline,
        is_slow=True,
    ),
    Check(
        "fractribution report, pipeline",
        (FRACTRIBUTION,),
        _VENDOR,
        _report_by_pipeline,
        is_slow=True,
    ),
)
