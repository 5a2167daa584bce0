"""Which people together reach the most: maximum coverage of audiences.

Belongs here: the lazy greedy choice with its bound, topic by topic.
Does not belong here: who is in whose audience, and who may be chosen; that is SQL.
"""

from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Coverage:
    """`chosen[i]` is the candidate of step i, `gained[i]` whom it adds.

    `bound[i]`: no choice of i + 1 people, candidates or not, reaches more.
    """

    chosen: Array
    gained: Array
    bound: Array


def greedy_coverage(first: Array, members: Array, most: int, largest_outside: int = 0) -> Coverage:
    """Choose candidates one by one, each time the one who adds the most people.

    Args: the audience of candidate c is members[first[c]:first[c + 1]], integers from 0 on, each
        once; `first` has one entry more than there are candidates. At most `most` are chosen,
        fewer where nobody adds anybody. `largest_outside` is the largest audience of all who
        are no candidates. Of candidates that add as many, the earliest is chosen.
    Source: lazy evaluation, Minoux 1978; at least 1 - 1/e of the optimum among candidates,
        Nemhauser, Wolsey and Fisher 1978. The bound follows from submodularity: with any set
        reached, k people add at most the k largest single gains.
    Cost: the first evaluation of every member, then few: an audience is looked at again only
        where what it added last could still be the most. Memory: one byte a person.
    Invariant: the sum of `gained` is the size of the union of the chosen audiences.
    """
    sizes = np.diff(first)
    is_reached = np.zeros(int(members.max()) + 1 if len(members) else 0, dtype=bool)
    gains = sizes.astype(np.int64)
    bound = _bound_of(gains, most, 0, largest_outside)
    # Gains only fall, so a gain that was worked out in this step and leads is the most.
    queue = [(-int(gain), candidate) for candidate, gain in enumerate(gains) if gain]
    heapify(queue)
    worked_out_in = np.zeros(len(gains), dtype=np.int64)
    chosen: list[int] = []
    gained: list[int] = []
    while queue and len(chosen) < most:
        gain, candidate = -queue[0][0], queue[0][1]
        audience = members[first[candidate] : first[candidate + 1]]
        if worked_out_in[candidate] < len(chosen):
            gain = len(audience) - int(np.count_nonzero(is_reached[audience]))
            gains[candidate], worked_out_in[candidate] = gain, len(chosen)
            if gain:
                heapreplace(queue, (-gain, candidate))
            else:
                heappop(queue)
            continue
        heappop(queue)
        is_reached[audience] = True
        gains[candidate] = 0
        chosen.append(candidate)
        gained.append(gain)
        bound = np.minimum(bound, _bound_of(gains, most, sum(gained), largest_outside))
    return Coverage(np.array(chosen, dtype=np.int64), np.array(gained, dtype=np.int64), bound)


def _bound_of(gains: Array, most: int, reached: int, outside: int) -> Array:
    """By number of people, what they could reach at most beyond `reached`."""
    single = np.r_[gains, np.full(most, outside)]
    leading = -np.sort(-np.partition(single, len(single) - most)[len(single) - most :])
    bound: Array = reached + np.cumsum(leading)
    return bound


def reach_curves(pairs: pl.DataFrame, most: int) -> pl.DataFrame:
    """The reach curve of every topic.

    Args: pairs with `topic_id`, `audience_place` (of the candidate, from 1), `person_key`,
        `audience_key` and `largest_outside`, in the order of topic and place.
    Returns one row per topic_id, chosen_people: `person_key` of who is added, `audience_added`,
        `audience_reached` and `audience_bound`.
    Cost: one sort of the audience keys of a topic, then that of `greedy_coverage`.
    """
    curves = [
        _curve(topic, most)
        for topic in pairs.partition_by("topic_id", maintain_order=True, include_key=True)
    ]
    return pl.concat(curves) if curves else _curve(pairs, most)


def _curve(pairs: pl.DataFrame, most: int) -> pl.DataFrame:
    place = pairs["audience_place"].to_numpy()
    begins = np.flatnonzero(np.r_[np.ones(min(len(place), 1), dtype=bool), place[1:] != place[:-1]])
    members = (pairs["audience_key"].rank("dense") - 1).to_numpy()
    outside = int(pairs["largest_outside"][0]) if len(place) else 0
    found = greedy_coverage(np.r_[begins, len(place)], members, most, outside)
    steps = len(found.chosen)
    reached = np.cumsum(found.gained)
    return pl.DataFrame(
        {
            "topic_id": pairs["topic_id"].head(1).gather(np.zeros(steps, dtype=np.int64)),
            "chosen_people": np.arange(1, steps + 1),
            "person_key": pairs["person_key"].gather(begins[found.chosen]),
            "audience_added": found.gained,
            "audience_reached": reached,
            "audience_bound": found.bound[:steps],
        },
        schema={
            "topic_id": pl.String,
            "chosen_people": pl.Int64,
            "person_key": pl.Int64,
            "audience_added": pl.Int64,
            "audience_reached": pl.Int64,
            "audience_bound": pl.Int64,
        },
    )
