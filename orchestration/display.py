"""What a person sees while a run works.

Belongs here: progress lines, for a terminal and for a log file alike.
Does not belong here: the report at the end (`influence.publication.report`).
"""

import time
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.status import Status
from rich.text import Text

from influence.publication.report import count_of, shown_text

# One line a file is readable up to here; beyond, every hundredth.
MOST_FILE_LINES = 30
# Of such a file nothing is landed, and somebody has to know why.
LEFT = ("quarantined", "failed", "not_taken")
# In a log file, where nothing can be overwritten: one line for so many models.
MODELS_A_LINE = 20


class Display:
    """Shows the events of a run (`progress.tell`) as they come.

    A terminal has one live line with what is being done; a log file has a line now and then.
    What is done stays as a line in both.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.status: Status | None = None
        self.began = time.monotonic()
        self.files = self.unchanged = self.rows = self.quarantined = 0
        self.models = self.checks = self.failed = 0
        self.run_id = ""
        self.success = False
        self.faults: list[str] = []

    def show(self, event: dict[str, Any]) -> None:
        """Show one event; an event of an unknown name is nothing to show."""
        handlers: dict[str, Callable[[dict[str, Any]], None]] = {
            "loading": self._loading,
            "landing": self._landing,
            "file": self._file,
            "landed": self._landed,
            "model": self._model,
            "check": self._check,
            "built": self._built,
            "publishing": self._publishing,
            "published": self._published,
            "ended": self._ended,
        }
        handler = handlers.get(event["event"])
        if handler:
            handler(event)

    def close(self) -> None:
        """Take the live line away."""
        if self.status:
            self.status.stop()

    def _loading(self, event: dict[str, Any]) -> None:
        self._now("Loading Dagster and dbt")

    def _landing(self, event: dict[str, Any]) -> None:
        self._start()
        self._now(f"Landing the dump {shown_text(event['dump'])}")

    def _file(self, event: dict[str, Any]) -> None:
        self.files += 1
        if event["status"] == "unchanged":
            self.unchanged += 1
            return
        self.rows += event["rows_read"]
        self.quarantined += event["rows_quarantined"]
        new = self.files - self.unchanged
        told = new <= MOST_FILE_LINES or new % 100 == 0
        is_left = event["status"] in LEFT
        if told or is_left:
            status = event["status"].replace("_", " ")
            line = Text(f"  {status:<11} {event['rows_read']:>10,} rows  ")
            line.append(shown_text(event["path"]))
            if event["rows_quarantined"]:
                line.append(f"  ({event['rows_quarantined']:,} quarantined)", style="yellow")
            if is_left and event["reason"]:
                line.append(f"\n              {shown_text(event['reason'])}", style="yellow")
            self.console.print(line, soft_wrap=True)
        self._now(f"Landing: {count_of(self.files, 'file')}, {count_of(self.rows, 'row')}")

    def _landed(self, event: dict[str, Any]) -> None:
        new = self.files - self.unchanged
        parts = [f"Landed {count_of(new, 'file')}: {count_of(self.rows, 'row')}"]
        if self.quarantined:
            parts.append(f"{self.quarantined:,} quarantined")
        if self.unchanged:
            parts.append(f"{count_of(self.unchanged, 'file')} landed before")
        self._done(", ".join(parts))
        if event["counts"].get("posts"):
            counts = (f"{count:,} {name}" for name, count in event["counts"].items())
            self.console.print(Text(f"  The dump holds {', '.join(counts)}"))
        self._start()
        self._now("Building the warehouse: dbt starts")

    def _model(self, event: dict[str, Any]) -> None:
        self.models += 1
        self._building(self.models % MODELS_A_LINE == 0)

    def _check(self, event: dict[str, Any]) -> None:
        self.checks += 1
        if not event["passed"]:
            self.failed += 1
            self.console.print(Text(f"  failed check  {event['name']}", style="red"))
        self._building(False)

    def _building(self, line: bool) -> None:
        text = f"Building the warehouse: {self.models} models, {self.checks} checks"
        self._now(text)
        if line and not self.console.is_terminal:
            self.console.print(f"  {text}")

    def _built(self, event: dict[str, Any]) -> None:
        checks = f"{self.checks} checks passed"
        if self.failed:
            checks = f"{self.checks - self.failed} of {checks}"
        self._done(f"Built {count_of(self.models, 'model')}, {checks}")

    def _publishing(self, event: dict[str, Any]) -> None:
        self._start()
        self._now("Publishing")

    def _published(self, event: dict[str, Any]) -> None:
        verb = "Published" if event["is_new"] else "Nothing new to publish: kept"
        self._done(f"{verb} {event['publication_id']}")

    def _ended(self, event: dict[str, Any]) -> None:
        self.run_id = event["run_id"]
        self.success = event["success"]
        self.faults = event["faults"]

    def _start(self) -> None:
        self.began = time.monotonic()

    def _now(self, text: str) -> None:
        if not self.console.is_terminal:
            return
        if self.status is None:
            self.status = self.console.status(text)
            self.status.start()
        self.status.update(text)

    def _done(self, text: str) -> None:
        line = Text(text, style="bold")
        line.append(f"  {time.monotonic() - self.began:.1f} s", style="dim")
        self.console.print(line, soft_wrap=True)
