"""What a run costs whatever the size of the dump: `make run` on the sample, install aside.

Belongs here: the whole command, where its time goes, and `dbt build` alone on the same warehouse
beside it, in turn.
Does not belong here: large data (`whole_way.py`).

Run `make bench-fixed-cost` or `python -m benchmarks.fixed_cost --runs 3`.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLE = REPOSITORY / "data" / "sample"
# What the run itself says of its three parts.
PARTS = {
    "landing": r"^Landed .* ([\d.]+) s$",
    "building and checking": r"^Built .* ([\d.]+) s$",
    "publishing": r"^Published .* ([\d.]+) s$",
}


def run_once(data: Path) -> tuple[dict[str, float], float]:
    """Return the seconds of each part of one whole run, and of `dbt build` after it.

    Everything that a run made is deleted first; what dbt parsed stays, as it does for a user.
    """
    for made in ("raw", "warehouse", "published"):
        shutil.rmtree(data / made, ignore_errors=True)
    home = data / "home"
    home.mkdir(parents=True, exist_ok=True)
    (home / "dagster.yaml").write_text(
        (REPOSITORY / "dagster.yaml").read_text().replace("data/dagster", str(home / "dagster"))
    )
    environment = os.environ | {
        "INFLUENCE_DATA": str(data),
        "DAGSTER_HOME": str(home),
        "INFLUENCE_RAW": str(data / "raw" / "current"),
        "INFLUENCE_WAREHOUSE": str(data / "warehouse" / "warehouse.duckdb"),
        "INFLUENCE_PERSON_KEY_FILE": str(data / "person_key"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    # The person key was made for what is deleted above, and may stay.
    command = [sys.executable, "-m", "orchestration.run", "--dumps", str(SAMPLE)]
    whole, text = timed(command, REPOSITORY, environment)
    parts = {
        name: float(found.group(1))
        for name, pattern in PARTS.items()
        if (found := re.search(pattern, text, re.MULTILINE))
    }
    parts["loading Dagster and its definitions, report"] = whole - sum(parts.values())
    parts["whole run"] = whole
    dbt = [sys.executable, "-m", "dbt.cli.main", "build", "--exclude-resource-type", "unit_test"]
    alone, _ = timed(dbt, REPOSITORY / "dbt_project", environment)
    return parts, alone


def timed(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, str]:
    began = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return time.monotonic() - began, done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    runs = []
    with tempfile.TemporaryDirectory(prefix="fixed_cost_") as folder:
        first, _ = run_once(Path(folder))
        print(f"  first run, dbt parses the project: {first['whole run']:.1f} s", flush=True)
        for number in range(options.runs):
            runs.append(run_once(Path(folder)))
            print(f"  run {number + 1}: {runs[-1][0]['whole run']:.1f} s", flush=True)
    print(f"\nmedian of {options.runs} runs, seconds")
    for name in runs[0][0]:
        print(f"  {name:<46}{statistics.median(parts[name] for parts, _ in runs):>6.1f}")
    print(f"  {'dbt build alone':<46}{statistics.median(alone for _, alone in runs):>6.1f}")
    ratio = statistics.median(parts["whole run"] / alone for parts, alone in runs)
    print(f"whole run / dbt build alone: {ratio:.2f}")


if __name__ == "__main__":
    main()
