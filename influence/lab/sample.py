"""The sample dump: a small made-up world in the open format, with a corner worked out by hand.

Belongs here: which rows the sample holds and how they spread over files of every format.
Does not belong here: how the crowd behaves (`simulation`), the corner's rows (`corner*`), and how a
file is written (`writers`).

`python -m influence.lab.sample --out data/sample --seed 7` writes the same bytes every time.
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import polars.selectors as cs

from influence.dumps import contract
from influence.lab import corner, corner_shop, corner_talk, writers
from influence.lab.simulation.scenario import SCENARIOS, Size
from influence.lab.simulation.simulate import simulate
from influence.lab.simulation.world import World
from influence.lab.writers import Row, Streams, TimeStyle, moment_of

Z, BARE, OFFSET, EPOCH = TimeStyle


# A small world with every mechanism in it. The corner talks of a topic past the first three.
CROWD = replace(
    SCENARIOS["everything"],
    name="sample",
    topics=3,
    follows=8,
    posts_per_day=0.2,
    response_rate=0.35,
    click_rate=0.15,
    persuasion_rate=0.05,
    partners=0.25,
    own_purchases=1.5,
    refunds=0.12,
    experiments=1,
    harvesters=1,
    boosters=1,
    bots=3,
    camouflage=0.2,
    opted_in=0.7,
    opted_out=0.04,
    hiding=0.04,
    endorsements=0.05,
)
PEOPLE = 45
# From 2025-12-18: longer than the longest window.
DAYS = 104


@dataclass(frozen=True)
class Shelf:
    """Where the rows of one stream go. `months` has one suffix per month of the world, in turn."""

    suffix: str
    times: TimeStyle = Z
    months: tuple[str, ...] = ()
    # The last file repeats some rows of the others and brings some that came late.
    late_suffix: str | None = None


SHELVES = {
    "accounts": Shelf("csv"),
    "follows": Shelf("parquet"),
    "posts": Shelf("", Z, ("parquet", "ndjson.gz", "ndjson.zst", "ndjson")),
    "interactions": Shelf("", EPOCH, ("csv.bz2", "parquet", "ndjson.gz", "ndjson.zst"), "csv.gz"),
    "post_metrics": Shelf("csv.gz", BARE),
    "impressions": Shelf("ndjson.bz2", EPOCH),
    "tracked_links": Shelf("csv", BARE),
    "visits": Shelf("", BARE, ("csv", "csv.gz", "csv.zst", "csv")),
    "conversions": Shelf("csv", OFFSET, (), "ndjson"),
    "identities": Shelf("csv"),
    "campaigns": Shelf("ndjson"),
    "assignments": Shelf("parquet"),
    "consents": Shelf("csv", OFFSET),
    "fx_rates": Shelf("parquet"),
    "topics": Shelf("csv"),
    "topic_terms": Shelf("ndjson"),
    "endorsements": Shelf("ndjson.gz"),
}
REPEATED_EVERY = 40
LATE_EVERY = 97

# Two rows that no reader can take, so that the quarantine has something to show: a line cut short,
# and a time that is none. Each is put after the fifth row of its file.
BAD_LINES = {
    "interactions/2026-02.ndjson.gz": '{"platform":"plaza","account_id":"00052","kind":"li',
    "visits/2026-03.csv": "v0007,ss99999,yesterday,page_view,https://shop.example.com/,,,,",
}


def crowd_rows(seed: int) -> Streams:
    """All streams of the crowd, in whole seconds, as not every spelling of a time has more.

    Without rates, which the corner sets for both.
    """
    with tempfile.TemporaryDirectory(prefix="sample_") as folder:
        simulate(World(CROWD, Size(PEOPLE, DAYS, seed)), Path(folder))
        return {
            stream: pl.read_parquet(Path(folder, stream, "*.parquet"))
            .with_columns(cs.datetime().dt.truncate("1s"))
            .to_dicts()
            for stream in SHELVES
            if stream != "fx_rates"
        }


def corner_rows() -> Streams:
    """All streams of the hand-worked corner."""
    return corner.people_rows() | corner_talk.talk_rows() | corner_shop.shop_rows()


def write_sample(out: Path, seed: int) -> list[Path]:
    """Write the whole sample under `out`; returns the files, relative to `out`, sorted."""
    crowd_part, corner_part = crowd_rows(seed), corner_rows()
    written: list[Path] = []
    for stream, shelf in SHELVES.items():
        rows = _by_time(stream, crowd_part.get(stream, []) + corner_part.get(stream, []))
        for name, part in _files(stream, shelf, rows).items():
            path = Path(name)
            _write(out, path, stream, part, shelf.times)
            written.append(path)
    return sorted(written)


def _by_time(stream: str, rows: list[Row]) -> list[Row]:
    event_time = contract.STREAMS[stream].event_time
    if event_time is None:
        return rows
    return sorted(rows, key=lambda row: moment_of(row, event_time))


def _files(stream: str, shelf: Shelf, rows: list[Row]) -> dict[str, list[Row]]:
    """File names with their rows: one file, or one per month, and perhaps a late one."""
    late: list[Row] = []
    punctual = rows
    if shelf.late_suffix:
        late = [row for n, row in enumerate(rows) if n % REPEATED_EVERY == 0 or _is_late(n)]
        punctual = [row for n, row in enumerate(rows) if not _is_late(n)]
    files: dict[str, list[Row]] = {}
    if shelf.months:
        event_time = str(contract.STREAMS[stream].event_time)
        months = sorted({f"{moment_of(row, event_time):%Y-%m}" for row in punctual})
        for number, month in enumerate(months):
            suffix = shelf.months[number % len(shelf.months)]
            files[f"{stream}/{month}.{suffix}"] = [
                row for row in punctual if f"{moment_of(row, event_time):%Y-%m}" == month
            ]
    elif late:
        files[f"{stream}/orders.{shelf.suffix}"] = punctual
    else:
        files[f"{stream}.{shelf.suffix}"] = punctual
    if late:
        files[f"{stream}/late.{shelf.late_suffix}"] = late
    return files


def _is_late(number: int) -> bool:
    """Rows that are only in the late file; never one that is also repeated there."""
    return number % LATE_EVERY == 1 and number % REPEATED_EVERY != 0


def _write(out: Path, path: Path, stream: str, rows: Sequence[Row], times: TimeStyle) -> None:
    if path.suffix == ".parquet":
        writers.write_parquet(out / path, stream, rows)
        return
    text = writers.csv_lines if ".csv" in path.name else writers.ndjson_lines
    lines = text(stream, rows, times)
    if bad := BAD_LINES.get(path.as_posix()):
        lines.insert(6, bad)
    writers.write_lines(out / path, lines)


def main() -> None:
    """Write the sample that the command line asks for and print the size of each file."""
    parser = argparse.ArgumentParser(description="Write the sample dump.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    for path in write_sample(arguments.out, arguments.seed):
        print(f"{(arguments.out / path).stat().st_size:>8,} {path}")


if __name__ == "__main__":
    main()
