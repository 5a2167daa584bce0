"""The choice under a budget by hand, and against every choice there is."""

from itertools import combinations
from math import e

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.measures.selection import Selection, programme, select_under_budget

Candidate = tuple[set[int], float, float]
CANDIDATES = st.lists(
    st.tuples(
        st.sets(st.integers(0, 9), max_size=6),
        st.sampled_from([0.0, 0.1, 0.5, 1.0]),
        st.sampled_from([1.0, 2.0, 3.5, 7.0]),
    ),
    min_size=1,
    max_size=6,
)


def chosen_from(candidates: list[Candidate], budget: float) -> Selection:
    first = np.cumsum([0, *(len(audience) for audience, _, _ in candidates)])
    members = np.array(
        [who for audience, _, _ in candidates for who in sorted(audience)], dtype=np.int64
    )
    chance, cost = (np.array(column) for column in zip(*(c[1:] for c in candidates), strict=True))
    return select_under_budget(first, members, chance, cost, budget)


def outcome(chosen: list[Candidate]) -> float:
    people = set().union(*(audience for audience, _, _ in chosen)) if chosen else set()
    return sum(
        1 - float(np.prod([1 - chance for audience, chance, _ in chosen if who in audience]))
        for who in people
    )


def test_an_audience_that_is_moved_already_is_not_paid_twice() -> None:
    # Two with the same two people at 1/2 each, and one with another two at 1/4: 1 first; then the
    # twin adds 1/2 and so does the other; of equals the earlier.
    found = chosen_from([({1, 2}, 0.5, 1.0), ({3, 4}, 0.25, 1.0), ({1, 2}, 0.5, 1.0)], budget=2.0)
    assert found.chosen.tolist() == [0, 1]
    assert found.gained.tolist() == [1.0, 0.5]


def test_one_large_name_is_taken_where_small_ones_use_up_the_budget() -> None:
    # By outcome per cost the small one leads, and then the large one cannot be paid.
    found = chosen_from([({1}, 1.0, 1.0), (set(range(2, 8)), 1.0, 7.0)], budget=7.0)
    assert found.chosen.tolist() == [1]
    assert found.gained.tolist() == [6.0]


def test_nobody_whom_the_budget_cannot_pay_is_chosen() -> None:
    found = chosen_from([({1}, 1.0, 2.0)], budget=1.0)
    assert (found.chosen.tolist(), found.bound) == ([], 0.0)


@settings(deadline=None)
@given(CANDIDATES, st.sampled_from([1.0, 3.0, 6.0, 20.0]))
def test_every_choice_is_within_the_bound_and_the_found_one_not_far_below(
    candidates: list[Candidate], budget: float
) -> None:
    found = chosen_from(candidates, budget)
    best = max(
        outcome(list(some))
        for size in range(len(candidates) + 1)
        for some in combinations(candidates, size)
        if sum(cost for _, _, cost in some) <= budget
    )
    chosen = [candidates[at] for at in found.chosen]
    assert sum(cost for _, _, cost in chosen) <= budget
    assert found.gained.sum() == pytest.approx(outcome(chosen))
    assert best <= found.bound + 1e-9
    assert found.gained.sum() >= (1 - 1 / e) / 2 * best - 1e-9


def test_rows_of_a_warehouse_are_chosen_with_what_they_add() -> None:
    # Of 4 people, 2 incremental: each is moved with 1/2. The second shares two of them.
    candidates = pl.DataFrame(
        {"person_key": [70, 50], "cost": [10.0, 10.0], "incremental": [2.0, 1.0]}
    )
    audiences = pl.DataFrame(
        {"person_key": [70, 70, 70, 70, 50, 50], "audience_key": [1, 2, 3, 4, 3, 4]}
    )
    found = programme(candidates, audiences, 20.0)
    assert found["person_key"].to_list() == [70, 50]
    assert found["incremental_added"].to_list() == [2.0, 0.5]
    assert found["cost_spent"].to_list() == [10.0, 20.0]


def test_who_reaches_nobody_is_not_paid() -> None:
    candidates = pl.DataFrame({"person_key": [1], "cost": [1.0], "incremental": [3.0]})
    audiences = pl.DataFrame(schema={"person_key": pl.Int64, "audience_key": pl.Int64})
    assert programme(candidates, audiences, 5.0).rows() == []
