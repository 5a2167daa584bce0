"""What credit costs: removal effects beside ChannelAttribution, shares beside bare SQL.

Belongs here: journeys made up at the scale of people, whole processes that read the same Parquet,
their seconds, memory and errors, and ratios.
Does not belong here: how credit is worked out (`influence/measures`, the dbt project).

Run `make bench-credit` (it installs the peer beside the environment) or, for a small run,
`python -m benchmarks.credit --journeys 50000 --people 1000 --touchpoints 500000`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import jinja2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from influence.lab.external.workbench import variables

REPOSITORY = Path(__file__).resolve().parents[1]
PEERS = REPOSITORY / ".venv" / "peers"
PROJECT = REPOSITORY / "dbt_project"
MODELS = PROJECT / "models" / "intermediate" / "conversion"
SHARES = "int_touchpoints_credited"
MODEL_NAMES = ["first", "last", "linear", "time_decay", "position", "shapley"]
# Removals that are solved one by one, to hold ours against.
CHECKED = 20

OURS = """
import json, sys, time
import duckdb
import numpy as np
from influence.measures.chains import chain_of, journeys_of
from influence.measures.removal_effects import Method, removal_effects
path, order, walks, checked = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
found = duckdb.sql(
    f"select journey, person, converted, value from '{path}' order by journey, place"
).fetchnumpy()
journeys = journeys_of(found["journey"], found["person"], found["converted"], found["value"])
began = time.monotonic()
effects = removal_effects(journeys, order, Method(walks=walks))
seconds = time.monotonic() - began
worst = None
if checked:
    chain = chain_of(journeys)
    whole = float(chain.starts @ np.linalg.solve(
        np.eye(len(chain.starts)) - chain.follows.toarray(), chain.converts))
    worst = 0.0
    for person in np.random.default_rng(1).permutation(len(chain.starts))[:checked]:
        left = np.ones(len(chain.starts)); left[person] = 0
        without = np.linalg.solve(
            np.eye(len(left)) - left[:, None] * chain.follows.toarray(), left * chain.converts)
        worst = max(worst, abs(1 - chain.starts @ (left * without) / whole
                               - effects.conversions[person]))
print(json.dumps({"seconds": seconds, "error": effects.error, "off a dense solve": worst,
                  "effects": [round(effect, 6) for effect in effects.conversions[:5].tolist()]}))
"""

PEER = """
import json, sys, time
import duckdb
import pandas as pd
from ChannelAttribution import markov_model
path, order = sys.argv[1], int(sys.argv[2])
found = duckdb.sql(
    f"select string_agg(person, ' > ' order by place) as path, any_value(converted) as won, "
    f"1 - any_value(converted) as lost from '{path}' group by journey").fetchnumpy()
paths = pd.DataFrame({"path": found["path"], "won": found["won"].astype(int),
                      "lost": found["lost"].astype(int)})
began = time.monotonic()
credit = markov_model(paths, "path", "won", var_null="lost", order=order)
print(json.dumps({"seconds": time.monotonic() - began}))
"""

RESAMPLED = """
import json, sys, time
import duckdb
from influence.measures.resampling import credit_intervals
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    credit = connection.sql("select * from int_touchpoints_credited "
                            "order by topic_id, person_key, journey_digest, conversion_id, "
                            "touchpoint_id").pl()
began = time.monotonic()
credit_intervals(credit, replicates=200, seed=1, probability=0.9)
print(json.dumps({"seconds": time.monotonic() - began, "rows": len(credit)}))
"""

# All six models at the least: doubles, one window pass, sums of conversions and value by person.
BARE = """
import json, sys, time
import duckdb
began = time.monotonic()
shares = {
    "first_touch": "case when nth = 1 then 1.0 else 0.0 end",
    "last_touch": "case when nth = many then 1.0 else 0.0 end",
    "linear_touch": "1.0 / many",
    "time_decay": "decay",
    "by_position": "case when many = 1 then 1.0 when many = 2 then 0.5 "
                   "when nth in (1, many) then 0.4 else 0.2 / (many - 2) end",
}
sums = ", ".join(
    f"sum(cast({share} as double)) as {name}, sum(({share}) * value) as {name}_value"
    for name, share in shares.items()
)
with duckdb.connect() as connection:
    connection.execute("set threads = 2; set preserve_insertion_order = false")
    connection.execute(f'''
        create table credit as
        with placed as (
            select *, row_number() over journeys as nth, count(*) over whole as many,
                power(0.5, age_days / 7) / sum(power(0.5, age_days / 7)) over whole as decay
            from '{sys.argv[1]}' where converted = 1
            window journeys as (partition by journey order by place),
                whole as (partition by journey)
        ),
        shapley as (
            select person, sum(1.0 / people) as shapley, sum(value / people) as shapley_value
            from (
                select journey, value, unnest(people) as person, len(people) as people from (
                    select journey, any_value(value) as value,
                        list_distinct(list(person)) as people
                    from '{sys.argv[1]}' where converted = 1 group by journey))
            group by person
        ),
        rules as (select person, {sums} from placed group by person)
        select * from rules inner join shapley using (person)
    ''')
print(json.dumps({"seconds": time.monotonic() - began}))
"""

PRODUCT = """
import json, sys, time
import duckdb
began = time.monotonic()
with duckdb.connect(sys.argv[2]) as connection:
    connection.execute("set threads = 2; set preserve_insertion_order = false")
    for name, query in json.loads(sys.argv[3]):
        connection.execute(f"create or replace table {name} as {query}")
print(json.dumps({"seconds": time.monotonic() - began}))
"""


@dataclass(frozen=True)
class Ran:
    """A process: seconds by the wall and of CPU, peak in GiB, and what it told of itself."""

    name: str
    wall: float
    cpu: float
    peak: float
    told: dict[str, object]


def ran(name: str, code: str, *arguments: str, most: float, path: Path | None = None) -> Ran | None:
    """Run code in a process of its own; null where it takes more than `most` seconds."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(
        [*([str(path)] if path else []), str(REPOSITORY)]
    )}  # fmt: skip
    print(f"  {name} …", flush=True)
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as faults:
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdout=output, stderr=faults, env=environment, cwd=tempfile.gettempdir(),
        )  # fmt: skip
        while True:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            wall = time.monotonic() - began
            if ended:
                break
            if wall > most:
                process.kill()
                os.wait4(process.pid, 0)
                print(f"    not done after {most:.0f} s", flush=True)
                return None
            time.sleep(0.05)
        output.seek(0)
        faults.seek(0)
        if status:
            raise SystemExit(f"{name} failed:\n{faults.read().decode(errors='replace')[-3000:]}")
        told = json.loads(output.read().decode().strip().splitlines()[-1])
    return Ran(name, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024**2, told)


def write_journeys(path: Path, people: int, journeys: int, *, converting: float) -> int:
    """Journeys of 4.5 touchpoints on average, of which a fifth comes back to somebody; rows."""
    lot = np.random.default_rng(people)
    length = np.minimum(lot.geometric(1 / 4.5, journeys), 60)
    rows = int(length.sum())
    weight = 1 / np.arange(1, people + 1) ** 0.8
    person = np.searchsorted(np.cumsum(weight / weight.sum()), lot.random(rows))
    person = person.clip(max=people - 1)
    journey = np.repeat(np.arange(journeys), length)
    back = np.flatnonzero((journey[2:] == journey[:-2]) & (lot.random(rows - 2) < 0.2)) + 2
    person[back] = person[back - 2]
    place = np.arange(rows) - np.repeat(np.cumsum(length) - length, length)
    converted = (lot.random(journeys) < converting).astype(np.int8)
    value = np.round(converted * lot.gamma(2, 20, journeys), 2)
    table = {
        "journey": journey,
        "place": place.astype(np.int32),
        "person": person,
        "converted": converted[journey],
        "value": value[journey],
        "age_days": np.repeat(length, length) - place - lot.random(rows),
    }
    pq.write_table(pa.table(table), path, compression="zstd")
    return rows


def product_queries(path: Path) -> list[tuple[str, str]]:
    """The product's own models over a file of touchpoints that all convert, in their order."""
    touchpoints = (
        "select journey as conversion_id, 'all' as topic_id, place as touchpoint_id, "
        "person as person_key, null::varchar as platform, null::varchar as post_id, "
        f"null::varchar as campaign_id, age_days, false as is_intercepted, place + 1 as place "
        f"from '{path}' where converted = 1"
    )
    netted = (
        "select journey as conversion_id, date '2026-01-01' as activity_date, "
        "cast(journey as bigint) as journey_digest, cast(1 as decimal(19, 0)) as conversions, "
        f"cast(value as decimal(19, 4)) as value, "
        f"cast(null as decimal(19, 4)) as margin from '{path}' where converted = 1 and place = 0"
    )
    sources = {
        "int_touchpoints_assigned_to_topics": f"({touchpoints})",
        "int_journeys_netted": f"({netted})",
    }
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in (PROJECT / "macros" / "attribution.sql", MODELS / f"{SHARES}.sql")
    )
    query = jinja2.Template(text).render(
        ref=lambda model: sources.get(model, model), var=variables().__getitem__
    )
    queries = [(SHARES, query)]
    sums = ", ".join(
        f"sum({model}_share * conversions) as {model}, sum({model}_share * value) as {model}_value"
        for model in MODEL_NAMES
    )
    queries.append(
        ("credit", f"select person_key, {sums} from int_touchpoints_credited group by person_key")
    )
    return queries


def told(run: Ran | None) -> None:
    if run:
        facts = ", ".join(f"{name} {value}" for name, value in run.told.items())
        print(f"    {run.wall:8.2f} s {run.cpu:8.2f} CPU s {run.peak:6.2f} GiB   {facts}")


def ratio(ours: Ran | None, peer: Ran | None) -> None:
    if ours and peer:
        wall, cpu = peer.wall / ours.wall, peer.cpu / ours.cpu
        print(f"    ratio, peer / ours: wall {wall:.1f}, CPU {cpu:.1f}")


def removal(work: Path, options: argparse.Namespace) -> None:
    for people in options.people:
        path = work / f"{people}.parquet"
        rows = write_journeys(path, people, options.journeys, converting=0.09)
        print(f"\norder 1: {people:,} people, {options.journeys:,} journeys, {rows:,} touchpoints")
        checked = str(CHECKED if people <= 2000 else 0)
        # The first process of all compiles the loops, and keeps them.
        ours = ran("ours", OURS, str(path), "1", "0", "0", most=options.most)
        ours = ran("ours, compiled", OURS, str(path), "1", "0", "0", most=options.most) or ours
        told(ours)
        if int(checked):
            told(ran("ours, checked", OURS, str(path), "1", "0", checked, most=options.most))
        if people <= options.peer_people and options.peers.is_dir():
            peer = ran("ChannelAttribution", PEER, str(path), "1", most=options.most,
                       path=options.peers)  # fmt: skip
            told(peer)
            ratio(ours, peer)


def second_order(work: Path, options: argparse.Namespace) -> None:
    path = work / "order2.parquet"
    rows = write_journeys(path, options.people_order_2, options.journeys, converting=0.09)
    print(
        f"\norder 2: {options.people_order_2} people, {rows:,} touchpoints, {options.walks:,} walks"
    )
    ours = ran("ours", OURS, str(path), "2", str(options.walks), "0", most=options.most)
    told(ours)
    if options.peers.is_dir():
        peer = ran("ChannelAttribution", PEER, str(path), "2", most=options.most,
                   path=options.peers)  # fmt: skip
        told(peer)
        ratio(ours, peer)


def shares(work: Path, options: argparse.Namespace) -> None:
    path, warehouse = work / "shares.parquet", work / "shares.duckdb"
    rows = write_journeys(path, 100_000, options.touchpoints * 2 // 9, converting=1.0)
    print(f"\nShapley and five rules: {rows:,} touchpoints that all convert")
    bare = ran("bare SQL", BARE, str(path), most=options.most)
    told(bare)
    queries = json.dumps(product_queries(path))
    ours = ran("the product's models", PRODUCT, str(path), str(warehouse), queries,
               most=options.most)  # fmt: skip
    told(ours)
    if ours and bare:
        print(f"    ours / bare: wall {ours.wall / bare.wall:.2f}, CPU {ours.cpu / bare.cpu:.2f}")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        sums = ", ".join(f"sum({model}), sum({model}_value)" for model in MODEL_NAMES)
        found = connection.execute(f"select {sums} from credit").fetchall()[0]
    if len(set(found[::2])) > 1 or len(set(found[1::2])) > 1:
        raise SystemExit(f"The models do not sum to the same: {found}")
    print(f"    each model sums to {found[0]} conversions and {found[1]}")
    told(ran("intervals, 200 replicates", RESAMPLED, str(warehouse), most=options.most))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--journeys", type=int, default=1_000_000)
    parser.add_argument("--people-order-2", type=int, default=100)
    parser.add_argument("--walks", type=int, default=1_000_000)
    parser.add_argument("--touchpoints", type=int, default=4_500_000)
    parser.add_argument("--large", type=int, default=10_000_000, help="touchpoints, all models")
    parser.add_argument("--most", type=float, default=1200, help="seconds before one is ended")
    parser.add_argument("--peer-people", type=int, default=1_000, help="most that the peer gets")
    parser.add_argument("--peers", type=Path, default=PEERS, help="folder with ChannelAttribution")
    parser.add_argument("--work", type=Path, help="folder to work in; default: a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work, prefix="credit_") as folder:
        work = Path(folder)
        removal(work, options)
        second_order(work, options)
        shares(work, options)
        if options.large:
            path = work / "large.parquet"
            rows = write_journeys(path, 100_000, options.large * 2 // 9, converting=0.09)
            print(f"\nall models: 100,000 people, {rows:,} touchpoints")
            for order, walks in (("1", "0"), ("2", "1000000")):
                told(ran(f"order {order}", OURS, str(path), order, walks, "0", most=options.most))
            queries = json.dumps(product_queries(path))
            told(ran("Shapley and five rules", PRODUCT, str(path), str(work / "large.duckdb"),
                     queries, most=options.most))  # fmt: skip


if __name__ == "__main__":
    main()
