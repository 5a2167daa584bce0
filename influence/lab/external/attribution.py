"""Attribution against ChannelAttribution's numbers of its demo paths.

Belongs here: credit by rule, Markov and Shapley, by the oracles, the measures and the pipeline.
Does not belong here: touches with times (`touchpoints`), textbook cases (`textbook`).

*Nuances*
- No order 2 of these paths is published: order 2 is held on the touchpoints.
- The package simulates its Markov models. Its numbers are held to what is known of its noise.
"""

from collections.abc import Callable, Iterator
from functools import partial

import duckdb
import numpy as np

from influence.lab.external.checks import Check, Row
from influence.lab.external.tables import number, read_paths, read_table
from influence.lab.external.workbench import Workbench
from influence.lab.oracles import rules
from influence.lab.oracles.journeys import Credit, Journey, collapsed, credited
from influence.lab.oracles.markov import (
    chain_of,
    conversion_probability,
    markov_credit,
    removal_effects,
)
from influence.lab.oracles.shapley import game_of, shapley
from influence.measures.chains import Journeys
from influence.measures.removal_effects import removal_effects as measured_effects

PATHS = "attribution_paths"
RULES: dict[str, Callable[[int], list[float]]] = {
    "first": rules.first,
    "last": rules.last,
    "linear": rules.linear,
}
# The expected tables print six digits after the point, other tables of theirs four, alpha three.
SIX_DIGITS, FOUR_DIGITS, THREE_DIGITS = 1e-6, 1e-4, 1e-3
# Money of the raw contract has four digits, so that a sum of shares is exact to the cent.
CENT = 0.01
# Measured of the package's simulation without null: 1 % for the five largest channels, about
# 6 % for the others.
FIVE_LARGEST, OTHERS = 0.01, 0.06
# README of the paths: its simulation is off by up to 88.6 conversions on one channel.
PATHS_SIMULATED = 88.65
NO_NULL = {
    "alpha": 5260.0696,
    "beta": 2585.4063,
    "delta": 4.2587,
    "epsilon": 604.8315,
    "eta": 3347.7659,
    "gamma": 176.0281,
    "iota": 3899.2462,
    "kappa": 276.6511,
    "lambda": 1295.4822,
    "mi": 1.8930,
    "theta": 1938.8461,
    "zeta": 394.5215,
}
NO_NULL_SIMULATED = {
    "alpha": 5272.78,
    "iota": 3909.93,
    "eta": 3338.74,
    "beta": 2579.64,
    "theta": 1955.43,
    "lambda": 1266.10,
}
SHAPLEY = {
    "alpha": 7627.944,
    "beta": 1982.7393,
    "eta": 3613.656,
    "iota": 3505.044,
    "theta": 1190.9631,
    "lambda": 987.7821,
}
CREDIT = """
SELECT
    coalesce(replace(people.accounts, 'channel:', ''), credit.credited_to) AS channel,
    credit.conversions, credit.value
FROM published.conversion_credit AS credit
LEFT JOIN published.people AS people ON credit.person_id = people.person_id
WHERE credit.topic_id = 'all' AND credit.window_days = 90 AND credit.attribution_model = ?
"""


def published_credit(warehouse: duckdb.DuckDBPyConnection, model: str) -> dict[str, Credit]:
    """Credit of a model by channel, of the longest window; `unattributed` too, where there is."""
    rows = warehouse.execute(CREDIT, [model]).fetchall()
    return {channel: Credit(conversions, value or 0.0) for channel, conversions, value in rows}


def rows_of_rules(
    expected: list[dict[str, str]], found: dict[str, dict[str, Credit]], of_value: float
) -> Iterator[Row]:
    """Conversions and value by rule and channel; what no channel is credited with must be 0."""
    for rule, credit in found.items():
        for row in expected:
            channel = row["channel_name"]
            got = credit.get(channel, Credit())
            name = f"{rule}, {channel}"
            conversions = number(row[f"{rule}_touch_conversions"])
            value = number(row[f"{rule}_touch_value"])
            yield Row(f"{name}, conversions", conversions, got.conversions, SIX_DIGITS)
            yield Row(f"{name}, value", value, got.value, of_value)
        channels = {row["channel_name"] for row in expected}
        others = [credit[channel].conversions for channel in credit.keys() - channels]
        yield Row(f"{rule}, conversions of no channel", 0, sum(others))


def paths_of(bench: Workbench) -> list[Journey]:
    """The demo paths."""
    return read_paths(
        bench.file(PATHS, "Data.csv"),
        steps="path",
        conversions="total_conversions",
        lost="total_null",
        value="total_conversion_value",
        delimiter=";",
    )


def _paths_by_rule(bench: Workbench) -> Iterator[Row]:
    paths = paths_of(bench)
    yield Row("paths", 10_000, len(paths))
    yield Row("conversions", 19_785, sum(path.conversions for path in paths))
    yield Row("journeys without one", 68_602, sum(path.lost for path in paths))
    yield Row("value", 74_802.97158721, sum(path.value for path in paths), 1e-8)
    expected = read_table(bench.file(PATHS, "expected_heuristics.csv"))
    yield from rows_of_rules(expected, by_rule(paths), SIX_DIGITS)


def by_rule(journeys: list[Journey]) -> dict[str, dict[str, Credit]]:
    """Credit by the rules first, last and linear, by channel."""
    return {name: credited(journeys, partial(_shares, rule)) for name, rule in RULES.items()}


def _shares(rule: Callable[[int], list[float]], journey: Journey) -> list[float]:
    return rule(len(journey.steps))


def _paths_by_markov(bench: Workbench) -> Iterator[Row]:
    paths = paths_of(bench)
    chain = chain_of(paths)
    yield Row("P(conversion)", 0.2238451, conversion_probability(chain), 1e-7)
    found, effects = markov_credit(paths), removal_effects(chain)
    for row in read_table(bench.file(PATHS, "expected_markov_order1.csv")):
        channel = row["channel_name"]
        exact = number(row["markov_order1_exact_conversions"])
        yield Row(f"order 1, {channel}", exact, found[channel], SIX_DIGITS)
        simulated = number(row["markov_order1_total_conversions"])
        yield Row(f"order 1, simulated, {channel}", simulated, found[channel], PATHS_SIMULATED)
    without = markov_credit(paths, with_lost=False)
    for channel, exact in NO_NULL.items():
        yield Row(f"order 1 without null, {channel}", exact, without[channel], FOUR_DIGITS)
    largest = sorted(without, key=lambda channel: without[channel])[-5:]
    for channel, simulated in NO_NULL_SIMULATED.items():
        within = simulated * (FIVE_LARGEST if channel in largest else OTHERS)
        name = f"order 1 without null, simulated, {channel}"
        yield Row(name, simulated, without[channel], within)
    yield Row("sum of removal effects", None, sum(effects.values()))


def measured_credit(
    journeys: list[Journey], order: int = 1, *, with_lost: bool = True
) -> dict[str, float]:
    """Conversions by channel, by the product's own removal effects."""
    paths = [collapsed(journey.steps) for journey in journeys]
    channels = sorted({step for path in paths for step in path})
    number_of = {channel: number for number, channel in enumerate(channels)}
    conversions = np.array([journey.conversions for journey in journeys], dtype=np.float64)
    lost = np.array([journey.lost * with_lost for journey in journeys], dtype=np.float64)
    effects = measured_effects(
        Journeys(
            np.cumsum([0, *(len(path) for path in paths)]),
            np.array([number_of[step] for path in paths for step in path]),
            conversions,
            lost,
            np.array([journey.value for journey in journeys], dtype=np.float64),
        ),
        order,
    ).conversions
    credit = effects / effects.sum() * conversions.sum()
    return dict(zip(channels, credit.tolist(), strict=True))


def _paths_by_measures(bench: Workbench) -> Iterator[Row]:
    paths = paths_of(bench)
    found = measured_credit(paths)
    for row in read_table(bench.file(PATHS, "expected_markov_order1.csv")):
        channel = row["channel_name"]
        exact = number(row["markov_order1_exact_conversions"])
        yield Row(f"order 1, {channel}", exact, found[channel], SIX_DIGITS)
    without = measured_credit(paths, with_lost=False)
    for channel, exact in NO_NULL.items():
        yield Row(f"order 1 without null, {channel}", exact, without[channel], FOUR_DIGITS)
    for order in (1, 2):
        ours = measured_credit(paths, order)
        for channel, exact in markov_credit(paths, order).items():
            yield Row(f"order {order}, {channel}, the oracle", exact, ours[channel], SIX_DIGITS)


def _paths_by_shapley(bench: Workbench) -> Iterator[Row]:
    found = shapley(game_of(paths_of(bench)))
    for channel, value in SHAPLEY.items():
        yield Row(channel, value, found[channel], THREE_DIGITS)
    yield Row("sum", 19_785, sum(found.values()), SIX_DIGITS)


def _paths_by_pipeline(bench: Workbench) -> Iterator[Row]:
    paths = paths_of(bench)
    expected = read_table(bench.file(PATHS, "expected_heuristics.csv"))
    with bench.warehouse(bench.datasets / PATHS) as warehouse:
        credit = {rule: published_credit(warehouse, rule) for rule in RULES}
        shares = published_credit(warehouse, "shapley")
        removal = {order: published_credit(warehouse, f"markov_{order}") for order in (1, 2)}
    yield from rows_of_rules(expected, credit, CENT)
    for channel, value in SHAPLEY.items():
        yield Row(f"shapley, {channel}", value, shares[channel].conversions, THREE_DIGITS)
    for order, found in removal.items():
        for channel, exact in markov_credit(paths, order).items():
            name = f"order {order}, {channel}"
            yield Row(name, exact, found.get(channel, Credit()).conversions, SIX_DIGITS)


_DEMO = "ChannelAttribution 2.2.5 on its demo paths"
CHECKS = (
    Check("paths by rule, oracle", (PATHS,), f"{_DEMO}, `heuristic_models`", _paths_by_rule),
    Check("paths by Markov, oracle", (PATHS,), f"{_DEMO}", _paths_by_markov),
    Check("paths by Markov, measures", (PATHS,), f"{_DEMO}", _paths_by_measures),
    Check(
        "paths by Shapley, oracle",
        (PATHS,),
        "the game of the demo paths, with equal split",
        _paths_by_shapley,
    ),
    Check(
        "paths by rule, pipeline",
        (PATHS,),
        f"{_DEMO}, `heuristic_models`",
        _paths_by_pipeline,
        is_slow=True,
    ),
)
