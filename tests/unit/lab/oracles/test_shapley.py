"""Shapley values of games worked out by hand, and the equal split that they are for journeys."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.lab.oracles.journeys import Journey
from influence.lab.oracles.shapley import game_of, shapley


def test_the_game_of_dp6_is_met() -> None:
    # README of DP6/Marketing-Attribution-Models. O by hand, over the six orders:
    # 7 twice (first), 15 - 6 (after F), 7 - 4 (after D), 19 - 9 twice (last): 46 / 6.
    game = {"O": 7, "F": 6, "D": 4, "OF": 15, "OD": 7, "FD": 9, "OFD": 19}
    found = shapley({frozenset(together): value for together, value in game.items()})
    assert found == pytest.approx({"O": 46 / 6, "F": 49 / 6, "D": 19 / 6})


def test_two_who_are_worth_something_only_together_share_it() -> None:
    game = {frozenset("a"): 0.0, frozenset("b"): 0.0, frozenset("ab"): 10.0}
    assert shapley(game) == {"a": 5, "b": 5}


def test_a_game_must_tell_every_coalition() -> None:
    with pytest.raises(KeyError):
        shapley({frozenset("a"): 1.0, frozenset("ab"): 2.0})


def test_a_coalition_is_paid_for_the_journeys_within_it() -> None:
    journeys = [Journey(("a", "b", "a"), 3), Journey(("b",), 2, lost=7), Journey(("c",), 0, 1)]
    assert game_of(journeys) == {
        frozenset("a"): 0,
        frozenset("b"): 2,
        frozenset("c"): 0,
        frozenset("ab"): 5,
        frozenset("ac"): 0,
        frozenset("bc"): 2,
        frozenset("abc"): 5,
    }


@given(
    st.lists(
        st.tuples(st.text("abcd", min_size=1, max_size=6), st.integers(0, 9)),
        min_size=1,
        max_size=12,
    )
)
def test_the_values_are_the_equal_split_over_distinct_channels(
    counted: list[tuple[str, int]],
) -> None:
    journeys = [Journey(tuple(path), count) for path, count in counted]
    split: dict[str, float] = {}
    for journey in journeys:
        channels = set(journey.steps)
        for channel in channels:
            share = journey.conversions / len(channels)
            split[channel] = split.get(channel, 0.0) + share
    assert shapley(game_of(journeys)) == pytest.approx(split)


def test_every_coalition_of_a_game_of_journeys_is_told() -> None:
    game = game_of([Journey(tuple("abcd"), 1)])
    subsets = [frozenset(some) for size in range(1, 5) for some in combinations("abcd", size)]
    assert game == {subset: float(subset == frozenset("abcd")) for subset in subsets}
