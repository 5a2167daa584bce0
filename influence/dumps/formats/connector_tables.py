"""What the tables of page connectors have in common, whichever network they are of.

Belongs here: a landed table with its loader's columns, and SQL over several of its counters.
Does not belong here: the tables themselves (`page_connectors` and the modules of the networks).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from influence.dumps.loaders import Loaded
from influence.dumps.sample import Table
from influence.dumps.store import NO_STREAM
from influence.dumps.translation import Translation
from influence.dumps.values import rows

FORMAT = "page-connector"
VERSION = 1


@dataclass(frozen=True)
class Connected:
    """A table of one network, and who landed it."""

    network: str
    table: Table
    loader: Loaded

    def __getitem__(self, column: str) -> str:
        return self.table.get(column)

    @property
    def synced(self) -> str:
        """SQL of when the loader saw the row."""
        return self.loader.version_at

    def rows(self, columns: Mapping[str, str], where: str = "true", version: str = "NULL") -> str:
        """Rows of a stream; `version` tells of two versions which is newer, before the loader."""
        said = self.loader.columns()
        if version != "NULL":
            said["_version_at"] = f"coalesce(nullif({version}, ''), {self.synced})"
        # What a connector was not asked to land is no column at all.
        given = {name: sql for name, sql in columns.items() if sql != "NULL"}
        return rows({"platform": f"'{self.network}'", **given, **said}, where)

    def translation(
        self,
        main_stream: str,
        candidates: Mapping[str, str],
        tallies: Mapping[str, str] | None = None,
    ) -> Translation:
        """How the table is read; `tallies` count what is on purpose no row."""
        return self.table.translation(
            FORMAT,
            VERSION,
            main_stream,
            candidates,
            tallies={**self.loader.tallies, **(tallies or {})},
        )


# The columns by which a table is known, and how it is read.
Known = tuple[frozenset[str], Callable[[Connected], Translation]]


def known(columns: str, read: Callable[[Connected], Translation]) -> Known:
    """A table that has all of these columns (in lower case, parted by blanks)."""
    return frozenset(columns.split()), read


def nothing(label: str) -> Callable[[Connected], Translation]:
    """A table that is known and gives no row: its rows are counted under `label`."""
    return lambda of: of.translation(NO_STREAM, {}, {label: "r._fault IS NULL"})


def _unreadable(values: list[str]) -> str:
    """The first of several counts that is no number, so that it is refused by its name."""
    return ", ".join(
        f"CASE WHEN trim({value}) <> '' AND TRY_CAST({value} AS DOUBLE) IS NULL THEN {value} END"
        for value in values
    )


def _counts(values: list[str]) -> str:
    return ", ".join(f"TRY_CAST({value} AS BIGINT)" for value in values)


def largest(*values: str) -> str:
    """The largest of counters that mean the same: each row fills those of its own kind."""
    given = [value for value in values if value != "NULL"]
    if not given:
        return "NULL"
    found = f"CAST(greatest({_counts(given)}) AS VARCHAR)"
    return f"coalesce({_unreadable(given)}, {found})"


def total(*values: str) -> str:
    """The sum of counters of different things; null where none is given."""
    given = [value for value in values if value != "NULL"]
    if not given:
        return "NULL"
    found = f"CAST(list_sum([{_counts(given)}]) AS VARCHAR)"
    return f"coalesce({_unreadable(given)}, {found})"


def never_negative(value: str) -> str:
    """A counter that its source lets fall below zero, which is then no count."""
    return f"CASE WHEN NOT starts_with(trim({value}), '-') THEN {value} END"


def is_negative(value: str) -> str:
    """Whether a counter is below zero."""
    return f"starts_with(trim({value}), '-')"
