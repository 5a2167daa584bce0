"""How long credit for adoptions takes, beside the same credit found in SQL level by level.

Belongs here: logs of one and of eight million adoptions over graphs of two and of 28 million ties,
with equal results of both.
Does not belong here: what the credit means (`influence/measures/credit_distribution`).

Run `make bench-adoption` or `python -m benchmarks.adoption --sizes small`.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from influence.measures.credit_distribution import (
    Heard,
    Log,
    Propagation,
    choose_seeds,
    equal_credit,
    habits,
    propagation,
    time_aware_credit,
    total_credit,
)

Array = npt.NDArray[Any]
CHOSEN = 20


@dataclass(frozen=True)
class Size:
    """What is drawn: adoptions before repeats are dropped, and ties likewise."""

    people: int
    ties: int
    items: int
    adoptions: int


SIZES = {
    "small": Size(100_000, 2_000_000, 10_000, 1_100_000),
    "large": Size(1_000_000, 28_000_000, 71_000, 9_500_000),
}


def skewed(chance: np.random.Generator, most: int, exponent: float, count: int) -> Array:
    """Numbers below `most`, the small ones more often."""
    drawn: Array = (most * chance.random(count) ** exponent).astype(np.int64)
    return drawn


def once(values: Array) -> Array:
    """Sort, and drop repeats: of tens of millions, faster than a table of them."""
    values.sort()
    return values[np.r_[True, values[1:] != values[:-1]]]


# People stand on a ring. Half of the ties are to the well known, half to neighbours, and an item
# is taken up around some place, so that many adopters hear each other.
NEAR = 100


def heard_of(size: Size, chance: np.random.Generator) -> Heard:
    hearer = chance.integers(0, size.people, size.ties)
    near = (hearer + chance.laplace(0, NEAR, size.ties).astype(np.int64)) % size.people
    known = skewed(chance, size.people, 2, size.ties)
    pairs = once(hearer * size.people + np.where(chance.random(size.ties) < 0.5, near, known))
    hearer, who = pairs // size.people, pairs % size.people
    other = hearer != who
    hearer, who = hearer[other], who[other].astype(np.int32)
    first = np.searchsorted(hearer, np.arange(size.people + 1))
    always = np.zeros(len(who), dtype=np.int64)
    return Heard(first, who, always, always + np.iinfo(np.int64).max)


def log_of(size: Size, chance: np.random.Generator) -> Log:
    item = skewed(chance, size.items, 2.2, size.adoptions)
    place = chance.integers(0, size.people, size.items)[item]
    near = np.bincount(item, minlength=size.items)[item] * chance.laplace(0, 1, size.adoptions)
    person = (place + near.astype(np.int64)) % size.people
    pairs = once(item * size.people + person)
    item, person = pairs // size.people, pairs % size.people
    at = chance.integers(0, 90 * 86_400, len(pairs))
    order = np.lexsort((person, at, item))
    return Log(
        np.searchsorted(item[order], np.arange(size.items + 1)),
        person[order].astype(np.int32),
        at[order],
    )


@dataclass(frozen=True)
class Seconds:
    """By the wall and of CPU, all threads."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:>10.3f} s {self.cpu:>10.3f} s of CPU"


def timed(work: Callable[[], Any]) -> tuple[Seconds, Any]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return Seconds(time.perf_counter() - wall, time.process_time() - cpu), result


def by_levels(connection: duckdb.DuckDBPyConnection, log: Log, heard: Heard) -> Array:
    """Join adoptions along ties, then hand credit up a level of the propagation at a time.

    An adoption is at the level of the longest way down from it, so that whatever it hands on is
    complete.
    """
    connection.execute(
        "create table dag as select parents.adoption as parent, adoptions.adoption as child, "
        "1.0 / count(*) over (partition by adoptions.adoption) as gamma "
        "from adoptions inner join ties on adoptions.person = ties.hearer "
        "inner join adoptions as parents "
        "on ties.who = parents.person and adoptions.item = parents.item "
        "where parents.at < adoptions.at"
    )
    connection.execute(
        "create table levels as select adoption, 0 as level from adoptions "
        "where adoption in (select parent from dag) or adoption in (select child from dag)"
    )
    level = 0
    # Whoever has a child of a level is above it.
    while True:
        moved = connection.execute(
            "update levels set level = ? where adoption in (select dag.parent from dag "
            "inner join levels as below on dag.child = below.adoption where below.level = ?)",
            [level + 1, level],
        ).fetchall()[0][0]
        if not moved:
            break
        level += 1
    connection.execute(
        "create table credit as select adoption, cast(1 as double) as credit from adoptions"
    )
    connection.execute(
        "create table steps as select dag.parent, dag.child, dag.gamma, levels.level "
        "from dag inner join levels on dag.parent = levels.adoption"
    )
    for step in range(1, level + 1):
        connection.execute(
            "update credit set credit = credit.credit + handed.credit from ("
            "select steps.parent, sum(steps.gamma * below.credit) as credit from steps "
            "inner join credit as below on steps.child = below.adoption "
            "where steps.level = ? group by steps.parent"
            ") as handed where credit.adoption = handed.parent",
            [step],
        )
    print(f"  {level} levels")
    found: Array = connection.execute("select credit from credit order by adoption").fetchnumpy()[
        "credit"
    ]
    return found


def race(name: str, size: Size, folder: Path) -> None:
    chance = np.random.default_rng(11)
    log, heard = log_of(size, chance), heard_of(size, chance)
    print(
        f"\n{name}: {len(log.person):,} adoptions of {size.items:,} items (largest "
        f"{np.diff(log.first).max():,}) by {size.people:,} people, {len(heard.who):,} ties"
    )
    one = np.ones(len(log.person))

    def scan() -> tuple[Propagation, Array, Array]:
        found = propagation(log, heard)
        gamma = equal_credit(found)
        return found, gamma, total_credit(found, gamma, one)

    scanned, (found, gamma, credit) = timed(scan)
    aware, _ = timed(
        lambda: total_credit(
            found, time_aware_credit(log, found, habits(log, found, heard, 3)), one
        )
    )
    anybody = np.ones(size.people, dtype=np.bool_)
    chosen, seeds = timed(lambda: choose_seeds(log, found, gamma, one, anybody, CHOSEN))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"  parents found                       {len(found.parent):>10,}")
    print(f"  parents and equal credit, scan      {scanned}")
    print(f"  habits and time-aware credit on top {aware}")
    print(f"  {CHOSEN} seeds on top                    {chosen}")
    print(f"  peak of the process, data included  {peak:>10.2f} GiB")
    print(f"  seeds gain {seeds.gained.sum():,.0f}, nobody more than {seeds.bound[-1]:,.0f}")
    with duckdb.connect(str(folder / "levels.duckdb")) as connection:
        connection.execute("set memory_limit = '6GB'; set threads = 2")
        item = np.repeat(np.arange(size.items), np.diff(log.first))
        rows = {
            "adoptions": {
                "adoption": np.arange(len(item)),
                "item": item,
                "person": log.person,
                "at": log.at,
            },
            "ties": {
                "hearer": np.repeat(np.arange(size.people), np.diff(heard.first)),
                "who": heard.who,
            },
        }
        for table, columns in rows.items():
            connection.register("columns_of_it", columns)
            connection.execute(f"create table {table} as select * from columns_of_it")
            connection.unregister("columns_of_it")
        levelled, levels = timed(lambda: by_levels(connection, log, heard))
    print(f"  SQL by levels                       {levelled}")
    worst = float(np.max(np.abs(levels / credit - 1)))
    if worst > 1e-9:
        raise SystemExit(f"the two differ by {worst:.1e}")
    wall, cpu = scanned.wall / levelled.wall, scanned.cpu / levelled.cpu
    print(f"  scan / SQL: wall {wall:.3f}, CPU {cpu:.3f}; largest relative difference {worst:.0e}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", choices=sorted(SIZES), default=sorted(SIZES)[::-1])
    parser.add_argument("--work", type=Path, help="folder to work in; default: a temporary one")
    options = parser.parse_args()
    tiny = Size(10, 30, 3, 20)
    for _ in range(2):
        chance = np.random.default_rng(1)
        log, heard = log_of(tiny, chance), heard_of(tiny, chance)

        def warm(log: Log = log, heard: Heard = heard) -> Any:
            found = propagation(log, heard)
            gamma, one = equal_credit(found), np.ones(len(log.person))
            return choose_seeds(log, found, gamma, one, np.ones(tiny.people, dtype=np.bool_), 2)

        print(f"compiled, or read from what was compiled before, in {timed(warm)[0].wall:.2f} s")
    for name in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.work, prefix="adoption_") as folder:
            race(name, SIZES[name], Path(folder))


if __name__ == "__main__":
    main()
