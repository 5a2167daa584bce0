"""What one more day costs on top of a year: time and bytes written, beside the load of the year.

Belongs here: landing and staging of a year in monthly files and of its last day in a file of its
own, each step in a process of its own.
Does not belong here: the data (`influence/lab/simulation`), the marts (`benchmarks/whole_way.py`).

Run `make bench-new-day` or `python -m benchmarks.new_day --people 2700`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb

from benchmarks.whole_way import LAND, Step, environment_of, measured, rows_of, simulation

DAYS = 365
# Ten million interactions in that time.
PEOPLE = 27_000
# Streams that grow by the day, with the time that says which.
DAILY = {
    "posts": "created_at",
    "interactions": "occurred_at",
    "post_metrics": "observed_at",
    "follows": "occurred_at",
    "tracked_links": "created_at",
    "visits": "occurred_at",
    "conversions": "occurred_at",
}


def cut_by_month(whole: Path, year: Path, day: Path) -> int:
    """Write the daily streams of `whole` as months under `year` and their last day under `day`.

    Other streams are linked into `year`. Returns the rows of the last day.
    """
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        # Sessions and counters run on past the last midnight; what they tell goes with that day.
        last = con.execute(
            f"select cast(max({DAILY['posts']}) as date) from '{whole}/posts/*.parquet'"
        ).fetchall()[0][0]
        rows = 0
        for stream, time in DAILY.items():
            source = f"'{whole}/{stream}/*.parquet'"
            (year / stream).mkdir(parents=True)
            (day / stream).mkdir(parents=True)
            months = con.execute(
                f"select distinct strftime({time}, '%Y-%m') from {source} order by 1"
            ).fetchall()
            for (month,) in months:
                con.execute(
                    f"copy (select * from {source} where strftime({time}, '%Y-%m') = '{month}' "
                    f"and cast({time} as date) < date '{last}') "
                    f"to '{year}/{stream}/{month}.parquet' (format parquet, compression zstd)"
                )
            rows += con.execute(
                f"copy (select * from {source} where cast({time} as date) >= date '{last}') "
                f"to '{day}/{stream}/{last}.parquet' (format parquet, compression zstd)"
            ).fetchall()[0][0]
    for folder in whole.iterdir():
        if folder.name not in DAILY:
            (year / folder.name).symlink_to(folder)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--work", type=Path, help="folder to work in; default: a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work, prefix="new_day_") as folder:
        _race(Path(folder), options.people)


def _race(work: Path, people: int) -> None:
    whole, dump, day, data = work / "whole", work / "dump", work / "day", work / "data"
    environment = environment_of(work, data)
    python = sys.executable
    land = [python, "-c", LAND, str(dump), str(data / "raw")]
    dbt = [
        *(python, "-m", "dbt.cli.main", "run", "--select", "staging"),
        *("--project-dir", "dbt_project", "--profiles-dir", "dbt_project"),
    ]
    simulate = simulation(whole, work / "truth", people, DAYS)
    measured("simulate (not counted)", simulate, environment)
    (data / "warehouse").mkdir(parents=True)
    (data / "person_key").write_text("0" * 64)
    rows = cut_by_month(whole, dump, day)
    year = [
        measured("land the year", land, environment),
        measured("stage the year", [*dbt, "--full-refresh"], environment),
    ]
    nothing = [
        measured("land nothing", land, environment),
        measured("stage nothing", dbt, environment),
    ]
    for stream in DAILY:
        for file in (day / stream).iterdir():
            file.rename(dump / stream / file.name)
    new_day = [
        measured("land the day", land, environment),
        measured("stage the day", dbt, environment),
    ]
    _print(year, nothing, new_day, rows_of(whole), rows)


def _print(
    year: list[Step],
    nothing: list[Step],
    new_day: list[Step],
    whole: dict[str, int],
    on_last_day: int,
) -> None:
    print("\n" + ", ".join(f"{count:,} {stream}" for stream, count in whole.items()))
    print(f"in {DAYS} days; {on_last_day:,} rows on the last day")
    print(f"{'step':<20}{'wall s':>9}{'CPU s':>9}{'peak GiB':>10}{'MB written':>12}")
    for step in [*year, *nothing, *new_day]:
        print(
            f"{step.name:<20}{step.wall:>9.2f}{step.cpu:>9.2f}{step.peak:>10.2f}"
            f"{step.written_mb:>12.1f}"
        )
    for name, share in (
        ("wall", _sum(new_day, "wall") / _sum(year, "wall")),
        ("CPU", _sum(new_day, "cpu") / _sum(year, "cpu")),
        ("bytes written", _sum(new_day, "written_mb") / _sum(year, "written_mb")),
    ):
        print(f"the day / the year, {name}: {share:.1%}")
    beyond = _sum(new_day, "wall") - _sum(nothing, "wall")
    print(f"the day beyond the fixed cost of looking / the year: {beyond / _sum(year, 'wall'):.1%}")


def _sum(steps: list[Step], figure: str) -> float:
    return float(sum(getattr(step, figure) for step in steps))


if __name__ == "__main__":
    main()
