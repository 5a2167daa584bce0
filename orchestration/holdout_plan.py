"""`make holdout-plan`: the next experiments as an `assignments` file of the raw contract.

Belongs here: the command line, the units in the warehouse, the file.
Does not belong here: how arms are drawn and what they can find (`influence.measures.holdout`).
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
from rich.console import Console
from rich.text import Text

from influence.errors import InfluenceError, SettingError
from influence.measures.holdout import assign, power_of
from orchestration.settings import read_settings

# Followers of the accounts of everybody whom the programme chose, with what they did lately. One
# unit is one person: the follower's account in the plan is the first that follows.
_UNITS = """
with
    chosen as (
        select person_key, selection_place from marts.fct_programme_selection
        where selection_place <= $people
    ),
    followers as (
        select
            chosen.selection_place,
            follows.platform,
            follows.account_id,
            follows.follower_person_key as unit_key,
            min(nodes.id) as unit_id
        from chosen
        inner join intermediate.int_follows_joined_to_people as follows using (person_key)
        inner join
            intermediate.int_nodes_joined_to_people as nodes
            on nodes.node_kind = 'account'
            and nodes.platform = follows.platform
            and nodes.person_key = follows.follower_person_key
        where follows.followed_until is null and follows.follower_person_key <> follows.person_key
        group by
            chosen.selection_place,
            follows.platform,
            follows.account_id,
            follows.follower_person_key
        -- who follows two accounts of one person is one unit
        qualify row_number() over (
            partition by selection_place, follows.follower_person_key
            order by follows.platform, follows.account_id
        ) = 1
    ),
    bought as (
        select visitor_person_key as unit_key, count(*) as conversions
        from intermediate.int_conversions_valued
        inner join intermediate.int_windows on activity_date >= starts_on
        where not is_refund and window_days = $days
        group by unit_key
    ),
    acted as (
        select actor_person_key as unit_key, count(*) as acts
        from intermediate.int_acts_on_people
        inner join intermediate.int_windows on activity_date >= starts_on
        where window_days = $days
        group by unit_key
    )
select
    selection_place,
    platform,
    account_id,
    unit_id,
    coalesce(conversions, 0) as conversions,
    least(coalesce(conversions, 0), 2) * 10
    + cast(floor(log2(1 + coalesce(acts, 0)) / 2) as integer) as stratum
from followers
left join bought using (unit_key)
left join acted using (unit_key)
order by selection_place, platform, account_id, unit_id
"""


def main(arguments: list[str] | None = None) -> int:
    """Write the plan and print what each experiment can find; 1 where nobody was chosen."""
    parser = argparse.ArgumentParser(description="Plan a holdout for the chosen people.")
    parser.add_argument("--people", type=int, default=10, help="of the chosen, the first so many")
    parser.add_argument("--share", type=float, default=0.5, help="of the units that are held out")
    parser.add_argument("--days", type=int, default=28, choices=(7, 28, 90))
    parser.add_argument("--seed", default="1")
    parser.add_argument("--starts-at", type=datetime.fromisoformat, required=True)
    parser.add_argument("--out", type=Path, required=True, help="assignments.parquet or .csv")
    options = parser.parse_args(arguments)
    console = Console(highlight=False)
    try:
        if not 0 < options.share < 1:
            raise SettingError(
                f"--share is {options.share}, not between 0 and 1; give 0.5 for halves"
            )
        plan = _planned(
            read_settings().warehouse, options.people, options.days, options.share, options.seed
        )
        _write(plan, _utc(options.starts_at), options.out)
    except InfluenceError as fault:
        console.print(Text(f"{type(fault).__name__}: {fault}", style="red"), soft_wrap=True)
        return 1
    for (experiment,), units in plan.group_by("experiment_id", maintain_order=True):
        found = power_of(units)
        console.print(
            f"{experiment}: {found.units_exposed} exposed, {found.units_held_out} held out, "
            f"{found.conversions_per_unit:.3f} conversions a unit; finds "
            + (
                f"{found.smallest_conversions:.0f} incremental conversions or more "
                f"({found.smallest_lift:.3f} a unit) in {options.days} days with 80 % chance"
                if found.smallest_lift is not None
                else "nothing: an arm is empty"
            ),
            soft_wrap=True,
        )
    console.print(f"{options.out} is written; drop it with the next dump", soft_wrap=True)
    return 0


def _planned(warehouse: Path, people: int, days: int, share: float, seed: str) -> pl.DataFrame:
    if not warehouse.exists():
        raise SettingError(f"{warehouse} is not there; build it first (make run)")
    with duckdb.connect(str(warehouse), read_only=True) as con:
        units = con.execute(_UNITS, {"people": people, "days": days}).pl()
    if units.is_empty():
        raise SettingError(
            f"the programme in {warehouse} chose nobody who is followed; loosen programme_rules or "
            "raise programme_budget, and build again"
        )
    of_person = "selection_place"
    named = units.with_columns(
        # One experiment a person, named by the first account; posts of all of them are withheld.
        experiment_id=pl.format(
            "holdout-{}-{}-{}",
            pl.lit(seed),
            pl.col("platform").first().over(of_person),
            pl.col("account_id").first().over(of_person),
        ),
        unit=pl.col("unit_id"),
    ).unique(["experiment_id", "unit_id"], keep="first", maintain_order=True)
    return assign(named, share, seed)


def _utc(moment: datetime) -> datetime:
    """Times without an offset are UTC, as everywhere in the raw contract."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _write(plan: pl.DataFrame, starts_at: datetime, out: Path) -> None:
    rows = plan.select(
        "experiment_id",
        "platform",
        "account_id",
        pl.lit("account").alias("unit_kind"),
        "unit_id",
        "arm",
        pl.lit(starts_at).cast(pl.Datetime("us")).alias("assigned_at"),
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix == ".parquet":
        rows.write_parquet(out)
    elif out.suffix == ".csv":
        rows.write_csv(out, datetime_format="%Y-%m-%dT%H:%M:%SZ")
    else:
        raise SettingError(f"{out} ends in {out.suffix or 'nothing'}; give .parquet or .csv")


if __name__ == "__main__":
    sys.exit(main())
