"""`make requeue`: read again what a dump's quarantine holds, after a fix.

Belongs here: the command, and what it says.
Does not belong here: reading (`influence.dumps.requeue`), and building tables (`run`).
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from influence.dumps.requeue import Requeued, requeue
from influence.errors import InfluenceError
from influence.publication.report import count_of, shown_text
from orchestration.run import one_at_a_time
from orchestration.settings import read_settings

# Files shown; the quarantine itself tells of all.
MOST_FILES = 30


def main(arguments: list[str] | None = None) -> int:
    """Read again, and say what was released; return 0 unless that was not possible."""
    options = _options().parse_args(arguments)
    console = Console(highlight=False)
    try:
        settings = read_settings()
        source = Path(options.dumps).expanduser().absolute() if options.dumps else settings.dumps
        with one_at_a_time(console, settings):
            found = requeue(
                source,
                settings.raw_home,
                loaded_at=datetime.now(UTC),
                memory_limit=settings.memory,
                most_quarantined=settings.most_quarantined,
                settle_seconds=settings.settle_seconds,
            )
    except InfluenceError as fault:
        console.print(Text(f"{type(fault).__name__}: {fault}", style="red"), soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("Stopped; run again to go on.")
        return 130
    _report(console, found)
    return 0


def _report(console: Console, found: list[Requeued]) -> None:
    if not found:
        console.print("Nothing is in the quarantine.")
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("file")
    for name in ("released", "still refused"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("why the file is refused")
    # What somebody has still to look at first.
    ordered = sorted(found, key=lambda file: (not (file.refused or file.reason), file.path))
    for file in ordered[:MOST_FILES]:
        table.add_row(
            Text(shown_text(file.path)),
            f"{file.released:,}",
            f"{file.refused:,}",
            Text(shown_text(file.reason or "")),
        )
    console.print(table)
    if len(ordered) > MOST_FILES:
        console.print(f"and {count_of(len(ordered) - MOST_FILES, 'more file')}")
    released = sum(file.released for file in found)
    refused = sum(file.refused for file in found)
    console.print(
        f"Released {count_of(released, 'row')}; {count_of(refused, 'row')} still refused, with "
        "the reasons in raw/quarantine."
    )
    if released:
        console.print("`make run` builds and publishes them.")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make requeue", description=__doc__.splitlines()[0])
    parser.add_argument("--dumps", help="folder or file that was landed; default: data/dumps")
    return parser


if __name__ == "__main__":
    sys.exit(main())
