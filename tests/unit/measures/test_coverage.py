"""The lazy greedy choice against the plain one, and its bound against every choice there is."""

from itertools import combinations
from math import e

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.measures.coverage import Coverage, greedy_coverage, reach_curves

AUDIENCES = st.lists(st.sets(st.integers(0, 12), max_size=8), max_size=7)


def chosen_from(audiences: list[set[int]], most: int) -> Coverage:
    first = np.cumsum([0, *(len(audience) for audience in audiences)])
    members = np.array([who for audience in audiences for who in sorted(audience)], dtype=np.int64)
    return greedy_coverage(first, members, most)


def test_each_step_adds_whom_the_steps_before_left() -> None:
    # {1,2,3,4} first; then {5,6} adds two while {3,4,5} adds one; then nobody adds anybody.
    found = chosen_from([{5, 6}, {1, 2, 3, 4}, {3, 4, 5}], most=3)
    assert found.chosen.tolist() == [1, 0]
    assert found.gained.tolist() == [4, 2]
    # Single gains are 4, 3, 2 at first, so 4 and 4 + 3; with 6 reached a third adds the 1 that
    # {3,4,5} added when it was last looked at.
    assert found.bound.tolist() == [4, 7, 7]


@settings(deadline=None)  # the first call compiles
@given(AUDIENCES)
def test_lazy_is_what_looking_at_everyone_each_time_chooses(audiences: list[set[int]]) -> None:
    reached: set[int] = set()
    plain = []
    for _ in audiences:
        gains = [len(audience - reached) for audience in audiences]
        if not max(gains):
            break
        plain.append(gains.index(max(gains)))
        reached |= audiences[plain[-1]]
    found = chosen_from(audiences, most=max(1, len(audiences)))
    assert found.chosen.tolist() == plain
    assert found.gained.sum() == len(reached)


@settings(deadline=None)  # the first call compiles
@given(AUDIENCES, st.integers(1, 4))
def test_the_bound_is_above_and_the_choice_near_the_best_of_all_choices(
    audiences: list[set[int]], most: int
) -> None:
    found = chosen_from(audiences, most)
    for people, reached in enumerate(np.cumsum(found.gained), start=1):
        best = max(
            len(set().union(*some)) for some in combinations(audiences, min(people, len(audiences)))
        )
        assert reached >= (1 - 1 / e) * best
        assert found.bound[people - 1] >= best


PAIRS = pl.DataFrame(
    [
        # topic, candidate, place of the window, who is in the audience
        (1, 1, 1, 901),
        (2, 2, 1, 901),
        (2, 2, 2, 902),
        (2, 3, 1, 902),
        (2, 4, 1, 903),
        (2, 5, 2, 905),
        (2, 5, 2, 906),
        (2, 5, 2, 907),
    ],
    schema=["topic_number", "candidate_number", "window_place", "audience_number"],
    orient="row",
)


@settings(deadline=None)
@given(st.integers(1, 9))
def test_topics_and_windows_have_curves_of_their_own_however_the_pairs_come(rows: int) -> None:
    found = reach_curves(PAIRS.iter_slices(rows), [7, 28], most=2).select(
        "topic_number", "window_days", "chosen_people", "candidate_number", "audience_reached"
    )
    assert found.rows() == [
        (1, 7, 1, 1, 1),
        (1, 28, 1, 1, 1),
        # within 7 days 2, 3 and 4 have one each, and 5 nobody
        (2, 7, 1, 2, 1),
        (2, 7, 2, 3, 2),
        (2, 28, 1, 5, 3),
        (2, 28, 2, 2, 5),
    ]


def test_of_those_who_add_as_many_the_larger_audience_comes_first() -> None:
    # 1 reaches three; then 2 adds one, and so does 3, who is known to more.
    audiences = {1: [1, 2, 3], 2: [4], 3: [3, 5]}
    pairs = pl.DataFrame(
        [(1, candidate, 1, who) for candidate, many in audiences.items() for who in many],
        schema=["topic_number", "candidate_number", "window_place", "audience_number"],
        orient="row",
    )
    assert reach_curves([pairs], [7], most=3)["candidate_number"].to_list() == [1, 3, 2]


def test_nobody_seen_is_no_curve() -> None:
    assert reach_curves([PAIRS.clear()], [7, 28], most=2).is_empty()
    assert reach_curves([], [7, 28], most=2).is_empty()
