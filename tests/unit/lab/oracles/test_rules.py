"""Shares by rule, each worked out by hand."""

from functools import partial

import pytest

from influence.lab.oracles import rules
from influence.lab.oracles.journeys import Credit, Journey, collapsed, credited


def test_first_last_and_linear_share_three_touches_as_their_names_say() -> None:
    assert rules.first(3) == [1, 0, 0]
    assert rules.last(3) == [0, 0, 1]
    assert rules.linear(4) == [0.25, 0.25, 0.25, 0.25]


@pytest.mark.parametrize("rule", [rules.first, rules.last, rules.linear, rules.position])
def test_one_touch_takes_all(rule: object) -> None:
    assert callable(rule)
    assert rule(1) == [1]


def test_position_gives_two_fifths_to_both_ends() -> None:
    # dbt-snowplow-attribution: 140 on three touches is 56, 28, 56.
    # Of five, the three between share a fifth.
    assert [140 * share for share in rules.position(3)] == pytest.approx([56, 28, 56])
    assert rules.position(5) == pytest.approx([0.4, 0.2 / 3, 0.2 / 3, 0.2 / 3, 0.4])


def test_two_touches_share_by_halves_under_position() -> None:
    # Both ends share all where nothing is between.
    assert rules.position(2) == [0.5, 0.5]


def test_a_touch_one_half_life_older_has_half_the_weight() -> None:
    # Weights 1/4, 1/2 and 1 sum to 7/4.
    assert rules.time_decay([14, 7, 0]) == pytest.approx([1 / 7, 2 / 7, 4 / 7])
    # Only differences of age count: all a week older is the same.
    assert rules.time_decay([21, 14, 7]) == pytest.approx([1 / 7, 2 / 7, 4 / 7])


def test_credit_sums_over_journeys_and_repeats() -> None:
    journeys = [
        Journey(("a", "b", "a", "a"), conversions=2, value=8.0),
        Journey(("b",), conversions=1, value=1.0, lost=5),
    ]
    found = credited(journeys, lambda journey: rules.linear(len(journey.steps)))
    # a has 3 of 4 touches of the first journey, b the other and the second journey.
    assert found == {"a": Credit(1.5, 6.0), "b": Credit(1.5, 3.0)}


def test_a_rule_must_give_every_touch_a_share() -> None:
    with pytest.raises(ValueError, match="zip"):
        credited([Journey(("a", "b"), 1)], partial(lambda _: [1.0]))


def test_only_consecutive_repeats_are_collapsed() -> None:
    assert collapsed(("a", "a", "b", "a", "a")) == ("a", "b", "a")
    assert collapsed(()) == ()
