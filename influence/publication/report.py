"""The tables that a person reads in the terminal when a run is done.

Belongs here: reading a publication back, and laying it out for 80 columns or more.
Does not belong here: progress while a run works (`orchestration`), and any number that is not
published.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from influence.publication.contract import DATABASE_NAME, DATABASE_SCHEMA, FOLDERS_NAME, LATEST_NAME
from influence.publication.latest import Publication
from influence.publication.lens_agreement import print_lens_agreement
from influence.publication.reasons import count_reasons, refused_files
from influence.publication.warehouse import connect, literal

LENSES = ("reach", "response", "conversion")
ALL_TOPICS = "all"
# Longer lists are summed up in one row: the whole list is the published ingestion_ledger.
MOST_FILES = 12
MOST_REASONS = 5
# Columns of a terminal from which there is room to spare.
WIDE = 100
WIDE_NAME, NARROW_NAME = 32, 20
# Columns that the ledger's numbers and formats take.
LEDGER_NUMBERS = 56
HEADINGS = ("#", "person", "score", "interval", "n", "evidence")
LEFT_ALIGNED = (1, 5)

INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

RANKINGS = """
    with window_rankings as (
        select *
        from topic_rankings
        where as_of = (select max(as_of) from topic_rankings) and window_days = $window_days
    ),

    topic_activity as (
        select topic_id, count(distinct person_id) as people
        from window_rankings
        group by topic_id
    ),

    shown_topics as (
        select topic_id, people
        from topic_activity
        order by topic_id <> 'all', people desc, topic_id
        limit $topics + 1
    )

    select
        window_rankings.topic_id,
        shown_topics.people,
        lens,
        rank,
        coalesce(handle, left(person_id, 8)) as who,
        score,
        score_low,
        score_high,
        score_unit,
        evidence,
        sample_size
    from window_rankings
    inner join shown_topics on window_rankings.topic_id = shown_topics.topic_id
    where rank <= $people
    order by
        window_rankings.topic_id <> 'all',
        shown_topics.people desc,
        window_rankings.topic_id,
        list_position(['reach', 'response', 'conversion'], lens),
        rank
"""

LEDGER = """
    select
        path,
        any_value(format) as format,
        sum(rows_read) as rows_read,
        sum(rows_loaded) as rows_loaded,
        sum(rows_duplicate) as rows_duplicate,
        sum(rows_quarantined) as rows_quarantined
    from ingestion_ledger
    group by path
    order by path
"""


@dataclass(frozen=True)
class Shown:
    """How much of a publication is shown."""

    window_days: int = 28
    topics: int = 5
    people: int = 5


def print_report(
    console: Console,
    published: Path,
    publication: Publication,
    *,
    store: Path | None = None,
    shown: Shown = Shown(),
) -> None:
    """Print the leading people by topic and lens, what was read, and where it was published.

    `store` is where the dump was landed, for the reasons of what was put aside.
    """
    with connect() as connection:
        path = literal(str(published / DATABASE_NAME))
        connection.execute(f"attach {path} as influence (read_only)")
        connection.execute(f"use influence.{DATABASE_SCHEMA}")
        tables = {row[0] for row in connection.execute("show tables").fetchall()}
        if "topic_rankings" in tables:
            _print_rankings(console, connection, publication, shown)
        if "lens_diagnostics" in tables:
            print_lens_agreement(console, connection, shown.window_days)
        if "ingestion_ledger" in tables:
            rows = connection.execute(LEDGER).fetchall()
            _print_ledger(console, rows, publication)
    if store is not None:
        _print_reasons(console, store)
    _print_paths(console, published, publication)


def _print_rankings(
    console: Console,
    connection: duckdb.DuckDBPyConnection,
    publication: Publication,
    shown: Shown,
) -> None:
    rows = connection.execute(
        RANKINGS,
        {"window_days": shown.window_days, "topics": shown.topics, "people": shown.people},
    ).fetchall()
    console.print()
    heading = Text(f"Who leads, {shown.window_days} days to {publication.as_of} (exclusive, UTC)")
    heading.stylize("bold")
    console.print(heading)
    if not rows:
        console.print("No topic has anyone to rank in this window.")
        return
    for topic in dict.fromkeys(row[0] for row in rows):
        _print_topic(console, [row for row in rows if row[0] == topic])
    console.print()
    console.print(
        Text(
            "Interval: 90 %; for reach, from those who were seen to all who could hear. "
            "n: sample size. Every topic, person and window: "
            f"{DATABASE_NAME}, table topic_rankings.",
            style="dim",
        )
    )


def _print_topic(console: Console, rows: list[tuple[Any, ...]]) -> None:
    topic, people = rows[0][0], rows[0][1]
    name = "all topics" if topic == ALL_TOPICS else shown_text(topic)
    console.print()
    console.print(Text(f"{name} · {people:,} people", style="bold cyan"))
    most = WIDE_NAME if console.width >= WIDE else NARROW_NAME
    lines = {lens: [_cells(row, most) for row in rows if row[2] == lens] for lens in LENSES}
    # One width for all lenses of a topic, so that their columns stand under each other.
    every = [HEADINGS, *(cells for led in lines.values() for cells in led)]
    widths = [max(cell_len(cells[i]) for cells in every) for i in range(len(HEADINGS))]
    console.print(Text(_line(HEADINGS, widths), style="dim"))
    for lens in LENSES:
        if lines[lens]:
            unit = next(row[8] for row in rows if row[2] == lens)
            heading = Text(lens, style="bold")
            heading.append(f", in {shown_text(unit)}" if unit else "", style="dim")
            console.print(heading)
        for cells in lines[lens]:
            console.print(Text(_line(cells, widths)))


def _cells(row: tuple[Any, ...], most: int) -> tuple[str, ...]:
    who = shown_text(row[4])
    return (
        f"{row[3]}",
        who if cell_len(who) <= most else f"{set_cell_size(who, most - 1)}…",
        shown_number(row[5]),
        _interval(row[6], row[7]),
        "–" if row[10] is None else shown_number(row[10]),
        shown_text(row[9] or ""),
    )


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = []
    for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        blanks = " " * (width - cell_len(cell))
        padded.append(cell + blanks if place in LEFT_ALIGNED else blanks + cell)
    return f"  {'  '.join(padded)}".rstrip()


def _print_ledger(console: Console, rows: list[tuple[Any, ...]], publication: Publication) -> None:
    console.print()
    dump = shown_text(publication.origin.dump)
    console.print(Text(f"What was read from {dump} ({count_of(len(rows), 'file')})", style="bold"))
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("file", overflow="ellipsis", no_wrap=True)
    table.add_column("format", no_wrap=True)
    for name in ("read", "loaded", "duplicate", "quarantined"):
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    # Files with quarantined rows first: they are what somebody has to look at.
    ordered = sorted(rows, key=lambda row: (row[5] == 0, row[0]))
    most = max(console.width - LEDGER_NUMBERS, NARROW_NAME)
    for row in ordered[:MOST_FILES]:
        table.add_row(Text(_tail(row[0], most)), Text(row[1]), *map(_count, row[2:6]))
    rest = ordered[MOST_FILES:]
    if rest:
        name = count_of(len(rest), "more file")
        table.add_row(Text(name), "", *map(_count, _sums(rest)))
    if len(rows) > 1:
        table.add_section()
        table.add_row(Text("all files", style="bold"), "", *map(_count, _sums(rows)))
    console.print(table)
    console.print()


def _print_reasons(console: Console, store: Path) -> None:
    refused = refused_files(store)
    if refused:
        heading = f"Not read: {count_of(len(refused), 'file')}, and why"
        console.print(Text(heading, style="bold yellow"))
        for path, reason in refused[:MOST_REASONS]:
            console.print(Text(f"  {shown_text(path)}: {shown_text(reason)}"))
        _print_rest(console, len(refused), "file")
    reasons = count_reasons(store)
    if reasons:
        total = sum(count for _, count in reasons)
        heading = f"Quarantined: {count_of(total, 'row')}, and why"
        console.print(Text(heading, style="bold yellow"))
        for reason, count in reasons[:MOST_REASONS]:
            console.print(Text(f"{count:>9,}  {shown_text(reason)}"))
        _print_rest(console, len(reasons), "reason")
        console.print(
            Text(f"  File, line and raw text: {_near(store / 'quarantine')}", style="dim")
        )


def _print_rest(console: Console, count: int, noun: str) -> None:
    if count > MOST_REASONS:
        console.print(f"  and {count_of(count - MOST_REASONS, f'more {noun}')}")


def _print_paths(console: Console, published: Path, publication: Publication) -> None:
    tables = len({entry.table for entry in publication.files if entry.table})
    console.print()
    console.print(Text(f"Published {publication.publication_id}", style="bold green"))
    folder = published / FOLDERS_NAME / publication.publication_id
    for path, what in (
        (published / DATABASE_NAME, "for BI and SQL, read-only"),
        (folder, f"{tables} tables as Parquet, CSV, JSON"),
        (published / LATEST_NAME, "names the folder, with hashes"),
    ):
        console.print(Text(f"  {_near(path)}", style="cyan"), soft_wrap=True)
        console.print(Text(f"      {what}", style="dim"))


def shown_number(value: float | None) -> str:
    """Write a number in about three figures: 12,345 · 1.24M · 12.3 · 0.0123 · – for null."""
    if value is None:
        return "–"
    size = abs(value)
    for unit, power in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if size >= power and size >= 1e5:
            return f"{value / power:.3g}{unit}" if size < 999.5 * power else f"{value:.2e}"
    if size >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if size >= 0.001 or not value else f"{value:.1e}"


def count_of(count: int, noun: str) -> str:
    """Return the count with its noun: 1 file, 2 files."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def shown_text(text: str) -> str:
    """Return a text from a dump as it may be shown in a terminal: no control or bidi characters."""
    return INVISIBLE.sub("", text)


def _interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "–"
    return f"{shown_number(low)}–{shown_number(high)}"


def _count(value: int) -> str:
    return f"{value:,}"


def _sums(rows: Iterable[tuple[Any, ...]]) -> list[int]:
    return [sum(column) for column in zip(*(row[2:6] for row in rows), strict=True)]


def _tail(path: str, most: int) -> str:
    # The end of a path tells more than its beginning.
    path = shown_text(path)
    return path if len(path) <= most else f"…{path[1 - most :]}"


def _near(path: Path) -> str:
    """Return the path as seen from here, or in full where it lies elsewhere."""
    near = os.path.relpath(path)
    return str(path) if near.startswith("..") else near
