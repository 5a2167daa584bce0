"""Which people together reach the most: maximum coverage of audiences.

Belongs here: the lazy greedy choice with its bound, topic by topic and window by window.
Does not belong here: who is in whose audience, and who may be chosen; that is SQL.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from influence.measures.compiled import compiled

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Coverage:
    """`chosen[i]` is the candidate of step i, `gained[i]` whom it adds.

    `bound[i]`: no choice of i + 1 candidates reaches more.
    """

    chosen: Array
    gained: Array
    bound: Array


def greedy_coverage(first: Array, members: Array, most: int) -> Coverage:
    """Choose candidates one by one, each time the one who adds the most people.

    Args: the audience of candidate c is members[first[c]:first[c + 1]], integers from 0 on, each
        once; `first` has one entry more than there are candidates. At most `most` are chosen,
        fewer where nobody adds anybody. Of candidates that add as many, the earliest is chosen.
    Source: lazy evaluation, Minoux 1978; at least 1 - 1/e of the optimum, Nemhauser, Wolsey and
        Fisher 1978. The bound follows from submodularity: with any set reached, k people add at
        most the k largest single gains.
    Cost: about one look at every member: an audience is looked at again only where what it added
        last could still be the most. Memory: one byte a person, beside what is given.
    Invariant: the sum of `gained` is the size of the union of the chosen audiences.
    """
    is_reached = np.zeros(int(members.max()) + 1 if len(members) else 0, dtype=np.bool_)
    return _choose(first[:-1], first[1:], members, is_reached, most)


def _choose(begins: Array, ends: Array, members: Array, is_reached: Array, most: int) -> Coverage:
    """Do what `greedy_coverage` says; `is_reached` is all false, before and after."""
    gains = ends - begins
    # Largest gain first, which is a heap already.
    heap = np.argsort(-gains, kind="stable")
    worked_out_in = np.zeros(len(gains), dtype=np.int64)
    chosen: list[int] = []
    gained: list[int] = []
    bound = _leading_sums(gains, most)
    while len(gains) and len(chosen) < most:
        step = len(chosen)
        leading = _leading(step, heap, gains, worked_out_in, begins, ends, members, is_reached)
        if leading < 0:
            break
        chosen.append(leading)
        gained.append(int(gains[leading]))
        _set(is_reached, members, begins[leading], ends[leading], True)
        gains[leading] = 0
        bound = np.minimum(bound, sum(gained) + _leading_sums(gains, most))
    for one in chosen:
        _set(is_reached, members, begins[one], ends[one], False)
    return Coverage(np.array(chosen, dtype=np.int64), np.array(gained, dtype=np.int64), bound)


def _leading_sums(gains: Array, most: int) -> Array:
    """By number of people, what they add at the most when each adds all of the own gain."""
    single = np.r_[gains, np.zeros(most, dtype=np.int64)]
    leading = -np.sort(-np.partition(single, len(single) - most)[len(single) - most :])
    sums: Array = np.cumsum(leading)
    return sums


@compiled
def _leading(
    step: int,
    heap: Array,
    gains: Array,
    worked_out_in: Array,
    begins: Array,
    ends: Array,
    members: Array,
    is_reached: Array,
) -> int:
    """Who adds the most, or -1 where nobody adds anybody.

    Gains only fall, so one that was worked out in this step and leads is the most.
    """
    # Who was chosen before leads with a gain that is gone.
    _sift_down(heap, gains)
    while gains[heap[0]]:
        candidate = int(heap[0])
        if worked_out_in[candidate] == step:
            return candidate
        fresh = 0
        for place in range(begins[candidate], ends[candidate]):
            fresh += not is_reached[members[place]]
        gains[candidate] = fresh
        worked_out_in[candidate] = step
        _sift_down(heap, gains)
    return -1


@compiled
def _set(marks: Array, members: Array, begin: int, end: int, mark: bool) -> None:
    for place in range(begin, end):
        marks[members[place]] = mark


@compiled
def _sift_down(heap: Array, gains: Array) -> None:
    """Move the first entry, whose gain fell, to its place: by gain, then the earliest."""
    place, moving = 0, heap[0]
    while True:
        below = 2 * place + 1
        if below >= len(heap):
            break
        if below + 1 < len(heap) and _leads(heap[below + 1], heap[below], gains):
            below += 1
        if _leads(moving, heap[below], gains):
            break
        heap[place] = heap[below]
        place = below
    heap[place] = moving


@compiled
def _leads(candidate: int, other: int, gains: Array) -> bool:
    if gains[candidate] == gains[other]:
        return candidate < other
    return bool(gains[candidate] > gains[other])


@dataclass(frozen=True)
class _Topic:
    """The audiences of a topic, one candidate after the other, of each the last seen first.

    `ends[c, w]` is where the audience of candidate c in window w ends: windows end together, so a
    shorter one holds the beginning of what a longer one holds.
    """

    number: int
    first_candidate: int
    members: Array
    begins: Array
    ends: Array


CURVE = {
    "window_days": pl.Int32,
    "topic_number": pl.Int64,
    "chosen_people": pl.Int64,
    "candidate_number": pl.Int64,
    "audience_added": pl.Int64,
    "audience_reached": pl.Int64,
    "audience_bound": pl.Int64,
}


def reach_curves(pairs: Iterable[pl.DataFrame], window_days: list[int], most: int) -> pl.DataFrame:
    """The reach curve of every topic and window.

    Args: pairs in parts, with integers `topic_number`, `candidate_number` (of one topic each, in
        its order), `window_place` (of the shortest window that holds the pair, 1 the shortest)
        and `audience_number`, in the order of the first three. `window_days` ascends.
    Returns one row per window_days, topic_number, chosen_people: `candidate_number` of who is
        added, `audience_added`, `audience_reached` and `audience_bound`. Of candidates that add as
        many, the one with the largest audience is chosen, then the one with the smallest number.
    Cost: that of `greedy_coverage` for each topic and window. Memory: 8 bytes a pair of the largest
        topic, a part, and a byte a person.
    """
    is_reached = np.zeros(0, dtype=np.bool_)
    curves = [pl.DataFrame(schema=CURVE)]
    for topic in _topics(pairs, len(window_days)):
        if len(is_reached) <= topic.members.max():
            is_reached = np.zeros(2 * int(topic.members.max()) + 1, dtype=np.bool_)
        for window, days in enumerate(window_days):
            sizes = topic.ends[:, window] - topic.begins
            order = np.argsort(-sizes, kind="stable")[: np.count_nonzero(sizes)]
            begins, ends = topic.begins[order], topic.ends[order, window]
            found = _choose(begins, ends, topic.members, is_reached, most)
            steps = len(found.chosen)
            columns = (
                np.full(steps, days),
                np.full(steps, topic.number),
                np.arange(1, steps + 1),
                topic.first_candidate + order[found.chosen],
                found.gained,
                np.cumsum(found.gained),
                found.bound[:steps],
            )
            curves.append(pl.DataFrame(dict(zip(CURVE, columns, strict=True)), schema=CURVE))
    return pl.concat(curves)


def _topics(pairs: Iterable[pl.DataFrame], windows: int) -> Iterator[_Topic]:
    """Put the parts of each topic together, keeping of a pair no more than who is in it."""
    number, members, counts = -1, list[Array](), list[pl.DataFrame]()
    for part in pairs:
        for of_topic in part.partition_by("topic_number", maintain_order=True):
            if of_topic["topic_number"][0] != number:
                if members:
                    yield _topic(number, members, counts, windows)
                number, members, counts = of_topic["topic_number"][0], [], []
            members.append(of_topic["audience_number"].cast(pl.Int32).to_numpy())
            counts.append(of_topic.group_by("candidate_number", "window_place").len())
    if members:
        yield _topic(number, members, counts, windows)


def _topic(number: int, members: list[Array], counts: list[pl.DataFrame], windows: int) -> _Topic:
    count = pl.concat(counts)
    first = int(count["candidate_number"].min())  # type: ignore[arg-type]  # there are some
    candidate = count["candidate_number"].to_numpy().astype(np.int64) - first
    sizes = np.zeros((int(candidate.max()) + 1, windows), dtype=np.int64)
    np.add.at(sizes, (candidate, count["window_place"].to_numpy() - 1), count["len"].to_numpy())
    ends = np.cumsum(sizes).reshape(sizes.shape)
    begins = ends[:, 0] - sizes[:, 0]
    return _Topic(number, first, np.concatenate(members), begins, ends)
