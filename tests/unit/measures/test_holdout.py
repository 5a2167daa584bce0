"""Arms by hand and by count, and the smallest lift by the textbook."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.measures.holdout import EXPOSED, HELD_OUT, assign, power_of


def units_of(strata: list[int], experiment: str = "e") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "experiment_id": [experiment] * len(strata),
            "stratum": strata,
            "unit": [f"u{place}" for place in range(len(strata))],
        },
        schema={"experiment_id": pl.String, "stratum": pl.Int64, "unit": pl.String},
    )


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=60), st.sampled_from([0.1, 0.25, 0.5]))
def test_each_stratum_is_split_alike_to_the_nearest_unit(strata: list[int], share: float) -> None:
    found = assign(units_of(strata), share, "seed")
    for stratum in set(strata):
        arms = found.filter(pl.col("stratum") == stratum)["arm"]
        assert abs((arms == HELD_OUT).sum() - share * len(arms)) < 1


def test_the_arm_of_a_unit_depends_on_nobody_else_s_row() -> None:
    units = units_of([0] * 20)
    found = assign(units, 0.5, "seed")
    mixed = assign(pl.concat([units_of([0] * 5, "other"), units.reverse()]), 0.5, "seed")
    again = mixed.filter(pl.col("experiment_id") == "e").sort("unit")
    assert again.equals(found.sort("unit"))


def test_another_seed_is_another_draw() -> None:
    units = units_of([0] * 40)
    assert not assign(units, 0.5, "one").equals(assign(units, 0.5, "two"))


def test_strata_of_one_are_held_out_in_their_share() -> None:
    found = assign(units_of(list(range(4_000))), 0.25, "seed")
    # 1,000 on average; the standard deviation is 27.
    assert (found["arm"] == HELD_OUT).sum() == pytest.approx(1_000, abs=110)


def test_the_smallest_lift_is_that_of_the_textbook() -> None:
    # Half of 200 bought once: variance 1/4 * 200/199. Arms of 100: the error is the root of
    # 2/100 of it; 1.6449 + 0.8416 errors.
    arms = pl.DataFrame({"arm": [EXPOSED, HELD_OUT] * 100, "conversions": [0, 0, 1, 1] * 50})
    variance = max(0.25 * 200 / 199, 0.5)
    found = power_of(arms)
    assert found.smallest_lift == pytest.approx(2.4865 * np.sqrt(variance * 0.02), rel=1e-4)
    assert found.smallest_conversions == pytest.approx(100 * found.smallest_lift)


def test_without_an_arm_there_is_no_power() -> None:
    assert power_of(pl.DataFrame({"arm": [EXPOSED], "conversions": [1]})).smallest_lift is None
