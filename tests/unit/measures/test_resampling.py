"""The Poisson bootstrap against the distribution that it must have."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from influence.measures.resampling import credit_intervals, resampled_sums


def ends(amounts: list[float], journeys: list[int], **options: float) -> list[float]:
    found = resampled_sums(
        np.array([0, len(amounts)]),
        np.array(journeys),
        np.array(amounts)[:, None],
        **{"replicates": 4000, "seed": 1, "tail": 0.05} | options,  # type: ignore[arg-type]
    )
    low, high = found[0, :, 0].tolist()
    return [low, high]


@pytest.mark.parametrize("journeys", [1, 4, 60])
def test_a_sum_of_ones_is_a_poisson_variable(journeys: int) -> None:
    # The sum of n Poisson(1) variables is Poisson(n); one step either way for 4,000 draws.
    found = ends([1.0] * journeys, list(range(journeys)))
    assert found == pytest.approx(poisson.ppf([0.05, 0.95], journeys), abs=1)


def test_the_mean_and_variance_of_what_is_drawn_are_one() -> None:
    # All of the distribution of one journey, by its quantiles: P(0) = 0.368, P(at most 1) = 0.736.
    for probability, expected in ((0.36, 0), (0.38, 1), (0.73, 1), (0.745, 2), (0.93, 3)):
        low, _ = ends([1.0], [7], tail=probability, replicates=20_000)
        assert low == expected, probability


def test_a_journey_is_drawn_as_often_in_every_group() -> None:
    # What two halves of one journey have is half of what one person has of the whole.
    whole = ends([1.0, 1.0], [11, 12])
    half = ends([0.5, 0.5], [11, 12])
    assert half == pytest.approx([end / 2 for end in whole])
    # Both terms of one journey are drawn together: 2 times Poisson(1), and not Poisson(2).
    together = ends([1.0, 1.0], [11, 11])
    assert together == pytest.approx([2 * end for end in ends([1.0], [11])])


@given(st.permutations(range(8)))
def test_the_order_of_journeys_changes_nothing(order: list[int]) -> None:
    in_order = ends([1.0 + at for at in range(8)], list(range(8)), replicates=50)
    assert ends([1.0 + at for at in order], list(order), replicates=50) == pytest.approx(in_order)


def test_another_seed_is_another_draw() -> None:
    amounts, journeys = [0.1 * at for at in range(30)], list(range(30))
    assert ends(amounts, journeys, replicates=100) != ends(
        amounts, journeys, replicates=100, seed=2
    )


def test_each_person_topic_and_model_has_an_interval_of_its_own() -> None:
    credit = pl.DataFrame(
        [
            ("tea", 1, 5, 1, 10.0, 1.0, 0.0),
            ("tea", 1, 6, 1, 10.0, 0.0, 0.0),
            ("tea", 2, 5, 1, None, 0.0, 1.0),
        ],
        schema=[
            "topic_id",
            "person_key",
            "journey_digest",
            "conversions",
            "value",
            "first_share",
            "last_share",
        ],
        orient="row",
    )
    found = credit_intervals(credit, replicates=200, seed=1, probability=0.9)
    rows = {(row["person_key"], row["attribution_model"]): row for row in found.to_dicts()}
    assert rows.keys() == {(1, "first"), (1, "last"), (2, "first"), (2, "last")}
    first = rows[1, "first"]
    assert first["value_high"] == 10 * first["conversions_high"] > 0
    assert rows[1, "last"]["conversions_high"] == rows[1, "last"]["value_high"] == 0
    # The journey that both are in is drawn alike for both.
    assert rows[2, "last"]["conversions_high"] == first["conversions_high"]
    assert (rows[2, "last"]["value_low"], rows[2, "last"]["value_high"]) == (0, 0)
    assert credit_intervals(credit.clear(), replicates=9, seed=1, probability=0.9).is_empty()
