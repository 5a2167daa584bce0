"""A journey as the oracles take it, and credit as they give it.

Belongs here: the two shapes that all attribution oracles share, and the sum over journeys.
Does not belong here: any attribution model (`rules`, `markov`, `shapley`, `fractribution`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Journey:
    """Channels in the order of their touches; how many took it and converted, and were lost.

    `value` is that of all its conversions; `ages` are the touches' days before the end, if known.
    """

    steps: tuple[str, ...]
    conversions: float
    lost: float = 0.0
    value: float = 0.0
    ages: tuple[float, ...] = ()


@dataclass(frozen=True)
class Credit:
    """What a channel is credited with: conversions, and their value in the journeys' currency."""

    conversions: float = 0.0
    value: float = 0.0


def collapsed(steps: Sequence[str]) -> tuple[str, ...]:
    """Steps of which consecutive repeats count once."""
    return tuple(step for step, _ in groupby(steps))


def credited(
    journeys: Iterable[Journey], shares_of: Callable[[Journey], Sequence[float]]
) -> dict[str, Credit]:
    """Sum each journey's outcome over its steps by `shares_of`, one share a step."""
    credit: dict[str, Credit] = {}
    for journey in journeys:
        for step, share in zip(journey.steps, shares_of(journey), strict=True):
            known = credit.get(step, Credit())
            credit[step] = Credit(
                known.conversions + share * journey.conversions,
                known.value + share * journey.value,
            )
    return credit
