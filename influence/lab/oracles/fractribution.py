"""Fractribution's credit of a path: how much more often it converts than without one of its steps.

Belongs here: the credit of counted paths by their conversion rates.
Does not belong here: how visits become paths, or channels.

Source: the published report of Snowplow's fractribution package, which calls the model `shapley`;
it is a removal of one step at a time, with paths compared whole.

*Nuances*
- A path that nobody took converts never.
- Where no step adds anything, the last one takes all; no such path of the published table
  converts, so that its credit is nothing.
"""

from collections.abc import Iterable

from influence.lab.oracles.journeys import Credit, Journey, credited


def conversion_rates(paths: Iterable[Journey]) -> dict[tuple[str, ...], float]:
    """Conversions over all who took the path, by path. Paths must be told once each."""
    return {path.steps: path.conversions / (path.conversions + path.lost) for path in paths}


def step_shares(path: Journey, rates: dict[tuple[str, ...], float]) -> list[float]:
    """The share of each step: what the rate loses without it, scaled to a sum of 1."""
    steps = path.steps
    without = [rates.get(steps[:at] + steps[at + 1 :], 0.0) for at in range(len(steps))]
    gains = [max(rates[steps] - rate, 0.0) for rate in without]
    whole = sum(gains)
    if not whole:
        return [0.0] * (len(steps) - 1) + [1.0]
    return [gain / whole for gain in gains]


def fractribution_credit(paths: list[Journey]) -> dict[str, Credit]:
    """Conversions and value by channel."""
    rates = conversion_rates(paths)
    return credited(paths, lambda path: step_shares(path, rates))
