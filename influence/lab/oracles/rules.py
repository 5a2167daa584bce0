"""Attribution by rule: first, last, linear, time decay, position.

Belongs here: the share that each touch of one journey gets.
Does not belong here: models that look at other journeys too (`markov`, `shapley`, `fractribution`).

Consecutive repeats are touches of their own here.
"""

from collections.abc import Sequence

FIRST_SHARE, LAST_SHARE = 0.4, 0.4
HALF_LIFE_DAYS = 7.0


def first(touches: int) -> list[float]:
    """All to the first of `touches` touches (ChannelAttribution, `heuristic_models`)."""
    return [1.0] + [0.0] * (touches - 1)


def last(touches: int) -> list[float]:
    """All to the last of `touches` touches (ChannelAttribution, `heuristic_models`)."""
    return [0.0] * (touches - 1) + [1.0]


def linear(touches: int) -> list[float]:
    """The same to every touch (ChannelAttribution, `heuristic_models`)."""
    return [1.0 / touches] * touches


def position(touches: int) -> list[float]:
    """40 % to the first, 40 % to the last, the rest equally to those between (`measures.md`).

    One touch takes all; of two each takes half.
    """
    if touches == 1:
        return [1.0]
    if touches == 2:
        whole = FIRST_SHARE + LAST_SHARE
        return [FIRST_SHARE / whole, LAST_SHARE / whole]
    between = (1 - FIRST_SHARE - LAST_SHARE) / (touches - 2)
    return [FIRST_SHARE, *[between] * (touches - 2), LAST_SHARE]


def time_decay(ages: Sequence[float], half_life: float = HALF_LIFE_DAYS) -> list[float]:
    """Half as much for every `half_life` that a touch is older; ages in days (`measures.md`)."""
    weights = [0.5 ** (age / half_life) for age in ages]
    whole = sum(weights)
    return [weight / whole for weight in weights]
