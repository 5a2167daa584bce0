"""What the integrity models cost on many acts, viral posts and a large farm among them.

Belongs here: made acts, the models run on them by dbt, and rows and seconds of each.
Does not belong here: whether the right people are found (`influence.lab.attacks`).

Run `python -m benchmarks.integrity --millions 10`. A tenth of the acts answer ten viral posts
within their first hour; 1 % are of a farm of 2,000 accounts that answers 50 posts in 20 seconds.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

REPOSITORY = Path(__file__).resolve().parents[1]
# Everything from the acts on; what they are read from is made here.
MODELS = """
    int_acts_on_targets int_platform_clocks int_coactions_close int_coactions_tested
    int_ring_components int_rings int_pairs_answered int_steady_answers_filtered int_claques
    int_dense_blocks int_dense_blocks_tested int_people_suspected int_pod_pairs
    int_pod_components int_pods int_people_boosted
"""
WORLD = """
SELECT setseed(0.5);
CREATE SCHEMA intermediate;
CREATE TABLE intermediate.int_windows AS SELECT 90 AS window_days, DATE '2026-01-01' AS starts_on,
    DATE '2026-04-01' AS as_of;
CREATE TABLE intermediate.int_posts_joined_to_people AS
SELECT 'p' AS platform, 'x' || n AS post_id, n % {people} AS person_key, 'original' AS post_kind,
    TIMESTAMP '2026-01-01' + to_seconds(n * 7700000 // {posts}) AS created_at,
    CAST(TIMESTAMP '2026-01-01' + to_seconds(n * 7700000 // {posts}) AS DATE) AS activity_date,
    CAST([] AS VARCHAR[]) AS urls
FROM range({posts}) AS numbers(n);
CREATE TABLE intermediate.int_acts_on_people AS
WITH drawn AS (
    SELECT n, random() AS luck, random() AS pace, CASE
        WHEN n % 100 < 10 THEN n % 10
        WHEN n % 100 = 10 THEN 10 + (n // 100) % 50
        ELSE CAST(floor({posts} * random() * random()) AS BIGINT) END AS post
    FROM range({acts}) AS numbers(n)
),
timed AS (
    SELECT post, CASE
        WHEN n % 100 = 10 THEN {people} + (n // 5000) % 2000
        ELSE CAST(floor({people} * luck) AS BIGINT) END AS actor_person_key,
    CASE
        WHEN n % 100 < 10 THEN 3600 * pace
        WHEN n % 100 = 10 THEN 20 * pace
        ELSE 3120 * exp(3.8 * (pace - 0.5)) END AS wait
    FROM drawn
)
SELECT posts.platform, posts.post_id AS target_post_id, timed.actor_person_key,
    posts.person_key, CAST(posts.created_at AS DATE) AS activity_date,
    posts.created_at + to_milliseconds(CAST(1000 * timed.wait AS BIGINT)) AS occurred_at
FROM timed INNER JOIN intermediate.int_posts_joined_to_people AS posts
    ON posts.post_id = 'x' || timed.post
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--millions", type=float, default=1)
    options = parser.parse_args()
    acts = int(options.millions * 1_000_000)
    with tempfile.TemporaryDirectory(prefix="integrity_") as folder:
        database = Path(folder) / "warehouse.duckdb"
        with duckdb.connect(str(database)) as con:
            con.execute(WORLD.format(acts=acts, posts=acts // 20, people=max(acts // 100, 1_000)))
        run(database, Path(folder) / "target")
        show(database, Path(folder) / "target")


def run(database: Path, target: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "run", "--select", *MODELS.split()],
        cwd=REPOSITORY / "dbt_project",
        env=os.environ
        | {
            "INFLUENCE_WAREHOUSE": str(database),
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(target),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stdout[-3000:])


def show(database: Path, target: Path) -> None:
    results = json.loads((target / "run_results.json").read_text())["results"]
    print(f"{'model':32} {'rows':>12} {'s':>7}")
    with duckdb.connect(str(database), read_only=True) as con:
        for result in results:
            name = result["unique_id"].rpartition(".")[2]
            rows = con.execute(f"SELECT count(*) FROM intermediate.{name}").fetchall()[0][0]
            print(f"{name:32} {rows:12,} {result['execution_time']:7.1f}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    print(f"peak of memory {peak:.2f} GiB")


if __name__ == "__main__":
    main()
