"""Whom to pay with a budget: most expected outcome, where overlapping audiences count once.

Belongs here: the lazy greedy choice under a budget, with its bound.
Does not belong here: who may be chosen, what they cost and what they bring; that is SQL. Choosing a
    number of people instead of spending a budget is `coverage`.
"""

from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Selection:
    """`chosen[i]` is the candidate of step i and `gained[i]` what it adds.

    `bound`: no choice within the budget expects more.
    """

    chosen: Array
    gained: Array
    bound: float


def select_under_budget(
    first: Array, members: Array, chance: Array, cost: Array, budget: float
) -> Selection:
    """Choose candidates who together are expected to move the most people, within a budget.

    Candidate c moves each of its audience with probability chance[c], whoever else does; somebody
    is moved once. So the expected outcome of a set S is the sum over people of
    1 - product over c in S who reach them of (1 - chance[c]): it grows, the less the more are in.

    Args: the audience of candidate c is members[first[c]:first[c + 1]], integers from 0 on, each
        once; `chance` in 0..1 by candidate, `cost` > 0 in the unit of the budget.
    Returns the better of the greedy choice by outcome per cost and of the best single candidate;
        of candidates that add as much, the earliest.
    Source: Khuller, Moss and Naor 1999; Leskovec et al. 2007 (cost-effective lazy forward): at
        least (1 - 1/e) / 2 of the optimum. The bound holds at every step of the greedy choice:
        what was reached, and the budget spent once more on what would add most per cost
        (submodularity).
    Cost: as `greedy_coverage`. Memory: eight bytes a person of an audience.
    Invariant: the sum of `gained` is the expected outcome of the set, and its costs sum to at most
        the budget.
    """
    left = np.ones(int(members.max()) + 1 if len(members) else 0)
    sizes = np.diff(first)
    single = sizes * chance
    affordable = (cost <= budget) & (single > 0)
    gains = np.where(affordable, single, 0.0)
    bound = _bound(gains, cost, budget, 0.0)
    greedy, gained = _greedy(first, members, chance, cost, budget, gains, left)
    reached = float(sum(gained))
    # The gains as they stand at the end, looked at again, bound the optimum too.
    now = [
        float(left[members[first[at] : first[at + 1]]].sum()) * chance[at] if gains[at] > 0 else 0.0
        for at in range(len(gains))
    ]
    bound = max(min(bound, _bound(np.array(now), cost, budget, reached)), reached)
    if affordable.any():
        best = int(np.argmax(np.where(affordable, single, 0.0)))
        if single[best] > reached:
            return Selection(np.array([best]), np.array([single[best]]), max(bound, single[best]))
    return Selection(np.array(greedy, dtype=np.int64), np.array(gained, dtype=float), bound)


def _greedy(
    first: Array,
    members: Array,
    chance: Array,
    cost: Array,
    budget: float,
    gains: Array,
    left: Array,
) -> tuple[list[int], list[float]]:
    """The choice by outcome per cost; `left` is what nobody chosen has moved of each person."""
    # Gains only fall, so one that was worked out in this step and leads is the most.
    queue = [(-gain / cost[at], at) for at, gain in enumerate(gains) if gain > 0]
    heapify(queue)
    worked_out_in = np.zeros(len(gains), dtype=np.int64)
    chosen: list[int] = []
    gained: list[float] = []
    spent = 0.0
    while queue:
        at = queue[0][1]
        if spent + cost[at] > budget:
            heappop(queue)
            continue
        audience = members[first[at] : first[at + 1]]
        if worked_out_in[at] < len(chosen):
            gain = float(left[audience].sum()) * chance[at]
            worked_out_in[at] = len(chosen)
            heapreplace(queue, (-gain / cost[at], at))
            continue
        gain = -heappop(queue)[0] * cost[at]
        if gain <= 0:
            break
        left[audience] *= 1 - chance[at]
        chosen.append(at)
        gained.append(gain)
        spent += cost[at]
    return chosen, gained


def _bound(gains: Array, cost: Array, budget: float, reached: float) -> float:
    """What the budget could add at most beyond `reached`: fractions of candidates, best first."""
    order = np.argsort(-gains / cost, kind="stable")
    before = np.r_[0.0, np.cumsum(cost[order])[:-1]]
    part = np.clip((budget - before) / cost[order], 0.0, 1.0)
    return reached + float((part * gains[order]).sum())


def programme(candidates: pl.DataFrame, audiences: pl.DataFrame, budget: float) -> pl.DataFrame:
    """The selection for the rows of a warehouse.

    Args: candidates with `person_key`, `cost` > 0 and `incremental` > 0, in the order that breaks
        ties; audiences with `person_key` and `audience_key`, one row a pair. A candidate moves
        each of the own audience with the probability incremental by its size; without an audience,
        nobody.
    Returns one row per selection_place, from 1: `person_key`, `cost`, `incremental_added`, and
        over all places up to it `incremental_expected` and `cost_spent`; `incremental_bound` is
        that of the whole budget.
    Cost: a sort of the pairs, and that of `select_under_budget`.
    """
    pairs = (
        candidates.with_row_index("candidate")
        .join(audiences, on="person_key")
        .select("candidate", member=pl.col("audience_key").rank("dense") - 1)
        .sort("candidate", "member")
    )
    count = np.bincount(pairs["candidate"].to_numpy(), minlength=candidates.height)
    chance = np.minimum(candidates["incremental"].to_numpy() / np.maximum(count, 1), 1.0)
    cost = candidates["cost"].to_numpy()
    found = select_under_budget(
        np.r_[0, np.cumsum(count)],
        pairs["member"].to_numpy().astype(np.int64),
        chance,
        cost,
        budget,
    )
    return pl.DataFrame(
        {
            "selection_place": np.arange(1, len(found.chosen) + 1),
            "person_key": candidates["person_key"].gather(found.chosen),
            "cost": cost[found.chosen],
            "incremental_added": found.gained,
            "incremental_expected": np.cumsum(found.gained),
            "cost_spent": np.cumsum(cost[found.chosen]),
            "incremental_bound": np.full(len(found.chosen), found.bound),
        }
    )
