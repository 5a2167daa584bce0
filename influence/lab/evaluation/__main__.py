"""`make evaluate`: worlds with known truth through the pipeline, and a page of what was found.

Belongs here: the command line, which worlds are run, and taking up a run where it was left.
Does not belong here: one world (`worlds`) and the page (`page`).
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import polars as pl

from influence.errors import InfluenceError
from influence.lab.evaluation.page import page_of
from influence.lab.evaluation.picture import picture_of
from influence.lab.evaluation.worlds import Compared, compare
from influence.lab.simulation.scenario import SCENARIOS, Scenario, Size

# The world `bots` without anything that bots do, to see what they are worth.
IDLE = replace(SCENARIOS["bots"], name="bots idle", bot_eagerness=0.0, camouflage=0.0)


def main() -> int:
    """Run all worlds and write the page; return 1 where a world could not be run."""
    parser = argparse.ArgumentParser(description="Hold every score against worlds of known truth.")
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", choices=sorted(SCENARIOS), help="one scenario, no page")
    parser.add_argument("--work", type=Path, default=Path("data/evaluation"))
    parser.add_argument("--page", type=Path, default=Path("docs/evaluation.md"))
    options = parser.parse_args()
    size = Size(options.people, options.days)
    scenarios = [SCENARIOS[options.only]] if options.only else [*SCENARIOS.values(), IDLE]
    try:
        found = _joined(list(_worlds(scenarios, size, options.seeds, options.work)))
    except InfluenceError as fault:
        print(fault, file=sys.stderr)
        return 1
    if options.only:
        with pl.Config(tbl_rows=-1, fmt_str_lengths=40):
            print(found.agreements.sort("lens", "ndcg", descending=True), found.intervals)
            print(found.topics)
        return 0
    shown = list(SCENARIOS.values())
    options.page.parent.mkdir(parents=True, exist_ok=True)
    options.page.write_text(page_of(found, shown, size, options.seeds), encoding="utf-8")
    picture = options.page.with_suffix(".png")
    picture.write_bytes(picture_of(found.agreements, shown[-1].name))
    # The next run is of other models.
    shutil.rmtree(options.work)
    print(f"{options.page} and {picture} are written")
    return 0


def _worlds(scenarios: list[Scenario], size: Size, seeds: int, work: Path) -> Iterator[Compared]:
    """Each world once: of a run that was stopped before its page, `work` has what was found."""
    total, began = len(scenarios) * seeds, time.monotonic()
    for scenario in scenarios:
        for seed in range(1, seeds + 1):
            world = replace(size, seed=seed)
            notes = work / f"{scenario.name}, {world.people} people, {world.days} days, {seed}"
            if not notes.exists():
                with tempfile.TemporaryDirectory(prefix="evaluation_") as folder:
                    _note(compare(scenario, world, Path(folder)), notes)
            yield _noted(notes)
            total -= 1
            elapsed = time.monotonic() - began
            print(f"{elapsed:6.0f} s  {scenario.name}, seed {seed}; {total} to go", flush=True)


def _note(found: Compared, notes: Path) -> None:
    part = notes.with_name(f"{notes.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for field in fields(Compared):
        getattr(found, field.name).write_ipc(part / field.name)
    part.rename(notes)


def _noted(notes: Path) -> Compared:
    return Compared(*(pl.read_ipc(notes / field.name) for field in fields(Compared)))


def _joined(parts: list[Compared]) -> Compared:
    return Compared(
        pl.concat(part.agreements for part in parts),
        pl.concat(part.intervals for part in parts),
        pl.concat((part.boosters for part in parts if part.boosters.height), how="diagonal")
        if any(part.boosters.height for part in parts)
        else pl.DataFrame(),
        pl.concat(part.topics for part in parts),
    )


if __name__ == "__main__":
    sys.exit(main())
