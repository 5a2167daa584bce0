"""Quantiles of posteriors against their closed forms, and their behaviour inside DuckDB."""

import duckdb
import numpy as np
import pytest

from influence.measures.quantiles import (
    beta_probability,
    beta_quantile,
    gamma_quantile,
    register_quantiles,
)


def test_beta_quantiles_of_a_power_distribution_are_its_roots() -> None:
    # Beta(a, 1) has the distribution function x^a.
    probability = np.array([0.05, 0.5, 0.95])
    found = beta_quantile(probability, np.full(3, 3.0), np.ones(3))
    assert found == pytest.approx(probability ** (1 / 3), rel=1e-12)


def test_gamma_quantiles_of_shape_one_are_exponential() -> None:
    probability = np.array([0.05, 0.5, 0.95])
    found = gamma_quantile(probability, np.ones(3))
    assert found == pytest.approx(-np.log(1 - probability), rel=1e-12)


def test_the_tail_of_a_binomial_count_is_a_beta_probability() -> None:
    # 2 or 3 heads of 3 throws of a fair coin: 3/8 + 1/8.
    assert beta_probability(np.array([0.5]), np.array([2.0]), np.array([2.0]))[0] == 0.5
    # All of 10 at 0.9.
    found = beta_probability(np.array([0.9]), np.array([10.0]), np.array([1.0]))
    assert found == pytest.approx(0.9**10, rel=1e-12)


def test_a_parameter_outside_its_domain_gives_no_number() -> None:
    assert np.isnan(beta_quantile(np.array([0.5]), np.array([-1.0]), np.array([1.0])))[0]


def test_sql_gets_null_for_null_and_never_nan() -> None:
    with duckdb.connect() as connection:
        register_quantiles(connection)
        rows = connection.execute(
            "select beta_quantile(0.5, a, 1.0), gamma_quantile(0.5, a) "
            "from (values (1.0::double), (null), (-1.0)) as t(a)"
        ).fetchall()
    assert rows[0] == pytest.approx((0.5, np.log(2)))
    assert rows[1:] == [(None, None), (None, None)]
