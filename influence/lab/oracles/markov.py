"""Markov removal effects, exactly: a dense linear system for the chain and one for each removal.

Belongs here: the chain of journeys, its conversion probability, removal effects and their credit.
Does not belong here: anything fast. The state of the chain is the last one or two channels, so
the system has up to c or c + c² unknowns for c channels.

Source: Anderl, Becker, von Wangenheim, Schumann, "Mapping the customer journey", International
Journal of Research in Marketing 33 (2016); the conventions of the ChannelAttribution package.

*Nuances*
- Consecutive repeats count once. For order 1 that changes nothing: a loop only delays.
- A journey that the chain leads into a removed channel is lost.
- Removal effects do not sum to 1; credit is their share of the sum times all conversions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from influence.lab.oracles.journeys import Journey, collapsed

State = tuple[str, ...]
START: State = ()


@dataclass(frozen=True)
class Chain:
    """How often each state was followed by each other state, and by a conversion or a loss."""

    followed: dict[State, dict[State, float]]
    converted: dict[State, float]
    lost: dict[State, float]

    @property
    def channels(self) -> list[str]:
        return sorted({channel for state in self.followed for channel in state})


def chain_of(journeys: Iterable[Journey], order: int = 1, *, with_lost: bool = True) -> Chain:
    """Count transitions between states, each the last `order` channels of a journey.

    Without `with_lost` only the converting journeys are counted, as if nobody else had come.
    """
    chain = Chain({START: {}}, {}, {})
    for journey in journeys:
        lost = journey.lost if with_lost else 0.0
        whole = journey.conversions + lost
        if not whole:
            continue
        state, steps = START, collapsed(journey.steps)
        for at in range(len(steps)):
            following = steps[max(0, at + 1 - order) : at + 1]
            _add(chain.followed.setdefault(state, {}), following, whole)
            state = following
        chain.followed.setdefault(state, {})
        _add(chain.converted, state, journey.conversions)
        _add(chain.lost, state, lost)
    return chain


def conversion_probability(chain: Chain, removed: str | None = None) -> float:
    """Probability that a journey from the start converts, with one channel taken away.

    p = Q p + r over the states, where p is 0 in every state that holds the removed channel.
    """
    states = list(chain.followed)
    index = {state: at for at, state in enumerate(states)}
    matrix, converts = np.eye(len(states)), np.zeros(len(states))
    for state, following in chain.followed.items():
        if removed in state:
            continue
        at = index[state]
        ended = chain.converted.get(state, 0.0) + chain.lost.get(state, 0.0)
        whole = sum(following.values()) + ended
        converts[at] = chain.converted.get(state, 0.0) / whole
        for other, count in following.items():
            matrix[at, index[other]] -= count / whole
    return float(np.linalg.solve(matrix, converts)[index[START]])


def removal_effects(chain: Chain) -> dict[str, float]:
    """1 - P(conversion without the channel) / P(conversion), by channel; 0..1."""
    whole = conversion_probability(chain)
    return {
        channel: 1 - conversion_probability(chain, channel) / whole for channel in chain.channels
    }


def markov_credit(
    journeys: Sequence[Journey], order: int = 1, *, with_lost: bool = True
) -> dict[str, float]:
    """Conversions by channel: its share of all removal effects, times all conversions."""
    effects = removal_effects(chain_of(journeys, order, with_lost=with_lost))
    conversions = sum(journey.conversions for journey in journeys)
    whole = sum(effects.values())
    return {channel: effect / whole * conversions for channel, effect in effects.items()}


def _add(counts: dict[State, float], state: State, count: float) -> None:
    counts[state] = counts.get(state, 0.0) + count
