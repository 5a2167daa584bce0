"""Shares of purchases that links brought, by hand, by invariant, and where the truth is known."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.measures.excess import caused_shares, touchpoints_explained


def shares(
    touchpoints: list[tuple[int, int, int]], days: list[list[float]], habit: float
) -> list[float]:
    """Touchpoints as (conversion, person, bucket)."""
    columns = np.array(touchpoints, dtype=np.int64).reshape(-1, 3).T
    found = caused_shares(*columns, np.array(days), habit, prior_conversions=1e9)
    return [float(share) for share in found]


def test_of_three_purchases_a_day_where_one_is_habit_two_thirds_came_of_the_link() -> None:
    # One bucket of 2 days waited with 6 purchases: 3 a day, 1 of them habit. Everyone alike.
    found = shares([(place, 0, 0) for place in range(6)], [[2.0, 10.0]], habit=1.0)
    assert found == pytest.approx([2 / 3] * 6, abs=1e-6)


def test_what_comes_no_sooner_than_habit_came_of_nothing() -> None:
    assert shares([(0, 0, 0), (1, 0, 1)], [[2.0, 10.0]], habit=0.5) == [0.0, 0.0]


def test_without_habit_a_purchase_belongs_to_the_link_before_it() -> None:
    assert shares([(0, 0, 0)], [[2.0, 10.0]], habit=0.0) == [1.0]


def test_two_links_in_one_bucket_share_a_purchase_alike() -> None:
    found = shares([(0, 0, 0), (0, 1, 0)], [[1.0, 1.0], [1.0, 1.0]], habit=0.0)
    assert found == pytest.approx([0.5, 0.5], abs=1e-6)


def test_whose_many_links_bring_little_is_believed_less() -> None:
    # Person 0: 4 purchases in 1 day waited. Person 1: 1 purchase in 10 days waited.
    bought = [(place, 0, 0) for place in range(4)] + [(4, 1, 0)]
    columns = np.array(bought).T
    days = np.array([[1.0, 1.0], [10.0, 10.0]])
    found = caused_shares(*columns, days, 0.1, prior_conversions=1.0)
    alike = caused_shares(*columns, days, 0.1, prior_conversions=1e9)
    assert found[4] < alike[4]
    assert found[0] > alike[0]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=40
    ),
    st.floats(0, 2),
    st.floats(0.1, 10),
)
def test_nobody_is_given_more_than_the_purchase(
    touchpoints: list[tuple[int, int, int]], habit: float, prior: float
) -> None:
    columns = np.array(touchpoints).T
    found = caused_shares(*columns, np.full((4, 5), 3.0), habit, prior)
    assert (found >= 0).all()
    assert (found[columns[2] == 4] == 0).all()
    assert (np.bincount(columns[0], found) <= 1 + 1e-9).all()


def test_the_purchases_that_links_brought_are_counted_where_the_truth_is_known() -> None:
    # 4,000 links of 20 people are waited for 10 days each; habit brings 0.02 purchases a day. The
    # links of the first ten bring one in 10 % of cases, half a day later on average.
    chance = np.random.default_rng(5)
    person = np.repeat(np.arange(20), 200)
    edges = np.array([0.0, 0.5, 1.0, 2.0, 5.0, 10.0])
    habits = chance.poisson(0.02 * 10, len(person))
    lag = chance.uniform(0, 10, habits.sum())
    brings = (person < 10) & (chance.random(len(person)) < 0.1)
    caused_lag = chance.exponential(0.5, brings.sum())
    who = np.r_[np.repeat(person, habits), person[brings]]
    bucket = np.searchsorted(edges, np.r_[lag, caused_lag], side="right") - 1
    days = np.tile(200 * np.diff(edges), (20, 1))
    habit = float((bucket == 4).sum() / days[:, 4].sum())
    found = caused_shares(np.arange(len(who)), who, bucket, days, habit, 1.0)
    by_person = np.bincount(who, found, 20)
    # Some 200 were brought, of which the counts spread by 14; habit adds its own noise.
    assert by_person[:10].sum() == pytest.approx(brings.sum(), abs=30)
    assert by_person[10:].sum() < 0.15 * by_person[:10].sum()


def test_rows_of_a_warehouse_keep_their_keys_and_lags_past_the_last_are_habit() -> None:
    waits = pl.DataFrame(
        {
            "person_key": [7, 7],
            "lag_from_days": [0.0, 14.0],
            "is_settled": [False, True],
            "days_waited": [1.0, 16.0],
            "settled_per_day": [0.0, 0.0],
        }
    )
    touchpoints = pl.DataFrame(
        {
            "conversion_id": ["b", "a"],
            "touchpoint_id": ["s1", "s2"],
            "person_key": [7, 7],
            "lag_from_days": [14.0, 0.0],
        }
    )
    found = touchpoints_explained(touchpoints, waits, 1.0)
    assert found.rows() == [("b", "s1", 0.0), ("a", "s2", 1.0)]


def test_without_touchpoints_there_are_no_rows() -> None:
    touchpoints = pl.DataFrame(
        schema={
            "conversion_id": pl.String,
            "touchpoint_id": pl.String,
            "person_key": pl.Int64,
            "lag_from_days": pl.Float64,
        }
    )
    assert touchpoints_explained(touchpoints, pl.DataFrame(), 1.0).rows() == []
