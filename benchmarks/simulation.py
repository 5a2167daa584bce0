"""What a simulated world costs: time and memory by rows, beside writing the same rows again.

Belongs here: the whole command at several sizes, and Polars reading and writing what it wrote.
Does not belong here: what a world holds (`influence/lab/simulation`).

Run `make bench-simulation` or `python -m benchmarks.simulation --people 10000`.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.whole_way import PEOPLE, Step, measured, rows_of, simulation

COPY = """
import sys
from pathlib import Path
import polars as pl
for path in sorted(Path(sys.argv[1]).rglob("*.parquet")):
    out = Path(sys.argv[2]) / path.parent.name / path.name
    out.parent.mkdir(parents=True, exist_ok=True)
    pl.read_parquet(path).write_parquet(out, compression="zstd", compression_level=3)
"""


def race(people: int, days: int, work: Path) -> tuple[Step, Step, int, int]:
    """Simulate, then copy what was written; also the rows of all streams and the interactions."""
    dump = work / "dump"
    simulate = simulation(dump, work / "truth", people, days)
    environment = dict(os.environ)
    world = measured(f"simulate {people:,} people, {days} days", simulate, environment)
    copy = [sys.executable, "-c", COPY, str(dump), str(work / "copy")]
    peer = measured("Polars reads and writes the same rows", copy, environment)
    rows = rows_of(dump)
    return world, peer, sum(rows.values()), rows["interactions"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[PEOPLE // 10, PEOPLE])
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--work", type=Path, help="folder to work in; default: a temporary one")
    options = parser.parse_args()
    for people in options.people:
        with tempfile.TemporaryDirectory(dir=options.work, prefix="simulation_") as folder:
            world, peer, rows, interactions = race(people, options.days, Path(folder))
        print(f"\n{people:,} people: {interactions:,} interactions, {rows:,} rows of all streams")
        for step in (world, peer):
            print(
                f"{step.name:<42}wall {step.wall:7.1f} s  CPU {step.cpu:7.1f} s  "
                f"peak {step.peak:5.2f} GiB  {step.cpu / rows * 1e6:5.2f} CPU s a million rows"
            )


if __name__ == "__main__":
    main()
