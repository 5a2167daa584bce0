"""Removal effects of chains small enough for a pencil, and of published textbook cases."""

import pytest

from influence.lab.oracles.journeys import Journey
from influence.lab.oracles.markov import (
    chain_of,
    conversion_probability,
    markov_credit,
    removal_effects,
)

# README of pychattr. Collapsed: ABABA, ABA, A. Three starts in A; of six times in A
# three go to B and three convert; B always goes back to A.
PYCHATTR = [Journey(tuple(path), conversions=1) for path in ("ABABBA", "ABBAA", "AA")]
# Bryl, analyzecore.
BRYL = [
    Journey(("C1", "C2", "C3"), conversions=1),
    Journey(("C1",), conversions=0, lost=1),
    Journey(("C2", "C3"), conversions=0, lost=1),
]


def test_the_readme_of_pychattr_is_met_exactly() -> None:
    # Without B half of the visits to A are lost, and none comes back: 1/2.
    assert removal_effects(chain_of(PYCHATTR)) == pytest.approx({"A": 1, "B": 0.5})
    assert markov_credit(PYCHATTR) == pytest.approx({"A": 2, "B": 1})


def test_three_paths_of_which_one_converts() -> None:
    # Two thirds start in C1, which goes on to C2 half of the time; one third starts in C2. C2
    # always goes on to C3, which converts half of the time: two thirds get there, 1/3 converts.
    chain = chain_of(BRYL)
    assert conversion_probability(chain) == pytest.approx(1 / 3)
    # Without C1 the third that starts in C2 is left: 1/6.
    assert conversion_probability(chain, "C1") == pytest.approx(1 / 6)
    assert removal_effects(chain) == pytest.approx({"C1": 0.5, "C2": 1, "C3": 1})
    assert markov_credit(BRYL) == pytest.approx({"C1": 0.2, "C2": 0.4, "C3": 0.4})


def test_journeys_that_were_lost_may_be_left_out() -> None:
    # Only C1 > C2 > C3 is left, which converts always and fails without any of them.
    assert markov_credit(BRYL, with_lost=False) == pytest.approx(
        {"C1": 1 / 3, "C2": 1 / 3, "C3": 1 / 3}
    )


def test_order_one_forgets_what_came_before_and_order_two_does_not() -> None:
    journeys = [Journey(("a", "b"), conversions=1), Journey(("c", "b"), conversions=0, lost=1)]
    # Order 1: half start in a; b converts half of the time whoever came before; 1/2 overall.
    # Without a, half go by c to b: 1/4, effect 1/2; c likewise; without b nobody: 1.
    assert removal_effects(chain_of(journeys)) == pytest.approx({"a": 0.5, "b": 1, "c": 0.5})
    # Order 2: b after a converts always, b after c never. So c is worth nothing.
    effects = removal_effects(chain_of(journeys, order=2))
    assert effects == pytest.approx({"a": 1, "b": 1, "c": 0})
    assert markov_credit(journeys, order=2) == pytest.approx({"a": 0.5, "b": 0.5, "c": 0})


def test_a_channel_of_order_two_is_taken_out_of_every_pair_that_holds_it() -> None:
    # a > b > c > a: the second a is known as (c, a). Nothing converts without any of them.
    journeys = [Journey(("a", "b", "c", "a"), conversions=1)]
    assert removal_effects(chain_of(journeys, order=2)) == pytest.approx({"a": 1, "b": 1, "c": 1})


def test_consecutive_repeats_change_nothing() -> None:
    doubled = [
        Journey(tuple(step for step in journey.steps for _ in range(2)), journey.conversions)
        for journey in PYCHATTR
    ]
    for order in (1, 2):
        assert markov_credit(doubled, order) == pytest.approx(markov_credit(PYCHATTR, order))


def test_a_journey_that_nobody_took_is_not_in_the_chain() -> None:
    unused = [*BRYL, Journey(("C4",), conversions=0)]
    assert chain_of(unused).channels == ["C1", "C2", "C3"]
