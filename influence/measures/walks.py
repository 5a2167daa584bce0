"""Converting journeys drawn by lot from a chain, for chains too large to be solved.

Belongs here: the draw of journeys that convert, and whom they come past.
Does not belong here: chains that can be solved (`removal_effects`).

Only converting journeys are drawn, as nothing is lost with the others (Doob's h-transform): with h
the probability to convert from a state on, a step from i to j is taken with Q_ij h_j / h_i, and the
journey converts in i with r_i / h_i.
"""

from dataclasses import dataclass

import numpy as np

from influence.measures.chains import Array, Chain, Floats
from influence.measures.compiled import beside_each_other, compiled

# Parts of the draw, whatever the number of cores, so that the same seed draws the same journeys.
PARTS = 16
# Of SplitMix64, Steele, Lea and Flood 2014.
GOLDEN, FIRST_MIX, SECOND_MIX = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


@dataclass(frozen=True)
class Walks:
    """Share of converting journeys that come past each person (n), and of their value.

    The halves (2, n) are of every other part of the draw: how far they differ tells its error.
    """

    share: Floats
    value_share: Floats
    halves: Floats


def converting_walks(chain: Chain, people: int, outlook: Floats, *, walks: int, seed: int) -> Walks:
    """Draw journeys that convert.

    Args: `outlook` (states): probability to convert from each state on.
    Cost: steps of the walks times the logarithm of the states that may follow.
    """
    begin = chain.starts * outlook
    drawn_from = (
        np.cumsum(begin / begin.sum()),
        chain.follows.indptr,
        chain.follows.indices,
        _cumulated(chain, outlook),
        chain.person,
        np.divide(chain.pays, chain.converts, out=np.zeros_like(begin), where=chain.converts > 0),
    )
    in_part = -(-walks // PARTS)
    parts = beside_each_other(
        lambda part: _drawn(*drawn_from, people, in_part, np.uint64(seed * PARTS + part)),
        range(PARTS),
    )
    seen = np.array([part[0] for part in parts])
    worth = np.array([part[1] for part in parts])
    # The last number of a part's worth is that of all its journeys.
    whole = worth[:, -1].sum()
    return Walks(
        seen.sum(axis=0) / (in_part * PARTS),
        worth[:, :-1].sum(axis=0) / whole if whole > 0 else np.zeros(people),
        np.array([seen[half::2].sum(axis=0) / (in_part * PARTS / 2) for half in (0, 1)]),
    )


def _cumulated(chain: Chain, outlook: Floats) -> Floats:
    """By row, the running sum of the probabilities to go on, of a journey that converts."""
    pointers = chain.follows.indptr
    state = np.repeat(np.arange(len(outlook)), np.diff(pointers))
    held = np.where(outlook[state] > 0, outlook[state], 1)
    going = chain.follows.data * outlook[chain.follows.indices] / held
    return _running_sums(pointers, going)


@compiled
def _running_sums(pointers: Array, numbers: Floats) -> Floats:
    sums = np.empty_like(numbers)
    for row in range(len(pointers) - 1):
        running = 0.0
        for at in range(pointers[row], pointers[row + 1]):
            running += numbers[at]
            sums[at] = running
    return sums


@compiled
def _drawn(
    begins: Floats,
    pointers: Array,
    following: Array,
    running: Floats,
    person: Array,
    worth_there: Floats,
    people: int,
    walks: int,
    seed: np.uint64,
) -> tuple[Floats, Floats]:
    seen, worth = np.zeros(people), np.zeros(people + 1)
    last_walk = np.full(people, -1)
    passed = np.empty(people, dtype=np.int64)
    # seeds that differ by one are a whole part of the sequence apart
    lot = np.uint64(seed) * np.uint64(0xD1342543DE82EF95)
    for walk in range(walks):
        many = 0
        state = -1
        while True:
            lot += np.uint64(GOLDEN)
            mixed = (lot ^ (lot >> np.uint64(30))) * np.uint64(FIRST_MIX)
            mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(SECOND_MIX)
            mixed ^= mixed >> np.uint64(31)
            drawn = (mixed >> np.uint64(11)) * (1.0 / 9007199254740992.0)
            if state < 0:
                state = int(np.searchsorted(begins, drawn, side="right"))
                # the running sum may end a digit below 1
                state -= state == len(begins)
            else:
                low, high = pointers[state], pointers[state + 1]
                while low < high:
                    middle = (low + high) // 2
                    if running[middle] <= drawn:
                        low = middle + 1
                    else:
                        high = middle
                if low == pointers[state + 1]:
                    break
                state = following[low]
            who = person[state]
            if last_walk[who] != walk:
                last_walk[who] = walk
                passed[many] = who
                many += 1
        for at in range(many):
            seen[passed[at]] += 1
            worth[passed[at]] += worth_there[state]
        worth[people] += worth_there[state]
    return seen, worth
