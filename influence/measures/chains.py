"""Journeys as a Markov chain: who follows whom, and how often a journey then converts.

Belongs here: journeys as arrays, the chain of order 1 or 2 that they make, and what is expected of
a journey from its start on and from each state on.
Does not belong here: what is lost without somebody (`removal_effects`).

*Conventions* (Anderl, Becker, von Wangenheim, Schumann, "Mapping the customer journey",
International Journal of Research in Marketing 33, 2016; as the ChannelAttribution package has them)
- Consecutive touchpoints of one person count once.
- Journeys that led to nothing are in the chain.
- Of order 2 the state is the last two people; of the first step, that one alone.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from influence.errors import MeasureError

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
# What is left of a sum of steps, as a share of its largest number, when it is taken for done.
DONE = 1e-16
# A chain of journeys of a thousand touchpoints each takes some forty thousand steps.
MOST_STEPS = 200_000


@dataclass(frozen=True)
class Journeys:
    """`steps[first[j]:first[j + 1]]` are the people of journey j in order, numbers from 0 on.

    Every journey has a step, and no two consecutive ones are alike. Of those who took it,
    `converted` converted, which was worth `value` in all, and `lost` did not.
    """

    first: Array
    steps: Array
    converted: Floats
    lost: Floats
    value: Floats

    @property
    def people(self) -> int:
        return int(self.steps.max()) + 1 if len(self.steps) else 0


def journeys_of(journey: Array, person: Array, converted: Floats, value: Floats) -> Journeys:
    """Journeys from one row per touchpoint, those of a journey together and in order.

    Args: `journey` any numbers; `person` from 0 on; `converted` (0 or 1) and `value` are the
        journey's, on each of its rows.
    """
    begins = np.r_[np.ones(min(1, len(journey)), dtype=bool), journey[1:] != journey[:-1]]
    is_kept = begins.copy()
    is_kept[1:] |= person[1:] != person[:-1]
    first = np.flatnonzero(begins[is_kept])
    of_journey = converted[begins]
    return Journeys(
        np.r_[first, np.count_nonzero(is_kept)],
        person[is_kept],
        of_journey,
        1 - of_journey,
        value[begins],
    )


@dataclass(frozen=True)
class Chain:
    """Probabilities of a chain of n states.

    `starts` (n) of a journey to begin in a state, `follows` (n, n) of a step from one to another,
    `converts` (n) of the journey to convert there, `pays` (n) times what that is worth on average;
    `person` (n) is whose touchpoint the state is.
    """

    starts: Floats
    follows: Any
    converts: Floats
    pays: Floats
    person: Array


def chain_of(journeys: Journeys, order: int = 1) -> Chain:
    """The chain of the last `order` people of a journey, 1 or 2.

    Cost: linear in steps; of order 2 one sort of them.
    """
    steps, first = journeys.steps, journeys.first
    taken = journeys.converted + journeys.lost
    if order == 1:
        state, person = steps, np.arange(journeys.people)
    else:
        before = np.r_[journeys.people, steps[:-1]].astype(np.int64)
        before[first[:-1]] = journeys.people
        pairs, state = np.unique(before * journeys.people + steps, return_inverse=True)
        person = pairs % max(journeys.people, 1)
    states = len(person)
    begins, ends = state[first[:-1]], state[first[1:] - 1]
    of_step = np.repeat(taken, np.diff(first))
    is_followed = np.ones(len(steps), dtype=bool)
    is_followed[first[1:] - 1] = False
    followed = np.flatnonzero(is_followed)
    left = np.bincount(state, of_step, states)
    # A state that nobody took is left by nobody.
    left[left == 0] = 1
    follows = csr_array(
        (of_step[followed] / left[state[followed]], (state[followed], state[followed + 1])),
        shape=(states, states),
    )
    follows.sum_duplicates()
    return Chain(
        np.bincount(begins, taken, states) / max(taken.sum(), 1),
        follows,
        np.bincount(ends, journeys.converted, states) / left,
        np.bincount(ends, np.maximum(journeys.value, 0), states) / left,
        person,
    )


def summed_steps(step: Any, begin: Floats) -> Floats:
    """(1 - step)⁻¹ begin, summed step by step: begin, step begin, step² begin and so on.

    Args: `step` (n, n) with entries >= 0, of a chain that always ends; `begin` (n) or (n, k) >= 0.
    Cost: as many products as a journey takes to end, to 16 digits: some 40 times its length.
    Raises MeasureError where the chain does not end.
    """
    total, term = begin.copy(), begin
    for _ in range(MOST_STEPS):
        term = step @ term
        if np.all(term.max(axis=0, initial=0) <= DONE * total.max(axis=0, initial=0)):
            return total
        total += term
    raise MeasureError(
        f"The chain of journeys still runs after {MOST_STEPS} steps, with {term.max():.1e} left. "
        "Journeys that end make a chain that ends: look for a step or an outcome below 0."
    )
