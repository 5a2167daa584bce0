"""Removal effects against the oracle's dense solve for each removal, and textbook cases."""

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.errors import MeasureError
from influence.lab.oracles.journeys import Journey, collapsed
from influence.lab.oracles.markov import chain_of as oracle_chain
from influence.lab.oracles.markov import removal_effects as oracle_effects
from influence.measures.chains import Journeys, chain_of, summed_steps
from influence.measures.removal_effects import (
    Method,
    removal_effects,
    removal_effects_by_topic,
)
from influence.measures.returns import _more_powers, _powers, returns_of

JOURNEYS = st.lists(
    st.tuples(
        st.text("abcdef", min_size=1, max_size=7), st.integers(0, 3), st.integers(0, 3)
    ).filter(lambda journey: journey[1] + journey[2] > 0),
    min_size=1,
    max_size=12,
).filter(lambda journeys: any(converted for _, converted, _ in journeys))
# Every chain is too large for these.
LARGE = Method(dense=0, hubs=2, walks=200_000)


def counted(journeys: Sequence[Journey]) -> tuple[Journeys, list[str]]:
    paths = [collapsed(journey.steps) for journey in journeys]
    names = sorted({step for path in paths for step in path})
    return (
        Journeys(
            np.cumsum([0, *(len(path) for path in paths)]),
            np.array([names.index(step) for path in paths for step in path]),
            np.array([float(journey.conversions) for journey in journeys]),
            np.array([float(journey.lost) for journey in journeys]),
            np.array([float(journey.value) for journey in journeys]),
        ),
        names,
    )


def effects(
    journeys: Sequence[Journey], order: int = 1, method: Method | None = None
) -> dict[str, float]:
    arrays, names = counted(journeys)
    found = removal_effects(arrays, order, method)
    return dict(zip(names, found.conversions.tolist(), strict=True))


def told(journeys: list[tuple[str, int, int]]) -> list[Journey]:
    return [Journey(tuple(path), won, lost, 2.0 * won) for path, won, lost in journeys]


@given(JOURNEYS, st.sampled_from([1, 2]))
def test_the_closed_form_is_a_dense_solve_for_each_removal(
    journeys: list[tuple[str, int, int]], order: int
) -> None:
    expected = oracle_effects(oracle_chain(told(journeys), order))
    assert effects(told(journeys), order) == pytest.approx(expected, abs=1e-10)


@given(JOURNEYS)
def test_value_that_is_the_same_everywhere_is_lost_as_conversions_are(
    journeys: list[tuple[str, int, int]],
) -> None:
    for order in (1, 2):
        found = removal_effects(counted(told(journeys))[0], order)
        assert found.value == pytest.approx(found.conversions, abs=1e-10)


def test_a_dear_conversion_weighs_by_its_value() -> None:
    # Half go by a to a conversion of 30, half by b to one of 10.
    journeys = [Journey(("a",), 1, 0, 30.0), Journey(("b",), 1, 0, 10.0)]
    found = removal_effects(counted(journeys)[0])
    assert found.conversions.tolist() == pytest.approx([0.5, 0.5])
    assert found.value.tolist() == pytest.approx([0.75, 0.25])


def test_the_readme_of_pychattr_is_met_exactly() -> None:
    # P(A to B) 1/2, P(A converts) 1/2, P(B to A) 1: effects A 1, B 1/2.
    journeys = [Journey(tuple(path), 1) for path in ("ABABBA", "ABBAA", "AA")]
    assert effects(journeys) == pytest.approx({"A": 1, "B": 0.5}, abs=1e-12)


def test_three_paths_of_which_one_converts() -> None:
    # Bryl, analyzecore.
    journeys = [
        Journey(("C1", "C2", "C3"), 1),
        Journey(("C1",), 0, lost=1),
        Journey(("C2", "C3"), 0, lost=1),
    ]
    assert effects(journeys) == pytest.approx({"C1": 0.5, "C2": 1, "C3": 1}, abs=1e-12)


def test_nothing_is_lost_where_nothing_converts() -> None:
    found = removal_effects(counted([Journey(("a", "b"), 0, lost=2)])[0])
    assert (found.conversions.tolist(), found.value.tolist(), found.error) == ([0, 0], [0, 0], 0)


def random_journeys(people: int, journeys: int, seed: int = 3) -> list[Journey]:
    lot = np.random.default_rng(seed)
    told = []
    for _ in range(journeys):
        length = int(lot.integers(1, 8))
        path = (people * lot.random(length) ** 2).astype(int)
        won = int(lot.random() < 0.2)
        told.append(Journey(tuple(f"{step:04}" for step in path), won, 1 - won))
    return told


def test_a_chain_split_at_its_hubs_is_as_good_as_it_says() -> None:
    journeys = random_journeys(people=700, journeys=4000)
    exact = np.array(list(effects(journeys).values()))
    arrays, _ = counted(journeys)
    split = removal_effects(arrays, method=Method(dense=0, hubs=60, tolerance=1))
    off = np.abs(split.conversions - exact)[exact > 0] / exact[exact > 0]
    assert off.max() <= split.error
    assert split.error <= 0.01
    more = removal_effects(arrays, method=Method(dense=0, hubs=300, tolerance=1))
    assert more.error < split.error
    assert removal_effects(arrays, method=Method(dense=0, hubs=60)).error <= Method.tolerance


def test_parts_that_nothing_comes_back_to_are_exact_without_a_solve_of_the_whole() -> None:
    # Pairs that answer each other, linked in a row: cycles of two within each pair only.
    journeys = [
        Journey((f"{2 * n:04}", f"{2 * n + 1:04}", f"{2 * n:04}", f"{2 * n + 2:04}"), 1, 1)
        for n in range(600)
    ]
    arrays, _ = counted(journeys)
    found = removal_effects(arrays, method=Method(dense=500))
    solved = removal_effects(arrays, method=Method(dense=5000))
    assert found.error == 0
    assert found.conversions == pytest.approx(solved.conversions, abs=1e-12)


# The first draw compiles the loop.
@settings(max_examples=10, deadline=None)
@given(JOURNEYS)
def test_drawn_journeys_come_near_the_solved_ones(journeys: list[tuple[str, int, int]]) -> None:
    drawn = effects(told(journeys), 2, LARGE)
    # Five standard errors of a share of 200,000.
    assert drawn == pytest.approx(effects(told(journeys), 2), abs=5 * 0.5 / 200_000**0.5)


def test_the_same_seed_draws_the_same_journeys_and_another_seed_others() -> None:
    journeys = random_journeys(people=20, journeys=300)
    first = effects(journeys, 2, Method(dense=0, walks=2000))
    assert first == effects(journeys, 2, Method(dense=0, walks=2000))
    assert first != effects(journeys, 2, Method(dense=0, walks=2000, seed=2))


def test_returns_are_the_diagonal_of_the_inverse() -> None:
    chain = chain_of(counted(random_journeys(people=300, journeys=2000))[0])
    come = summed_steps(chain.follows.T.tocsr(), chain.starts)
    inverse = np.linalg.inv(np.eye(len(come)) - chain.follows.toarray())
    solved = returns_of(chain.follows, come, dense=400, hubs=0, tolerance=0, seed=1)
    assert solved.visits == pytest.approx(np.diag(inverse), abs=1e-12)
    assert come == pytest.approx(chain.starts @ inverse, abs=1e-12)
    # With all the rest solved one by one, a split is exact too.
    split = returns_of(chain.follows, come, dense=0, hubs=200, tolerance=0, seed=1)
    assert split.visits == pytest.approx(np.diag(inverse), abs=1e-6)


def test_the_powers_of_a_chain_are_those_of_its_matrix() -> None:
    follows = chain_of(counted(random_journeys(people=60, journeys=300))[0]).follows.tocsr()
    back = follows.T.tocsr()
    arrays = (follows.indptr, follows.indices, follows.data, back.indptr, back.indices, back.data)
    dense = follows.toarray()
    exact = np.array([np.diag(np.linalg.matrix_power(dense, power)) for power in range(1, 7)]).T
    assert _more_powers(*arrays, 5, 60) == pytest.approx(exact[5:60], abs=1e-14)
    assert _powers(*arrays, 5, 60) == pytest.approx(exact[5:60, :4], abs=1e-14)


def test_a_chain_that_never_ends_is_refused() -> None:
    forever = np.array([[0.0, 1.0], [1.0, 0.0]])
    with pytest.raises(MeasureError, match="still runs after"):
        summed_steps(forever, np.array([1.0, 0.0]))


def test_topics_have_chains_of_their_own_and_repeats_count_once() -> None:
    steps = pl.DataFrame(
        [
            ("coffee", 1, 11, 1, 5.0),
            ("tea", 1, 11, 1, 5.0),
            ("tea", 1, 11, 1, 5.0),
            ("tea", 1, 12, 1, 5.0),
            ("tea", 2, 13, 0, 0.0),
        ],
        schema=["topic_id", "journey_key", "person_key", "conversions", "value"],
        orient="row",
    )
    found = removal_effects_by_topic(steps, Method())
    assert found.filter(attribution_model="markov_1").select(
        "topic_id", "person_key", "removal_effect", "value_removal_effect"
    ).rows() == [
        ("coffee", 11, 1, 1),
        ("tea", 11, 1, 1),
        ("tea", 12, 1, 1),
        ("tea", 13, 0, 0),
    ]
    assert removal_effects_by_topic(steps.clear(), Method()).is_empty()
