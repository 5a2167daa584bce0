"""What reach and response cost at ten million interactions and twenty million follows.

Belongs here: landing and the models of both lenses, each step in a process of its own, beside the
two central aggregates written by hand in Polars from the same raw Parquet, with equal results.
Does not belong here: the data (`influence/lab/simulation`), the whole warehouse (`whole_way`).

Run `make bench-lenses` or `python -m benchmarks.lenses --people 5000`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.whole_way import (
    LAND,
    REPOSITORY,
    Step,
    environment_of,
    measured,
    print_models,
    rows_of,
    simulation,
)

# They make ten million interactions in ninety days, and twenty million follows.
PEOPLE = 80_000
FOLLOWS = 200
LENSES = "+rpt_person_reach +rpt_person_response"
# By hand nobody is a suspect.
DISTINCT, VOLUME = "unique_responders_all", "responses_all"

PEER = """
import sys
from pathlib import Path
from benchmarks.lenses_by_hand import responders_and_responses
responders_and_responses(Path(sys.argv[1]), sys.argv[2]).write_parquet(sys.argv[3])
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--follows", type=float, default=FOLLOWS)
    parser.add_argument("--work", type=Path, help="folder to work in; default: a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work, prefix="lenses_") as folder:
        race(Path(folder), options.people, options.follows)


def race(work: Path, people: int, follows: float) -> None:
    dump, data = work / "dump", work / "data"
    environment = environment_of(work, data) | {"POLARS_MAX_THREADS": "2"}
    environment["PYTHONPATH"] = str(REPOSITORY)
    python = sys.executable
    simulate = simulation(dump, work / "truth", people, 90, "--follows", str(follows))
    measured("simulate (not counted)", simulate, environment)
    (data / "warehouse").mkdir(parents=True)
    (data / "person_key").write_text("0" * 64)
    raw, peer_rows = data / "raw", work / "peer.parquet"
    dbt = [
        *(python, "-m", "dbt.cli.main", "build", "--exclude-resource-type", "unit_test"),
        *("--project-dir", "dbt_project", "--profiles-dir", "dbt_project"),
        # Tests that look at other published tables as well are left to the whole warehouse.
        *("--indirect-selection", "cautious", "--select", LENSES),
    ]
    steps = [
        measured("land", [python, "-c", LAND, str(dump), str(raw)], environment),
        measured("dbt build, both lenses", dbt, environment),
    ]
    with duckdb.connect(environment["INFLUENCE_WAREHOUSE"], read_only=True) as connection:
        [(as_of,)] = connection.execute(
            "select strftime(max(as_of), '%Y-%m-%d') from intermediate.int_windows"
        ).fetchall()
    peer = measured(
        "Polars, two aggregates by hand",
        [python, "-c", PEER, str(raw / "current"), as_of, str(peer_rows)],
        environment,
    )
    print_steps(steps, peer, rows_of(dump))
    print_models(work / "target" / "run_results.json")
    compare(environment["INFLUENCE_WAREHOUSE"], peer_rows)


def print_steps(steps: list[Step], peer: Step, rows: dict[str, int]) -> None:
    print("\n" + ", ".join(f"{count:,} {stream}" for stream, count in rows.items()))
    print(f"{'step':<34}{'wall s':>9}{'CPU s':>9}{'peak GiB':>10}")
    for step in [*steps, peer]:
        print(f"{step.name:<34}{step.wall:>9.1f}{step.cpu:>9.1f}{step.peak:>10.2f}")
    wall, cpu = (sum(getattr(step, unit) for step in steps) for unit in ("wall", "cpu"))
    print(f"both lenses / Polars: wall {wall / peer.wall:.1f}, CPU {cpu / peer.cpu:.1f}")


def compare(warehouse: str, peer_rows: Path) -> None:
    """Fail unless both have the same people of the same topics, with the same two numbers."""
    by_hand = pl.read_parquet(peer_rows)
    with duckdb.connect(warehouse, read_only=True) as connection:
        differing = connection.execute(
            f"""
            with ours as (
                select counted.topic_id, nodes.node,
                    counted.{DISTINCT} as unique_responders, counted.{VOLUME} as responses
                from marts.fct_people_counted as counted
                inner join (
                    select person_key, min(node) as node
                    from intermediate.int_nodes_joined_to_people
                    group by person_key
                ) as nodes using (person_key)
                where counted.window_days = 90 and counted.{VOLUME} > 0
            )
            select count(*)
            from ours
            full outer join by_hand using (topic_id, node, unique_responders, responses)
            where ours.topic_id is null or by_hand.topic_id is null
            """
        ).fetchall()[0][0]
    if differing:
        raise SystemExit(f"{differing} rows of the warehouse and of the peer differ")
    print(f"\nboth tell the same of {by_hand.height:,} people on topics")


if __name__ == "__main__":
    main()
