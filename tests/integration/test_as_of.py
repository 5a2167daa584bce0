"""A run of an earlier day sees nothing of what came after it."""

import shutil
from datetime import date

import duckdb
import pytest

from tests.conftest import SAMPLE, Run


@pytest.fixture(scope="module")
def earlier_run(sample_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = Run(tmp_path_factory.mktemp("earlier_run"))
    shutil.copy(sample_run.data / "person_key", run.data / "person_key")
    done = run.command(SAMPLE, "--as-of", "2026-03-01")
    assert done.returncode == 0, f"{done.stdout}\n{run.log()}"
    return run


def test_the_windows_end_where_they_were_asked_to(earlier_run: Run) -> None:
    with duckdb.connect(str(earlier_run.database), read_only=True) as connection:
        found = connection.execute("select distinct as_of from published.topic_rankings").fetchall()
    assert found == [(date(2026, 3, 1),)]


def test_no_fact_lies_on_or_after_as_of(earlier_run: Run) -> None:
    with duckdb.connect(str(earlier_run.warehouse), read_only=True) as connection:
        daily = connection.execute(
            "select table_name from duckdb_columns() "
            "where schema_name = 'marts' and column_name = 'activity_date'"
        ).fetchall()
        latest = {
            table: connection.execute(f"select max(activity_date) from marts.{table}").fetchall()[0]
            for (table,) in daily
        }
    # Where too little is bought, nothing is told of a day.
    told = {table: day for table, (day,) in latest.items() if day is not None}
    assert set(latest) - set(told) <= {"fct_conversion_excess_daily"}
    assert all(day < date(2026, 3, 1) for day in told.values()), told
