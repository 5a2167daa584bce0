"""How long it takes to choose the few who reach the most, and to tell how audiences overlap.

Belongs here: coverage and overlap at ten and a hundred thousand candidates, beside the same choice
without laziness in numpy and by rounds of SQL, with equal results.
Does not belong here: what forms the audiences (`benchmarks/lenses.py`).

Run `make bench-reach` or `python -m benchmarks.reach --candidates 10000`.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from influence.measures.coverage import greedy_coverage, reach_curves

Array = npt.NDArray[Any]

# Interactions for each candidate, of which some repeat, and people for each candidate.
INTERACTIONS = 1_000
PEOPLE = 10
CHOSEN = 50
LEADERS = 20
# Rounds of the peers: each of the others takes about as long.
NUMPY_ROUNDS = 5
SQL_ROUNDS = 3
ROWS_OF_A_PART = 1_000_000

# Candidates are numbered by the size of their audience, by which the warehouse decides a tie.
PAIRS = """
create table pairs_drawn as
select distinct
    cast(floor({candidates} * pow(random(), 2)) as integer) as candidate_number,
    cast(floor({people} * pow(random(), 1.5)) as integer) as audience_number
from range({interactions});

create table pairs as
with places as (
    select
        candidate_number,
        cast(row_number() over (order by count(*) desc, candidate_number) - 1 as integer) as place
    from pairs_drawn
    group by candidate_number
)
select places.place as candidate_number, pairs_drawn.audience_number
from pairs_drawn
inner join places using (candidate_number);

drop table pairs_drawn;
"""

OVERLAPS = """
with leaders as (
    select candidate_number, count(*) as audience
    from pairs
    group by candidate_number
    order by audience desc, candidate_number
    limit {leaders}
),
audiences as (
    select pairs.candidate_number, pairs.audience_number
    from pairs
    inner join leaders using (candidate_number)
)
select left_one.candidate_number, right_one.candidate_number, count(*) as shared
from audiences as left_one
inner join audiences as right_one using (audience_number)
group by left_one.candidate_number, right_one.candidate_number
"""


@dataclass(frozen=True)
class Timed:
    """What was done, how long it took, and how many times as long it all would."""

    name: str
    seconds: float
    times: float = 1


def timed(name: str, work: Callable[[], Any], times: float = 1) -> tuple[Timed, Any]:
    began = time.perf_counter()
    result = work()
    return Timed(name, time.perf_counter() - began, times), result


def parts(connection: duckdb.DuckDBPyConnection) -> Iterator[pl.DataFrame]:
    """The pairs as the warehouse hands them on: integers, in order, part by part."""
    reader = connection.sql(
        "select 1 as topic_number, candidate_number, 1 as window_place, audience_number "
        "from pairs order by topic_number, candidate_number, window_place"
    ).to_arrow_reader(ROWS_OF_A_PART)
    for batch in reader:
        frame = pl.from_arrow(batch)
        assert isinstance(frame, pl.DataFrame)
        yield frame


def csr(connection: duckdb.DuckDBPyConnection, candidates: int) -> tuple[Array, Array]:
    """Where each candidate's audience begins, and the audiences."""
    members = []
    sizes = np.zeros(candidates, dtype=np.int64)
    for part in parts(connection):
        members.append(part["audience_number"].to_numpy())
        sizes += np.bincount(part["candidate_number"].to_numpy(), minlength=candidates)
    return np.r_[0, np.cumsum(sizes)], np.concatenate(members)


def plain_numpy(first: Array, members: Array, rounds: int) -> list[tuple[int, int]]:
    """Look at everybody in each round."""
    is_new = np.ones(int(members.max()) + 1, dtype=np.int64)
    has_some = np.flatnonzero(np.diff(first))
    found = []
    for _ in range(rounds):
        gains = np.add.reduceat(is_new[members], first[has_some])
        best = int(np.argmax(gains))
        found.append((int(has_some[best]), int(gains[best])))
        candidate = has_some[best]
        is_new[members[first[candidate] : first[candidate + 1]]] = 0
    return found


def plain_sql(connection: duckdb.DuckDBPyConnection, rounds: int) -> list[tuple[int, int]]:
    """Look at everybody in each round, by an anti-join with those reached."""
    connection.execute("create or replace table reached (audience_number integer)")
    found = []
    for _ in range(rounds):
        best = connection.execute(
            "select candidate_number, count(*) as gain from pairs "
            "where not exists (select 1 from reached "
            "where reached.audience_number = pairs.audience_number) "
            "group by candidate_number order by gain desc, candidate_number limit 1"
        ).fetchall()[0]
        found.append(best)
        connection.execute(
            "insert into reached select audience_number from pairs where candidate_number = ? "
            "and audience_number not in (select audience_number from reached)",
            [best[0]],
        )
    return found


def race(candidates: int, folder: Path) -> None:
    with duckdb.connect(str(folder / "pairs.duckdb")) as connection:
        connection.execute("set memory_limit = '4GB'; set threads = 2")
        connection.execute("set preserve_insertion_order = false; select setseed(0.7)")
        sizes = {
            "candidates": candidates,
            "people": candidates * PEOPLE,
            "interactions": candidates * INTERACTIONS,
        }
        made, _ = timed(
            "distinct pairs in SQL (not counted)",
            lambda: connection.execute(PAIRS.format_map(sizes)),
        )
        [(pairs,)] = connection.execute("select count(*) from pairs").fetchall()
        print(f"\n{candidates:,} candidates, {candidates * PEOPLE:,} people, {pairs:,} pairs")
        curves, curve = timed(
            "one reach curve as the warehouse draws it, sort and all",
            lambda: reach_curves(parts(connection), [90], CHOSEN),
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        overlap, _ = timed(
            f"overlaps of {LEADERS} leaders, exact, in SQL",
            lambda: connection.execute(OVERLAPS.format(leaders=LEADERS)).fetchall(),
        )
        built, (first, members) = timed("sort and fetch alone", lambda: csr(connection, candidates))
        again, lazy = timed(
            f"lazy choice of {CHOSEN}, pairs in memory",
            lambda: greedy_coverage(first, members, CHOSEN),
        )
        numpy_rounds, by_numpy = timed(
            f"numpy, {NUMPY_ROUNDS} rounds",
            lambda: plain_numpy(first, members, NUMPY_ROUNDS),
            CHOSEN / NUMPY_ROUNDS,
        )
        sql_rounds, by_sql = timed(
            f"SQL, {SQL_ROUNDS} rounds",
            lambda: plain_sql(connection, SQL_ROUNDS),
            CHOSEN / SQL_ROUNDS,
        )
    assert curve["audience_added"].to_list() == lazy.gained.tolist()
    chosen = [*zip(lazy.chosen.tolist(), lazy.gained.tolist(), strict=True)]
    assert by_numpy == chosen[:NUMPY_ROUNDS]
    assert by_sql == chosen[:SQL_ROUNDS]
    for step in (made, curves, built, again, numpy_rounds, sql_rounds, overlap):
        whole = f"{CHOSEN} rounds: {step.seconds * step.times:.1f} s" if step.times > 1 else ""
        print(f"  {step.name:<58}{step.seconds:>9.3f} s  {whole}")
    for peer in (numpy_rounds, sql_rounds):
        print(
            f"  lazy / {peer.name.split(',')[0]}: {again.seconds / peer.seconds / peer.times:.4f}"
        )
    reached = int(lazy.gained.sum())
    print(f"  {reached:,} reached; no {CHOSEN} reach more than {lazy.bound[len(chosen) - 1]:,}")
    print(f"  peak of the process up to the curve {peak:.2f} GiB, DuckDB's 4 GB among it")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--candidates", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--work", type=Path, help="folder to work in; default: a temporary one")
    options = parser.parse_args()
    warm, _ = timed(
        "", lambda: greedy_coverage(np.array([0, 1, 2]), np.array([0, 1], dtype=np.int32), 2)
    )
    print(f"compiled, or read from what was compiled before, in {warm.seconds:.2f} s")
    for candidates in options.candidates:
        with tempfile.TemporaryDirectory(dir=options.work, prefix="reach_") as folder:
            race(candidates, Path(folder))


if __name__ == "__main__":
    main()
