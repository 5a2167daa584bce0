"""The lazy greedy choice against the plain one, and its bound against every choice there is."""

from itertools import combinations
from math import e

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from influence.measures.coverage import Coverage, greedy_coverage, reach_curves

AUDIENCES = st.lists(st.sets(st.integers(0, 12), max_size=8), max_size=7)


def chosen_from(audiences: list[set[int]], most: int, largest_outside: int = 0) -> Coverage:
    first = np.cumsum([0, *(len(audience) for audience in audiences)])
    members = np.array([who for audience in audiences for who in sorted(audience)], dtype=np.int64)
    return greedy_coverage(first, members, most, largest_outside)


def test_each_step_adds_whom_the_steps_before_left() -> None:
    # {1,2,3,4} first; then {5,6} adds two while {3,4,5} adds one; then nobody adds anybody.
    found = chosen_from([{5, 6}, {1, 2, 3, 4}, {3, 4, 5}], most=3)
    assert found.chosen.tolist() == [1, 0]
    assert found.gained.tolist() == [4, 2]
    # Single gains are 4, 3, 2 at first, so 4 and 4 + 3; with 6 reached a third adds the 1 that
    # {3,4,5} added when it was last looked at.
    assert found.bound.tolist() == [4, 7, 7]


def test_somebody_outside_the_candidates_may_reach_more() -> None:
    assert chosen_from([{1}, {2}], most=2, largest_outside=5).bound.tolist() == [5, 10]


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


def test_topics_have_curves_of_their_own() -> None:
    pairs = pl.DataFrame(
        [
            ("coffee", 1, 11, 901, 0),
            ("tea", 1, 11, 901, 0),
            ("tea", 1, 11, 902, 0),
            ("tea", 2, 12, 902, 0),
            ("tea", 3, 13, 903, 0),
        ],
        schema=["topic_id", "audience_place", "person_key", "audience_key", "largest_outside"],
        orient="row",
    )
    rows = reach_curves(pairs, most=2).select(
        "topic_id", "chosen_people", "person_key", "audience_reached"
    )
    assert rows.rows() == [("coffee", 1, 11, 1), ("tea", 1, 11, 2), ("tea", 2, 13, 3)]
    assert reach_curves(pairs.clear(), most=2).is_empty()
