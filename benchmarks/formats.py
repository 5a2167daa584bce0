"""What each format costs to land, against bare readings of the same file.

Belongs here: files made of real records, and the race of `land` with peers that check nothing, each
in a process of its own.
Does not belong here: records made up to be many (`benchmarks/ingest.py`).

The files repeat the records of the largest real file of a format until they have the size asked
for; a format whose folder is absent is told and left out. The peers:
- *DuckDB* writes what landing reads to Parquet in one bare COPY: of JSON the same columns with the
  same types, of tables all columns with the types that it guesses, of lines of text the fields that
  the format's pattern finds in them.
- *Polars* reads the whole file with the types that it guesses, and writes it to Parquet.

Run `make bench-formats` or `python -m benchmarks.formats --megabytes 5 --formats ga360,snowplow`.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.ingest import MEMORY, report
from benchmarks.whole_way import LAND, REPOSITORY, measured
from influence.dumps import records
from influence.dumps.compression import decompress_to
from influence.dumps.connection import sql_text
from influence.dumps.formats.x_v2_records import PAGE_ITEM
from influence.dumps.recognition import Recognised, recognise
from influence.dumps.translation import Translation
from influence.errors import DumpReadError, DumpSchemaError

DATASETS = Path(os.environ.get("INFLUENCE_DATASETS", REPOSITORY.parent / "shared" / "datasets"))
# Where real records of each format are.
FOLDERS = {
    "x-v1": "twitter_stream_v11_2019",
    "x-v2": "twitter_api_v2_twarc_jsonl",
    "x-archive": "twitter_archive_new_format",
    "x-gnip": "twitter_gnip_payloads",
    "rumoureval": "rumoureval_2017_threads",
    "klout-events": "klout_when_to_post",
    "klout-topics": "klout_topics",
    "snap-higgs": "higgs_twitter_actions",
    "bluesky-jetstream": "bluesky_jetstream_v1",
    "bluesky-api": "bluesky_search_posts",
    "bluesky-tables": "bluesky_graph_and_engagement",
    "mastodon-archive": "mastodon_outbox",
    "reddit-pushshift": "reddit_pushshift",
    "gh-archive": "gharchive_hour",
    "youtube-rows": "youtube_comments_export",
    "linkedin-shares": "linkedin_export",
    "page-connector": "social_pages_connector_tables",
    "shortlink-clicks": "shortlink_clicks",
    "access-log": "web_access_log",
    "ga4-events": "ga4_bigquery_events",
    "ga4-items": "ga4_item_rows",
    "ga360": "ga360_merchandise_store",
    "snowplow": "snowplow_ecommerce",
    "attribution": "attribution_touchpoints",
}
# What landing reads as text, as an item or a list may stand there, and parses in a second step.
_PARSED_LATER = {"x-v2": {"data": f"{PAGE_ITEM}[]"}}
_BLOCK = 1 << 20

DUCKDB = """
import sys
from pathlib import Path
import duckdb
with duckdb.connect() as connection:
    connection.execute(Path(sys.argv[1]).read_text())
"""
POLARS = """
import json, sys
import polars
source, target, how = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
if how.pop("kind") == "table":
    polars.scan_csv(
        source, try_parse_dates=True, infer_schema_length=10_000, ignore_errors=True, **how
    ).sink_parquet(target, compression="zstd")
else:
    polars.scan_ndjson(source, infer_schema_length=10_000, ignore_errors=True).sink_parquet(
        target, compression="zstd"
    )
"""


def seed_of(file_format: str, workspace: Path) -> tuple[Path, Recognised] | None:
    """The largest real file of a format, and how it is read; None where there is none."""
    files = [path for path in (DATASETS / FOLDERS[file_format]).rglob("*") if path.is_file()]
    for path in sorted(files, key=lambda path: path.stat().st_size, reverse=True):
        found = _recognised(path, workspace)
        if found and found.translation and found.translation.format == file_format:
            return path, found
    return None


def _recognised(path: Path, workspace: Path) -> Recognised | None:
    try:
        return recognise(path, path.name, workspace)
    except (DumpReadError, DumpSchemaError):
        return None


def grow(seed: Path, recognised: Recognised, target: Path, size: int) -> Translation | None:
    """Write the records of `seed` to `target` again and again, until it has `size` bytes.

    Returns how the new file is read, None where its records cannot be repeated.
    """
    translation = recognised.translation
    assert translation is not None
    if recognised.compression:
        seed = decompress_to(seed, recognised.compression, target.with_name("seed"))
    parts = _parts(seed.read_bytes(), translation)
    if recognised.compression:
        seed.unlink()
    if parts is None:
        return None
    head, body, between, foot = parts
    with target.open("wb") as out:
        out.write(head + body)
        for block in _repeated(between + body, size - len(body)):
            out.write(block)
        out.write(foot)
    found = _recognised(target, target.parent)
    return found.translation if found else None


def _repeated(body: bytes, size: int) -> Iterator[bytes]:
    block = body * max(1, _BLOCK // len(body))
    for _ in range(max(0, size) // len(block)):
        yield block


def _parts(data: bytes, translation: Translation) -> tuple[bytes, bytes, bytes, bytes] | None:
    """What stands before the records of a file, the records, what parts them, and what follows."""
    if translation.container == "parquet":
        return None
    if translation.container != "document":
        data = data if data.endswith(b"\n") else data + b"\n"
        lines = data.splitlines(keepends=True)
        above = 0
        if translation.container == "csv":
            above = translation.skip_lines + translation.has_header
        return b"".join(lines[:above]), b"".join(lines[above:]), b"", b""
    document = json.loads(data[translation.begins_at :])
    if isinstance(document, list):
        return b"[", _items(document), b",", b"]"
    key = next((key for key in translation.unwrap if isinstance(document.get(key), list)), None)
    if key is None:
        return None
    rest = {name: value for name, value in document.items() if name != key}
    head = json.dumps(rest)[:-1] + (", " if rest else "") + json.dumps(key) + ": ["
    return head.encode(), _items(document[key]), b",", b"]}"


def _items(items: list[Any]) -> bytes:
    return json.dumps(items)[1:-1].encode()


def bare_copy(path: Path, translation: Translation, target: Path) -> str:
    """SQL with which DuckDB reads the columns of a format and writes them, and no more."""
    selected = "*"
    if translation.container == "csv":
        quote = sql_text(translation.quote)
        relation = (
            f"read_csv({sql_text(str(path))}, delim = {sql_text(translation.delimiter)}, "
            f"header = {str(translation.has_header).lower()}, skip = {translation.skip_lines}, "
            f"quote = {quote}, escape = {quote})"
        )
    elif translation.container == "text":
        relation = records.csv_relation(path, None, translation)
        selected = next(iter(translation.marks.values()), "line")
    elif translation.container == "document":
        relation = records.document_relation(path, None, translation)
    else:
        structure = dict(translation.structure) | _PARSED_LATER.get(translation.format, {})
        if translation.container == "pages" and translation.unwrap:
            item = ", ".join(f'"{name}" {kind}' for name, kind in structure.items())
            structure = {translation.unwrap[0]: f"STRUCT({item})[]"}
        relation = records.ndjson_relation(path, None, structure)
    return (
        f"SET memory_limit = '{MEMORY}'; SET preserve_insertion_order = false; "
        f"COPY (SELECT {selected} FROM {relation} AS r) TO {sql_text(str(target))} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )


def _polars(translation: Translation) -> dict[str, Any] | None:
    """How Polars reads the file, None where it has no reader that takes it in parts."""
    if translation.container == "csv":
        return {
            "kind": "table",
            "separator": translation.delimiter,
            "has_header": translation.has_header,
            "skip_rows": translation.skip_lines,
            "quote_char": translation.quote or None,
            "truncate_ragged_lines": True,
        }
    return {"kind": "lines"} if translation.container in ("ndjson", "pages") else None


def prepare(file_format: str, work: Path, size: int) -> tuple[Path, dict[str, list[str]]] | str:
    """The grown file and what each competitor runs on it, or why there is no race."""
    if not (DATASETS / FOLDERS[file_format]).is_dir():
        return f"{FOLDERS[file_format]} is not here"
    seed = seed_of(file_format, work)
    if seed is None:
        return f"no file in {FOLDERS[file_format]} is of this format"
    path = work / "dump" / seed[0].name.removesuffix(seed[0].suffix if seed[1].compression else "")
    path.parent.mkdir()
    translation = grow(*seed, path, size)
    if translation is None or translation.format != file_format:
        return f"the records of {seed[0].name} cannot be repeated"
    sql, how = work / "bare.sql", _polars(translation)
    sql.write_text(bare_copy(path, translation, work / "bare.parquet"))
    commands = {"DuckDB": [DUCKDB, str(sql)], "land": [LAND, str(path), str(work / "raw")]}
    if how is not None:
        commands["Polars"] = [POLARS, str(path), str(work / "bare.parquet"), json.dumps(how)]
    return path, commands


def race(file_format: str, work: Path, size: int, rounds: int) -> str:
    """Race one format; returns its line of the summary."""
    # The kernel tells a process that another started at least the memory of that other.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        prepared = pool.submit(prepare, file_format, work, size).result()
    if isinstance(prepared, str):
        return f"{file_format:18s} left out: {prepared}"
    path, commands = prepared
    megabytes = path.stat().st_size / 1e6
    print(f"\n{file_format}: {megabytes:,.0f} MB of {path.name}", flush=True)
    results = _rounds(commands, rounds)
    report(results)
    return _summary(file_format, megabytes, results)


def _rounds(commands: dict[str, list[str]], rounds: int) -> dict[str, list[dict[str, float]]]:
    """Let the competitors run in turn; a peer that cannot read the file drops out."""
    results: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for number in range(1, rounds + 1):
        for name in commands:
            if name not in results:
                continue
            arguments = [sys.executable, "-c", *commands[name]]
            # Landed bytes would not be landed again.
            arguments[-1] += f"-{number}" if name == "land" else ""
            try:
                step = asdict(measured(f"round {number} {name}", arguments, dict(os.environ)))
            except SystemExit as fault:
                if name == "land":
                    raise
                print(f"  {name} cannot read it: {str(fault).strip().splitlines()[-1][:200]}")
                del results[name]
                continue
            step["peak_mb"] = step["peak"] * 1024
            results[name].append(step)
    return results


def _summary(file_format: str, megabytes: float, results: dict[str, list[dict[str, float]]]) -> str:
    """Medians of one format: its own time, and its ratio to the faster peer of each round."""
    mine = results["land"]
    peers = [rounds for name, rounds in results.items() if name != "land"]
    told = []
    for key in ("wall", "cpu"):
        fastest = [min(step[key] for step in steps) for steps in zip(*peers, strict=True)]
        ratios = [step[key] / peer for step, peer in zip(mine, fastest, strict=True)]
        told.append(f"{key} {statistics.median(ratios):.2f}" if ratios else f"{key} -")
    wall = statistics.median(step["wall"] for step in mine)
    peak = max(step["peak"] for step in mine)
    return (
        f"{file_format:18s} {megabytes:5.0f} MB in {wall:6.2f} s ({megabytes / wall:4.0f} MB/s), "
        f"peak {peak:4.2f} GiB; of the faster peer: {', '.join(told)}"
    )


def main() -> None:
    """Race the formats one after the other, and print a line for each at the end."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--formats", help="their names, with commas; default: all")
    parser.add_argument("--work", type=Path, help="folder to work in; default: a temporary one")
    options = parser.parse_args()
    chosen = options.formats.split(",") if options.formats else list(FOLDERS)
    lines = []
    for file_format in chosen:
        with tempfile.TemporaryDirectory(dir=options.work, prefix="formats_") as folder:
            lines.append(
                race(file_format, Path(folder), options.megabytes * 1_000_000, options.rounds)
            )
    print("\n" + "\n".join(lines))


if __name__ == "__main__":
    main()
