"""Attribution against ChannelAttribution's numbers of touches with customers and times.

Belongs here: journeys cut by the data set's rule and by ours, and what each gives. All five rules
of the pipeline are held here, as these touches have times.
Does not belong here: paths that somebody has already counted (`attribution`).

*Nuances*. The expected table cuts a customer's touches after each conversion and looks back over
all of the month. The product looks back 30 days from each conversion and does not cut
(`measures.md`): first and linear of customers who bought twice are others on purpose. So the
pipeline is held against the oracle on journeys by its own rule; what the published numbers are
beside it is told. The last touch is the same by both rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from influence.lab.external.attribution import (
    by_rule,
    measured_credit,
    published_credit,
    rows_of_rules,
)
from influence.lab.external.checks import Check, Row
from influence.lab.external.tables import number, read_table
from influence.lab.external.workbench import Workbench
from influence.lab.oracles import rules
from influence.lab.oracles.journeys import Credit, Journey, credited
from influence.lab.oracles.markov import markov_credit

TOUCHPOINTS = "attribution_touchpoints"
DAY = timedelta(days=1)
LOOKBACK = 30 * DAY
SIX_DIGITS, CENT = 1e-6, 0.01
# What the package's simulation may be off, of channels above 5 % of all conversions.
SIMULATED, MAIN_CHANNEL = 0.015, 0.05


@dataclass(frozen=True)
class Touch:
    """One touch of a customer; `value` is that of the conversion that it is, else null."""

    at: datetime
    channel: str
    value: float | None


def touches_of(bench: Workbench) -> list[list[Touch]]:
    """The touches of each customer in time; ties as in the file."""
    touches: dict[str, list[Touch]] = {}
    for row in read_table(bench.file(TOUCHPOINTS, "attribution_data.csv")):
        value = number(row["conversion_value"]) if row["conversion"] == "1" else None
        touch = Touch(datetime.fromisoformat(row["time"]), row["channel"], value)
        touches.setdefault(row["customer_id"], []).append(touch)
    return [sorted(of_customer, key=lambda touch: touch.at) for of_customer in touches.values()]


def cut_at_conversions(touches: list[Touch]) -> Iterator[Journey]:
    """The journeys of one customer by the rule of the data set's README."""
    steps: list[str] = []
    for touch in touches:
        steps.append(touch.channel)
        if touch.value is not None:
            yield Journey(tuple(steps), 1, 0, touch.value)
            steps = []
    if steps:
        yield Journey(tuple(steps), 0, 1)


def looking_back(touches: list[Touch]) -> Iterator[Journey]:
    """The converting journeys of one customer by the product's rule; ties by channel."""
    ordered = sorted(touches, key=lambda touch: (touch.at, touch.channel))
    for conversion in ordered:
        if conversion.value is not None:
            end = conversion.at
            seen = [touch for touch in ordered if end - LOOKBACK < touch.at <= end]
            steps = tuple(touch.channel for touch in seen)
            ages = tuple((end - touch.at) / DAY for touch in seen)
            yield Journey(steps, 1, 0, conversion.value, ages)


def _by_oracle(bench: Workbench) -> Iterator[Row]:
    journeys = [journey for touches in touches_of(bench) for journey in cut_at_conversions(touches)]
    conversions = sum(journey.conversions for journey in journeys)
    yield Row("journeys", 5_734, len(journeys))
    yield Row("conversions", 1_094, conversions)
    expected = read_table(bench.file(TOUCHPOINTS, "expected_credit.csv"))
    yield from rows_of_rules(expected, by_rule(journeys), SIX_DIGITS)
    credit = {order: markov_credit(journeys, order) for order in (1, 2)}
    measured = {order: measured_credit(journeys, order) for order in (1, 2)}
    for row in expected:
        channel = row["channel_name"]
        exact = number(row["markov_order1_exact_conversions"])
        yield Row(f"order 1, {channel}", exact, credit[1][channel], SIX_DIGITS)
        yield Row(f"order 1, {channel}, measures", exact, measured[1][channel], SIX_DIGITS)
        yield Row(
            f"order 2, {channel}, measures and oracle",
            credit[2][channel],
            measured[2][channel],
            SIX_DIGITS,
        )
        for order, found in credit.items():
            simulated = number(row[f"markov_order{order}_total_conversions"])
            is_main = simulated > MAIN_CHANNEL * conversions
            within = SIMULATED * simulated if is_main else None
            yield Row(f"order {order}, simulated, {channel}", simulated, found[channel], within)


def _by_pipeline(bench: Workbench) -> Iterator[Row]:
    journeys = [journey for touches in touches_of(bench) for journey in looking_back(touches)]
    ours = by_rule(journeys) | {
        "position": credited(journeys, lambda journey: rules.position(len(journey.steps))),
        "time_decay": credited(journeys, lambda journey: rules.time_decay(journey.ages)),
    }
    expected = read_table(bench.file(TOUCHPOINTS, "expected_credit.csv"))
    with bench.warehouse(bench.datasets / TOUCHPOINTS) as warehouse:
        found = {rule: published_credit(warehouse, rule) for rule in ours}
    yield from rows_of_rules(expected, {"last": found["last"]}, CENT)
    for rule, credit in ours.items():
        for channel, own in credit.items():
            got = found[rule].get(channel, Credit())
            name = f"{rule}, {channel}"
            yield Row(
                f"{name}, conversions, our rule", own.conversions, got.conversions, SIX_DIGITS
            )
            yield Row(f"{name}, value, our rule", own.value, got.value, CENT)
    for rule in ("first", "linear"):
        for row in expected:
            channel = row["channel_name"]
            published = number(row[f"{rule}_touch_conversions"])
            got = found[rule].get(channel, Credit())
            yield Row(f"{rule}, {channel}, conversions, cut", published, got.conversions, None)


_SOURCE = "ChannelAttribution 2.2.5 on the journeys of the data set's README"
CHECKS = (
    Check("touchpoints, oracle", (TOUCHPOINTS,), _SOURCE, _by_oracle),
    Check("touchpoints by rule, pipeline", (TOUCHPOINTS,), _SOURCE, _by_pipeline, is_slow=True),
)
