"""How long ten million interactions take from dump to published tables, and where the time goes.

Belongs here: the whole way, each step in a process of its own, with its time, CPU and peak memory,
beside a bare engine that forms the two central aggregates from the same raw Parquet.
Does not belong here: the data (`influence/lab/simulation`).

Run `make bench-whole-way` or `python -m benchmarks.whole_way --people 11000`.
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

REPOSITORY = Path(__file__).resolve().parents[1]
SLOWEST = 12
# Ten million interactions in ninety days.
PEOPLE = 110_000

LAND = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from influence.dumps.landing import land
land(Path(sys.argv[1]), Path(sys.argv[2]), loaded_at=datetime(2026, 12, 31, tzinfo=UTC))
"""

# What the two lenses need at the least: distinct people by person and window, answers by kind.
PEER = """
import sys
import duckdb
with duckdb.connect(sys.argv[2]) as connection:
    connection.execute("set memory_limit = '4GB'; set threads = 2")
    connection.execute("set preserve_insertion_order = false")
    raw = sys.argv[1]
    connection.execute(f'''
        create table audience as
        select posts.account_id, count(distinct interactions.account_id) as people,
            count(*) filter (where kind = 'like') as likes,
            count(*) filter (where kind = 'repost') as reposts,
            count(*) filter (where kind = 'reply') as replies
        from read_parquet('{raw}/interactions/*.parquet') as interactions
        inner join read_parquet('{raw}/posts/*.parquet') as posts using (platform, post_id)
        where posts.account_id <> interactions.account_id
        group by posts.account_id
    ''')
"""

PUBLISH = """
from datetime import UTC, datetime
import json
from orchestration.dbt_project import load_dbt_project
from orchestration.settings import read_settings
from orchestration.texts import texts_of
from influence.publication.latest import Origin
from influence.publication.publish import publish
settings = read_settings()
manifest = json.loads(load_dbt_project().manifest_path.read_text())
publish(
    settings.warehouse, settings.published, texts=texts_of(manifest), run_id="benchmark",
    origin=Origin(inputs="benchmark", method="benchmark", key_id="", dump="simulation",
                  as_of_given=False),
    published_at=datetime(2026, 12, 31, tzinfo=UTC),
)
"""


@dataclass(frozen=True)
class Step:
    """Seconds by the wall and of CPU, the largest process in GiB, and MB handed to the disk."""

    name: str
    wall: float
    cpu: float
    peak: float
    written_mb: float


def measured(name: str, command: list[str], environment: dict[str, str]) -> Step:
    """Run one step in a process of its own and account for it and all it started."""
    print(f"  {name} …", flush=True)
    with tempfile.TemporaryFile() as output:
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        if status:
            output.seek(0)
            raise SystemExit(f"{name} failed:\n{output.read().decode(errors='replace')[-3000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    # The kernel counts blocks of 512 bytes.
    return Step(name, wall, cpu, usage.ru_maxrss / 1024**2, usage.ru_oublock * 512 / 1e6)


def environment_of(work: Path, data: Path) -> dict[str, str]:
    """What the product reads of its environment, for data under `data`, logs under `work`."""
    return os.environ | {
        "INFLUENCE_DATA": str(data),
        "INFLUENCE_RAW": str(data / "raw" / "current"),
        "INFLUENCE_WAREHOUSE": str(data / "warehouse" / "warehouse.duckdb"),
        "INFLUENCE_PERSON_KEY_FILE": str(data / "person_key"),
        "INFLUENCE_DBT_PLUGINS": str(REPOSITORY / "dbt_project" / "plugins"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_TARGET_PATH": str(work / "target"),
        "DBT_LOG_PATH": str(work / "logs"),
    }


def simulation(dump: Path, truth: Path, people: int, days: int, *knobs: str) -> list[str]:
    """The command that writes a world with every mechanism, in which no platform tells views."""
    return [
        *(sys.executable, "-m", "influence.lab.simulation", "--scenario", "everything"),
        *("--people", str(people), "--days", str(days), "--no-views"),
        *("--out", str(dump), "--truth", str(truth)),
        *knobs,
    ]


def rows_of(dump: Path) -> dict[str, int]:
    """The rows of each stream of a dump in Parquet, most rows first."""
    with duckdb.connect() as connection:
        return dict(
            connection.execute(
                "select split_part(replace(file_name, ?, ''), '/', 2) as stream, "
                "cast(sum(num_rows) as bigint) as row_count "
                f"from parquet_file_metadata('{dump}/*/*.parquet') "
                "group by stream order by row_count desc, stream",
                [str(dump)],
            ).fetchall()
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--work", type=Path, help="folder to work in; default: a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work, prefix="whole_way_") as folder:
        _race(Path(folder), options.people)


def _race(work: Path, people: int) -> None:
    dump, data = work / "dump", work / "data"
    environment = environment_of(work, data)
    python = sys.executable
    dbt = [
        *(python, "-m", "dbt.cli.main", "build", "--exclude-resource-type", "unit_test"),
        *("--project-dir", "dbt_project", "--profiles-dir", "dbt_project"),
    ]
    simulate = simulation(dump, work / "truth", people, days=90)
    measured("simulate (not counted)", simulate, environment)
    (data / "warehouse").mkdir(parents=True)
    (data / "person_key").write_text("0" * 64)
    raw = data / "raw"
    # The manifest that publishing reads is the project's own.
    of_the_project = {
        name: value for name, value in environment.items() if name != "DBT_TARGET_PATH"
    }
    steps = [
        measured("land", [python, "-c", LAND, str(dump), str(raw)], environment),
        measured("dbt build", dbt, environment),
        measured("publish", [python, "-c", PUBLISH], of_the_project),
    ]
    peer = measured(
        "bare DuckDB, two aggregates",
        [python, "-c", PEER, str(raw / "current"), str(work / "peer.duckdb")],
        environment,
    )
    _print(steps, peer, rows_of(dump))
    print_models(work / "target" / "run_results.json")


def _print(steps: list[Step], peer: Step, rows: dict[str, int]) -> None:
    total = sum(step.wall for step in steps)
    print("\n" + ", ".join(f"{count:,} {stream}" for stream, count in rows.items()))
    print(f"{'step':<30}{'wall s':>9}{'CPU s':>9}{'share':>8}{'peak GiB':>10}")
    for step in [*steps, peer]:
        share = "" if step is peer else f"{step.wall / total:.0%}"
        print(f"{step.name:<30}{step.wall:>9.1f}{step.cpu:>9.1f}{share:>8}{step.peak:>10.2f}")
    print(f"{'the whole way':<30}{total:>9.1f}")
    print(f"the whole way / bare engine: {total / peer.wall:.0f}")


def print_models(results: Path) -> None:
    """What the models of a dbt run took, the dearest one by one."""
    rows = json.loads(results.read_text())["results"]
    models = [row for row in rows if row["unique_id"].startswith("model.")]
    tests = [row for row in rows if row["unique_id"].startswith("test.")]
    in_models = sum(row["execution_time"] for row in models)
    in_tests = sum(row["execution_time"] for row in tests)
    print(f"\nof dbt build: {len(models)} models took {in_models:.1f} s")
    print(f"              {len(tests)} tests took {in_tests:.1f} s")
    for row in sorted(models, key=lambda row: -row["execution_time"])[:SLOWEST]:
        print(f"  {row['execution_time']:>7.1f}  {row['unique_id'].split('.')[-1]}")


if __name__ == "__main__":
    main()
