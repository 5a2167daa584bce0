"""Whether people act after those they follow, or only like them: the shuffle test.

Belongs here: the statistic, its distribution under shuffled times, and the p-value.
Does not belong here: what an action is, and who follows whom; that is SQL.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Shuffled:
    """`statistic` of the real times, `expected` and `spread` of the shuffled ones."""

    statistic: float
    expected: float
    spread: float
    p_value: float


def shuffle_test(
    time: Array,
    stratum: Array,
    follower: Array,
    followed: Array,
    shuffles: int,
    chance: np.random.Generator,
) -> Shuffled:
    """Compare when people act with when they would if times meant nothing.

    Everybody here acts. With a_i the number of people whom i follows and who acted before i, the
    statistic is the sum of log(1 + a_i): what the logistic model of Anagnostopoulos, Kumar and
    Mahdian sees of the coefficient of influence. Those who act alike because they are alike do so
    in any order, so without influence shuffled times give as much. Times are shuffled within
    strata, so that who acts often, and so acts first, is exchanged with their like only.

    Args: `time[i]` of person i, any number, ties are no precedence; `stratum[i]` an integer;
        `follower[e]` and `followed[e]` the two people of edge e; at least one shuffle.
    Returns `p_value` = (1 + shuffles with as much or more) / (1 + shuffles): never 0, and uniform
        without influence.
    Source: Anagnostopoulos, Kumar, Mahdian 2008 (influence and correlation in social networks);
        Phipson and Smyth 2010 (p-values of permutations).
    Cost: edges and a sort of the people, each shuffle. Memory: edges and people.
    Invariant: the same seed gives the same numbers; no change of scale of `time` matters.
    """
    observed = _statistic(time, follower, followed)
    order = np.argsort(stratum, kind="stable")
    blocks = np.flatnonzero(np.diff(stratum[order])) + 1
    found = np.empty(shuffles)
    for turn in range(shuffles):
        shuffled = np.empty_like(time)
        for block in np.split(order, blocks):
            shuffled[block] = time[chance.permutation(block)]
        found[turn] = _statistic(shuffled, follower, followed)
    # Sums of logarithms in another order differ in the last digits.
    as_much = int((found >= observed - 1e-9 * max(1.0, observed)).sum())
    return Shuffled(
        observed, float(found.mean()), float(found.std()), (1 + as_much) / (1 + shuffles)
    )


def _statistic(time: Array, follower: Array, followed: Array) -> float:
    before = np.bincount(follower[time[followed] < time[follower]], minlength=len(time))
    return float(np.log1p(before).sum())


def shuffle_topics(actions: pl.DataFrame, edges: pl.DataFrame, shuffles: int) -> pl.DataFrame:
    """The test for every topic and kind of action.

    Args: actions with `topic_id`, `action_kind`, `person_key`, `acted_at` and `stratum`, one row a
        person, in a total order; edges with `topic_id`, `action_kind`, `follower_key` and
        `followed_key`, both of whom act.
    Returns one row per topic_id, action_kind; without edges the statistic is null.
    Cost: that of `shuffle_test`, one topic at a time. Each topic has a seed of its own, from its
        people and edges alone, so another topic changes nothing.
    """
    by_topic = edges.partition_by("topic_id", "action_kind", as_dict=True)
    rows = []
    for (topic, kind), people in actions.group_by("topic_id", "action_kind", maintain_order=True):
        links = by_topic.get((topic, kind), edges.head(0))
        key = people["person_key"].sort()
        place = people.sort("person_key")
        found = None
        if links.height:
            found = shuffle_test(
                place["acted_at"].cast(pl.Datetime("us")).to_physical().to_numpy(),
                place["stratum"].to_numpy(),
                key.search_sorted(links["follower_key"]).to_numpy(),
                key.search_sorted(links["followed_key"]).to_numpy(),
                shuffles,
                np.random.default_rng([people.height, links.height]),
            )
        rows.append(
            {
                "topic_id": topic,
                "action_kind": kind,
                "people_acting": people.height,
                "follows_among_them": links.height,
                "statistic": found.statistic if found else None,
                "statistic_shuffled": found.expected if found else None,
                "statistic_spread": found.spread if found else None,
                "p_value": found.p_value if found else None,
            }
        )
    return pl.DataFrame(
        rows,
        schema={
            "topic_id": pl.String,
            "action_kind": pl.String,
            "people_acting": pl.Int64,
            "follows_among_them": pl.Int64,
            "statistic": pl.Float64,
            "statistic_shuffled": pl.Float64,
            "statistic_spread": pl.Float64,
            "p_value": pl.Float64,
        },
    )
