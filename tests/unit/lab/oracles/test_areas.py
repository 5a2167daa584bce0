"""Areas under the curve, pair by pair."""

import math

import pytest

from influence.lab.oracles.areas import area_under_curve


def test_every_pair_in_order_is_one_and_none_is_zero() -> None:
    assert area_under_curve([1, 2, 3, 4], [False, False, True, True]) == 1
    assert area_under_curve([4, 3, 2, 1], [False, False, True, True]) == 0


def test_equal_scores_are_half_a_pair() -> None:
    # Pairs (yes, no): (2, 1) in order, (2, 2) equal, (0, 1) and (0, 2) not: 1.5 of 4.
    assert area_under_curve([2, 0, 1, 2], [True, True, False, False]) == 1.5 / 4


@pytest.mark.parametrize(
    ("scores", "is_positive"),
    [([1.0, 2.0], [True, True]), ([1.0, 2.0], [False, False]), ([1.0, math.nan], [True, False])],
)
def test_without_both_sides_or_with_a_missing_score_there_is_no_area(
    scores: list[float], is_positive: list[bool]
) -> None:
    with pytest.raises(ValueError, match="positives"):
        area_under_curve(scores, is_positive)
