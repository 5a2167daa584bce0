"""A conversion whose currency has no rate: it waits, is named, and comes back by itself."""

from pathlib import Path

import pytest

from tests.integration.dbt_bench import Bench

VALUED = (
    "select conversion_id, cast(absolute_value as double), cast(margin as double) "
    "from intermediate.int_conversions_valued order by conversion_id"
)
LEDGER = (
    "select rows_read, rows_loaded, rows_quarantined, rows_waiting, waits_for "
    "from published.ingestion_ledger where stream = 'conversions'"
)
MODELS = ("--select", "+rpt_ingestion_ledger")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path)
    bench.drop(
        "conversions.csv",
        "conversion_id,visitor_id,occurred_at,kind,value,currency,margin",
        "a,v1,2026-03-05T10:00:00Z,purchase,10,EUR,4",
        "b,v1,2026-03-05T11:00:00Z,purchase,20,USD,-6",
        "c,v2,2026-03-06T11:00:00Z,purchase,5,GBP,",
        "d,v2,2026-03-06T12:00:00Z,signup,,,",
    )
    bench.drop(
        "fx_rates.csv", "day,currency,rate_to_reporting", "2026-03-01,USD,0.5", "2026-03-07,GBP,1.2"
    )
    return bench


def test_it_waits_named_by_currency_and_day_and_comes_back_with_the_rate(bench: Bench) -> None:
    bench.land()
    bench.dbt("first", *MODELS)
    # The rate of GBP is of the day after.
    assert bench.query("first", VALUED) == [("a", 10.0, 4.0), ("b", 10.0, -3.0), ("d", None, None)]
    assert bench.query("first", LEDGER) == [(4, 3, 1, 1, "rate of GBP on 2026-03-06")]

    bench.drop("fx_rates_late.csv", "day,currency,rate_to_reporting", "2026-03-04,GBP,1.1")
    bench.land(hours=1)
    bench.dbt("first", *MODELS)
    assert bench.query("first", VALUED) == [
        ("a", 10.0, 4.0),
        ("b", 10.0, -3.0),
        ("c", 5.5, None),
        ("d", None, None),
    ]
    assert bench.query("first", LEDGER) == [(4, 4, 0, 0, None)]
