"""The published worked example of fractribution, by hand."""

import pytest

from influence.lab.oracles.fractribution import conversion_rates, fractribution_credit, step_shares
from influence.lab.oracles.journeys import Journey

DIRECT = Journey(("Direct",), conversions=3, lost=25, value=94.42)
ORGANIC = Journey(("Organic",), conversions=1, lost=26, value=66.5)
BOTH = Journey(("Organic", "Direct"), conversions=1, lost=1, value=140)
PATHS = [DIRECT, ORGANIC, BOTH]
# Of both, 1 of 2 converts; without Organic 3 of 28, without Direct 1 of 27.
OF_ORGANIC, OF_DIRECT = 1 / 2 - 3 / 28, 1 / 2 - 1 / 27


def test_a_step_gets_what_the_rate_loses_without_it() -> None:
    found = step_shares(BOTH, conversion_rates(PATHS))
    whole = OF_ORGANIC + OF_DIRECT
    assert found == pytest.approx([OF_ORGANIC / whole, OF_DIRECT / whole])
    # As printed: 0.459 and 0.541.
    assert [round(share, 3) for share in found] == [0.459, 0.541]


def test_credit_is_the_share_of_conversions_and_of_value() -> None:
    organic = OF_ORGANIC / (OF_ORGANIC + OF_DIRECT)
    found = fractribution_credit(PATHS)
    assert found["Organic"].conversions == pytest.approx(1 + organic)
    assert found["Direct"].conversions == pytest.approx(3 + 1 - organic)
    assert found["Organic"].value == pytest.approx(66.5 + 140 * organic)


def test_a_path_that_nobody_took_converts_never() -> None:
    alone = Journey(("a", "b"), conversions=1, lost=3)
    assert step_shares(alone, conversion_rates([alone])) == [0.5, 0.5]


def test_a_step_that_harms_gets_nothing_and_the_last_one_takes_what_nobody_earned() -> None:
    worse = Journey(("a", "b"), conversions=1, lost=9)
    better = Journey(("a",), conversions=1, lost=1)
    # Without b the rate is 1/2 instead of 1/10, without a it is 0.
    assert step_shares(worse, conversion_rates([worse, better])) == [1, 0]
    never = Journey(("a", "b"), conversions=0, lost=2)
    assert step_shares(never, conversion_rates([never, better])) == [0, 1]
