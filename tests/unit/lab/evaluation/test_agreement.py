"""Agreement of scores with the truth, by hand."""

import math

import numpy as np
import pytest

from influence.lab.evaluation.agreement import (
    agreement_of,
    covered,
    ndcg,
    overlap,
    spearman,
)

NONE = float("nan")


def test_spearman_by_hand() -> None:
    # Two neighbours of four have changed places: 1 - 6 * (1 + 1) / (4 * 15).
    assert spearman(np.array([1, 3, 2, 4]), np.array([10, 20, 30, 40])) == pytest.approx(0.8)
    assert spearman(np.array([4, 3, 2, 1]), np.array([1, 2, 3, 4])) == pytest.approx(-1)


def test_spearman_with_a_tie_takes_the_average_of_the_places() -> None:
    # Ranks 1.5, 1.5, 3 against 1, 2, 3: covariance 1.5 over the root of 1.5 times 2.
    found = spearman(np.array([5, 5, 9]), np.array([1, 2, 3]))
    assert found == pytest.approx(1.5 / math.sqrt(3))


def test_spearman_of_a_constant_is_unknown() -> None:
    assert spearman(np.array([1, 1, 1]), np.array([1, 2, 3])) is None
    assert spearman(np.array([1.0]), np.array([1.0])) is None


def test_ndcg_of_the_right_order_is_one_and_of_the_reverse_is_less() -> None:
    truth = np.array([3.0, 2.0, 1.0])
    ideal = 3 + 2 / math.log2(3) + 1 / 2
    assert ndcg(np.array([9, 8, 7]), truth) == pytest.approx(1)
    worst = 1 + 2 / math.log2(3) + 3 / 2
    assert ndcg(np.array([7, 8, 9]), truth) == pytest.approx(worst / ideal)


def test_ndcg_looks_at_the_top_alone() -> None:
    truth = np.array([3.0, 2.0, 1.0])
    # The best of the top two stands second, the other nowhere.
    found = ndcg(np.array([2, 1, 3]), truth, top=2)
    assert found == pytest.approx((1 + 3 / math.log2(3)) / (3 + 2 / math.log2(3)))


def test_people_who_tie_share_their_places() -> None:
    truth = np.array([4.0, 0.0, 0.0, 0.0])
    # Four people on four places, of which the first two count: a fourth of each for everyone.
    assert ndcg(np.zeros(4), truth, top=2) == pytest.approx((1 + 1 / math.log2(3)) / 4)
    assert overlap(np.zeros(4), np.array([4.0, 3.0, 2.0, 1.0]), top=2) == pytest.approx(0.5)


def test_who_caused_harm_gains_nothing() -> None:
    assert ndcg(np.array([2, 1]), np.array([-5.0, 1.0])) == pytest.approx(1 / math.log2(3))
    assert ndcg(np.array([2, 1]), np.array([-5.0, 0.0])) is None


def test_overlap_of_the_top_by_hand() -> None:
    truth = np.array([9.0, 8.0, 7.0, 1.0])
    assert overlap(np.array([9, 1, 8, 7]), truth, top=2) == pytest.approx(0.5)
    assert overlap(np.array([9, 1]), truth[:2], top=3) is None


def test_who_has_no_score_stands_last() -> None:
    truth = np.array([1.0, 2.0, 3.0])
    found = agreement_of(np.array([NONE, -5.0, 7.0]), truth)
    assert found.spearman == pytest.approx(1)
    assert found.ndcg == pytest.approx(1)


def test_a_missing_truth_is_refused() -> None:
    with pytest.raises(ValueError, match="none of which may be NaN"):
        agreement_of(np.array([1.0]), np.array([NONE]))
    with pytest.raises(ValueError, match="2 scores and 1 truths"):
        agreement_of(np.array([1.0, 2.0]), np.array([1.0]))


def test_coverage_counts_intervals_with_both_ends() -> None:
    low = np.array([0.0, 2.0, NONE, 0.0])
    high = np.array([1.0, 3.0, 9.0, 0.5])
    assert covered(low, high, np.array([1.0, 1.0, 1.0, 0.2])) == pytest.approx(2 / 3)
    assert covered(low[2:3], high[2:3], np.array([1.0])) is None
