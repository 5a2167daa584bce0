"""How long a dump of a million tweet-like records takes to land, against DuckDB alone.

Belongs here: the race of `land` with two peers on one generated file, each in its own process.
Does not belong here: the records (`benchmarks/tweets.py`).

The peers give DuckDB's `read_json` the same types for the same columns, and check nothing:
- *projection*: one bare `COPY (SELECT columns FROM read_json(...)) TO parquet` of every column
  that landing's streams need. The goal is at most 1.5 times this.
- *posts only*: the same for the columns of `posts` alone, embedded originals left out.
- *all streams*: one parse into a temporary table, then one bare COPY for each stream, with the
  casts but no checks: what landing does less its rules, hashing, receipts and recovery.

Run `python benchmarks/ingest.py --records 1000000`; the file goes to a temporary folder.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.tweets import write_stream
from influence.dumps import contract, records
from influence.dumps.connection import scratch_connection, sql_name
from influence.dumps.formats import x_v1
from influence.dumps.landing import land
from influence.dumps.validation import check

LOADED_AT = datetime(2026, 12, 31, tzinfo=UTC)
MEMORY = "2GB"
_POST_COLUMNS = (
    "id_str",
    "created_at",
    "text",
    "full_text",
    "lang",
    "in_reply_to_status_id_str",
    "in_reply_to_user_id_str",
    "quoted_status_id_str",
    "entities",
    "extended_tweet",
)
_POST_STRUCTURE = {name: x_v1.STRUCTURE[name] for name in _POST_COLUMNS} | {
    "user": "STRUCT(id_str VARCHAR)",
    "retweeted_status": 'STRUCT(id_str VARCHAR, "user" STRUCT(id_str VARCHAR))',
    "quoted_status": 'STRUCT("user" STRUCT(id_str VARCHAR))',
}


def run_land(path: Path, workspace: Path) -> None:
    """The product: recognise, hash, verify, read, check, write every stream, commit."""
    summary = land(path, workspace / "raw", loaded_at=LOADED_AT, memory_limit=MEMORY)
    outcome = summary.files[0]
    if outcome.rows_quarantined or outcome.status != "landed":
        raise SystemExit(f"the benchmark's own records were refused: {outcome}")


def run_projection(path: Path, workspace: Path) -> None:
    """DuckDB alone: one bare projection of every column that the streams need."""
    _copy(path, workspace, dict(x_v1.translation("ndjson").structure))


def run_posts_only(path: Path, workspace: Path) -> None:
    """DuckDB alone: one bare projection of the columns of `posts`."""
    _copy(path, workspace, _POST_STRUCTURE)


def _copy(path: Path, workspace: Path, structure: dict[str, str]) -> None:
    target = workspace / "projection.parquet"
    with scratch_connection(workspace, MEMORY) as con:
        relation = records.ndjson_relation(path, "zstd", structure)
        con.execute(
            f"COPY (SELECT * FROM {relation}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )


def run_all_streams(path: Path, workspace: Path) -> None:
    """DuckDB alone: one parse, then each stream cast and written, unchecked."""
    translation = x_v1.translation("ndjson")
    with scratch_connection(workspace, MEMORY) as con:
        records.read_fast(con, path, "zstd", translation)
        for name, candidates in translation.candidates.items():
            stream = contract.STREAMS[name]
            types = {row[0]: row[1] for row in con.execute(f"DESCRIBE {candidates}").fetchall()}
            rules = check(
                stream, candidates, types, LOADED_AT.replace(tzinfo=None), translation.time_format
            )
            columns = ", ".join(sql_name(column.name) for column in stream.columns)
            con.execute(
                f"COPY (SELECT {columns} FROM ({rules.typed})) TO '{workspace / name}.parquet' "
                "(FORMAT parquet, COMPRESSION zstd)"
            )


RUNNERS = {
    "projection": run_projection,
    "posts only": run_posts_only,
    "all streams": run_all_streams,
    "land": run_land,
}


def race(path: Path, rounds: int) -> dict[str, list[dict[str, float]]]:
    """Run every competitor in turn, `rounds` times, each in a process of its own."""
    results: dict[str, list[dict[str, float]]] = {name: [] for name in RUNNERS}
    for number in range(1, rounds + 1):
        for name in RUNNERS:
            command = [sys.executable, __file__, "--only", name, "--file", str(path)]
            out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            results[name].append(json.loads(out))
            figures = results[name][-1]
            print(
                f"round {number} {name:12s} wall {figures['wall']:6.2f} s, "
                f"CPU {figures['cpu']:6.2f} s, peak {figures['peak_mb']:,.0f} MB",
                flush=True,
            )
    return results


def report(results: dict[str, list[dict[str, float]]]) -> None:
    """Print medians, and the ratio of `land` to each peer, round by round, as a median."""
    median = statistics.median
    print()
    for name, rounds in results.items():
        wall, cpu = (median(r[key] for r in rounds) for key in ("wall", "cpu"))
        peak = max(r["peak_mb"] for r in rounds)
        ratios = {
            key: median(
                mine[key] / peer[key] for mine, peer in zip(results["land"], rounds, strict=True)
            )
            for key in ("wall", "cpu")
        }
        print(
            f"{name:12s} wall {wall:6.2f} s  CPU {cpu:6.2f} s  peak {peak:6,.0f} MB  "
            f"land/{name}: wall {ratios['wall']:.2f}, CPU {ratios['cpu']:.2f}"
        )


def main() -> None:
    """Run one competitor where told to, else the race."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--file", type=Path, help="a file made before, instead of a new one")
    parser.add_argument("--only", choices=RUNNERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ingest-") as name:
        workspace = Path(name)
        if options.only:
            began = time.perf_counter()
            RUNNERS[options.only](options.file, workspace)
            wall = time.perf_counter() - began
            usage = resource.getrusage(resource.RUSAGE_SELF)
            print(
                json.dumps(
                    {
                        "wall": wall,
                        "cpu": usage.ru_utime + usage.ru_stime,
                        "peak_mb": usage.ru_maxrss / 1024,
                    }
                )
            )
            return
        path = options.file or workspace / "tweets.ndjson.zst"
        if options.file is None:
            size = write_stream(path, options.records)
            print(f"{options.records:,} records, {size / 1e6:,.0f} MB of JSON")
        print(f"{path.stat().st_size / 1e6:,.0f} MB of zst, memory limit {MEMORY}", flush=True)
        report(race(path, options.rounds))


if __name__ == "__main__":
    main()
