"""The plan of a holdout: from a warehouse to a file that the next dump may hold."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from influence.dumps.contract import STREAMS
from orchestration.holdout_plan import main

COLUMNS = ["experiment_id", "platform", "account_id", "unit_kind", "unit_id", "arm", "assigned_at"]


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Person 1 is chosen, with accounts a and b; 10 to 49 follow a, and 10 follows b too."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute(
            """
            create schema marts;
            create schema intermediate;
            create table marts.fct_programme_selection as
            select 1 as selection_place, 1 as person_key;
            create table intermediate.int_follows_joined_to_people as
            select 'p' as platform, 'a' as account_id, 1 as person_key,
                range as follower_person_key, null::timestamp as followed_until
            from range(10, 50)
            union all select 'p', 'b', 1, 10, null
            union all select 'p', 'a', 1, 60, timestamp '2026-03-01';
            create table intermediate.int_nodes_joined_to_people as
            select 'account' as node_kind, 'p' as platform, 'u' || range as id, range as person_key
            from range(10, 61);
            create table intermediate.int_windows as
            select 28 as window_days, date '2026-03-04' as starts_on;
            create table intermediate.int_conversions_valued as
            select range as visitor_person_key, date '2026-03-20' as activity_date,
                false as is_refund
            from range(10, 20);
            create table intermediate.int_acts_on_people as
            select 11 as actor_person_key, date '2026-03-20' as activity_date;
            """
        )
    monkeypatch.setenv("INFLUENCE_WAREHOUSE", str(path))
    return path


def planned(out: Path, *more: str) -> pl.DataFrame:
    assert main(["--starts-at", "2026-04-02", "--out", str(out), *more]) == 0
    return pl.read_parquet(out)


def test_every_follower_is_one_unit_of_the_raw_contract(warehouse: Path, tmp_path: Path) -> None:
    plan = planned(tmp_path / "assignments.parquet")
    assert plan.columns == COLUMNS
    assert set(COLUMNS) <= {column.name for column in STREAMS["assignments"].columns}
    assert plan["unit_id"].sort().to_list() == sorted(f"u{person}" for person in range(10, 50))
    assert plan["experiment_id"].unique().to_list() == ["holdout-1-p-a"]
    # Half of each stratum, to the nearest unit: ten who bought, one of whom acted, and thirty.
    assert (plan["arm"] == "held_out").sum() in (19, 20, 21)


def test_the_same_seed_plans_the_same(warehouse: Path, tmp_path: Path) -> None:
    first, second = planned(tmp_path / "1.parquet"), planned(tmp_path / "2.parquet")
    assert first.equals(second)
    assert not first["arm"].equals(planned(tmp_path / "3.parquet", "--seed", "2")["arm"])


def test_what_it_can_find_is_told_before_anybody_pays(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planned(tmp_path / "assignments.parquet")
    said = capsys.readouterr().out
    assert "0.250 conversions a unit" in said
    assert "with 80 % chance" in said


def test_without_anybody_to_follow_the_remedy_is_told(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with duckdb.connect(str(warehouse)) as con:
        con.execute("delete from marts.fct_programme_selection")
    assert main(["--starts-at", "2026-04-02", "--out", str(tmp_path / "plan.csv")]) == 1
    assert "loosen programme_rules" in capsys.readouterr().out
