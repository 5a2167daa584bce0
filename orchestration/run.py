"""`make run`: land a dump, build, check, publish, and print the tables.

Belongs here: the command; above all the quick way out when there is nothing new.
Does not belong here: the work, which is the job `publish_topics`. Dagster and dbt are not even
imported here: loading them takes longer than finding that nothing is new.
"""

import argparse
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.text import Text

from influence.dumps.landing import plan
from influence.dumps.store import dump_key
from influence.errors import InfluenceError
from influence.publication.latest import Publication, read_latest
from influence.publication.report import Shown, print_report
from orchestration.display import Display
from orchestration.method import method_fingerprint
from orchestration.person_key import ensure_person_key
from orchestration.progress import PIPE_VARIABLE, read_events
from orchestration.receipts import fingerprint_of
from orchestration.settings import REPOSITORY, Settings, read_settings

LOG_NAME = "run.log"
# Of the log, when the run ended before it could say why.
LAST_LINES = 15


def main(arguments: list[str] | None = None) -> int:
    """Run; return 0 when what is published is up to date."""
    options = _options().parse_args(arguments)
    console = Console(highlight=False)
    as_of = options.as_of.isoformat() if options.as_of else ""
    try:
        settings = read_settings()
        source = Path(options.dumps).expanduser().absolute() if options.dumps else settings.dumps
        with one_at_a_time(console, settings) as lock:
            return _run(console, settings, source, as_of, _shown(options), lock)
    except InfluenceError as fault:
        console.print(Text(f"{type(fault).__name__}: {fault}", style="red"), soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("Stopped. The last publication stays; run again to go on.")
        return 130


def _run(
    console: Console, settings: Settings, source: Path, as_of: str, shown: Shown, lock: int
) -> int:
    planned = plan(source, settings.raw_home, most_quarantined=settings.most_quarantined)
    latest = read_latest(settings.published)
    key_id = ensure_person_key(settings.person_key_file, settings.warehouse, latest)
    store = settings.raw_home / dump_key(source)
    if latest and not planned and _is_current(latest, settings, store, as_of, key_id):
        _report(console, settings, latest, shown)
        console.print("Nothing new: the dump and the method are those of this publication.")
        return 0
    console.print(Text(f"Reading {source}"), soft_wrap=True)
    display = Display(console)
    code = _execute(settings, source, as_of, display, lock)
    latest = read_latest(settings.published)
    if code == 0 and latest:
        _report(console, settings, latest, shown)
        return 0
    _explain(console, settings, display, latest)
    return code or 1


def _is_current(
    latest: Publication, settings: Settings, store: Path, as_of: str, key_id: str
) -> bool:
    """Whether building what is in the store would publish what is published already."""
    if not latest.is_whole(settings.published) or latest.origin.key_id != key_id:
        return False
    # Without an as_of, the data's own is wanted; one that was asked for may be another.
    if (latest.as_of != as_of) if as_of else latest.origin.as_of_given:
        return False
    if latest.origin.method != method_fingerprint(REPOSITORY):
        return False
    return fingerprint_of(store) == latest.origin.inputs


def _execute(settings: Settings, source: Path, as_of: str, display: Display, lock: int) -> int:
    settings.export()
    settings.logs.mkdir(parents=True, exist_ok=True)
    listen, speak = os.pipe()
    environment = {**os.environ, PIPE_VARIABLE: str(speak)}
    environment.setdefault("DAGSTER_HOME", str(REPOSITORY))
    command = [sys.executable, "-m", "orchestration.execute", "publish_topics", str(source), as_of]
    with (settings.logs / LOG_NAME).open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            # With the lock in its hands, the run keeps others out even when this process is killed.
            pass_fds=[speak, lock],
        )
    os.close(speak)
    display.show({"event": "loading"})
    try:
        with os.fdopen(listen, "rb") as pipe:
            for event in read_events(pipe):
                display.show(event)
    finally:
        display.close()
        # On Ctrl-C the run got the same signal, and ends its steps before it exits.
        code = process.wait()
    return code


def _report(console: Console, settings: Settings, latest: Publication, shown: Shown) -> None:
    print_report(
        console,
        settings.published,
        latest,
        store=settings.raw,
        shown=shown,
    )


def _explain(
    console: Console, settings: Settings, display: Display, latest: Publication | None
) -> None:
    stays = f"the last publication ({latest.publication_id}) stays" if latest else "as before"
    console.print(Text(f"\nThe run failed; nothing was published: {stays}.", style="bold red"))
    for fault in display.faults:
        console.print(Text(fault), soft_wrap=True)
    log = settings.logs / LOG_NAME
    if not display.faults:
        console.print(Text(_last_words(log)), soft_wrap=True)
    console.print(f"Log: {os.path.relpath(log)}", soft_wrap=True)
    if display.run_id:
        console.print(f"`make dev` shows the run: {display.run_id}")


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return "\n".join(lines[-LAST_LINES:])


@contextmanager
def one_at_a_time(console: Console, settings: Settings) -> Iterator[int]:
    """Hold the lock of this `data` folder; yield its file descriptor."""
    settings.data.mkdir(parents=True, exist_ok=True)
    with (settings.data / ".run.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.print("Another run is at work on this data; waiting for it to end.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def _shown(options: argparse.Namespace) -> Shown:
    return Shown(window_days=options.window, topics=options.topics, people=options.people)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__.splitlines()[0])
    parser.add_argument("--dumps", help="folder or file to read; default: data/dumps")
    parser.add_argument("--as-of", type=date.fromisoformat, help="day the windows end at (UTC)")
    parser.add_argument("--window", type=int, default=28, help="days of the window shown")
    parser.add_argument("--topics", type=int, default=5, help="topics shown, besides all")
    parser.add_argument("--people", type=int, default=5, help="people shown by lens")
    return parser


if __name__ == "__main__":
    sys.exit(main())
