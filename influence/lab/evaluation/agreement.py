"""How well a score agrees with the truth.

Belongs here: Spearman's correlation, NDCG, overlap of the top and coverage of intervals.
Does not belong here: which scores there are (`scores`), and what is true (`truth`).

*Nuances*
- Who has no score stands behind all who have one, tied with each other.
- Ties are not broken by luck: people who tie share the places that they take together, each as
  likely to stand on any of them. So a score that gives everyone the same is as good as chance.
"""

from dataclasses import dataclass

import numpy as np

from influence.lab.frames import Array

TOP = 50


@dataclass(frozen=True)
class Agreement:
    """`spearman` is null where one side is constant; `ndcg` and `overlap` are of the top 50."""

    people: int
    spearman: float | None
    ndcg: float | None
    overlap: float | None


def agreement_of(score: Array, truth: Array) -> Agreement:
    """Compare a score with the truth, person by person; NaN is no score.

    Raises ValueError where the two differ in length or a truth is missing.
    """
    if len(score) != len(truth) or np.isnan(truth).any():
        raise ValueError(f"{len(score)} scores and {len(truth)} truths, none of which may be NaN")
    known = np.where(np.isnan(score), -np.inf, score)
    return Agreement(len(truth), spearman(known, truth), ndcg(known, truth), overlap(known, truth))


def spearman(score: Array, truth: Array) -> float | None:
    """Correlation of the ranks, ties at their average (Spearman 1904)."""
    if len(truth) < 2:
        return None
    # The average of the places of a tie, as from the first to the last.
    ranks = [_shared(-side, np.arange(1.0, len(truth) + 1)) for side in (score, truth)]
    if any(rank.min() == rank.max() for rank in ranks):
        return None
    return float(np.corrcoef(ranks)[0, 1])


def ndcg(score: Array, truth: Array, top: int = TOP) -> float | None:
    """Normalised discounted cumulative gain of the top (Järvelin and Kekäläinen 2002).

    The gain is what is true of a person, nothing where that is negative; null where nobody gains.
    """
    gain = np.maximum(truth, 0.0)
    ideal = float((np.sort(gain)[::-1][:top] * _discounts(len(gain), top)[:top]).sum())
    if not ideal:
        return None
    places = _discounts(len(gain), top)
    return float((gain * _shared(score, places)).sum()) / ideal


def overlap(score: Array, truth: Array, top: int = TOP) -> float | None:
    """Expected share of the true top that the score has in its top; null for fewer people."""
    if len(truth) < top:
        return None
    in_top = np.r_[np.ones(top), np.zeros(len(truth) - top)]
    return float((_shared(score, in_top) * _shared(truth, in_top)).sum()) / top


def _discounts(count: int, top: int) -> Array:
    places = np.zeros(count)
    size = min(count, top)
    places[:size] = 1 / np.log2(np.arange(size) + 2)
    return places


def _shared(score: Array, worth: Array) -> Array:
    """The worth of each person's place in the order of the score; ties share theirs equally."""
    order = np.argsort(-score, kind="stable")
    _, group = np.unique(-score[order], return_inverse=True)
    average = np.bincount(group, worth) / np.bincount(group)
    shared = np.empty(len(score))
    shared[order] = average[group]
    return shared


def covered(low: Array, high: Array, truth: Array) -> float | None:
    """Share of the intervals that hold the truth; null where there is none with both ends."""
    has_both = ~(np.isnan(low) | np.isnan(high))
    if not has_both.any():
        return None
    inside = (low <= truth) & (truth <= high)
    return float(inside[has_both].mean())
