"""What a mapping says, once it is read: sources, values and conditions.

Belongs here: the shapes that reading (`text`) makes and translating (`sql`) uses.
Does not belong here: YAML, or SQL.

*Nuances*
- Lines stand beside what they say, and globs beside what is said of their files: neither shows in
  the text (`repr`) that versions follow from. A comment added on top of a mapping moves every line,
  and another glob adds files; neither must make a file be read again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from influence.dumps import contract


@dataclass(frozen=True)
class Value:
    """How the value of one contract column comes about, from a constant or from columns."""

    line: int = field(compare=False, repr=False)
    constant: str | None = None
    columns: tuple[str, ...] = ()
    between: str = ""
    digest: bool = False
    null_when: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    strip: str = ""
    formats: tuple[str, ...] = ()
    zone: str | None = None
    unit: str | None = None
    decimal: str | None = None
    html: bool = False
    separator: str | None = None
    # A column that the file need not have.
    optional: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the value is a column as it stands in the file."""
        return self == Value(self.line, columns=self.columns[:1], optional=self.optional)


@dataclass(frozen=True)
class Condition:
    """A test of one column: `is` or `is_not` one of some texts, or `given` at all."""

    line: int = field(compare=False, repr=False)
    column: str
    verb: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """How the bytes of a file are to be read; None is what recognition finds by itself."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    skip_lines: int | None = None
    has_header: bool | None = None
    records_under: str | None = None


@dataclass(frozen=True)
class Source:
    """Some files of a dump, and the stream that each of their records gives a row of."""

    line: int = field(compare=False, repr=False)
    # The mapping's own path in the dump, and globs of files relative to its folder.
    mapping: str
    files: tuple[str, ...] = field(repr=False)
    stream: str
    columns: tuple[tuple[str, Value], ...]
    where: tuple[Condition, ...] = ()
    deleted: Condition | None = None
    version_at: Value | None = None
    reading: Reading = Reading()

    @property
    def place(self) -> str:
        return f"{self.mapping} line {self.line}"

    def contract(self) -> contract.Stream:
        return contract.STREAMS[self.stream]

    def values(self) -> Mapping[str, Value]:
        return dict(self.columns)


def contradiction(left: Source, right: Source) -> str | None:
    """Why two sources cannot both read one file, or None where they can."""
    for name, said in vars(left.reading).items():
        other = getattr(right.reading, name)
        if said is not None and other is not None and said != other:
            return f"'{name}' is {said!r} in {left.place} and {other!r} in {right.place}"
    if left.stream != right.stream or left.where != right.where:
        return None
    ours, theirs = left.values(), right.values()
    if all(ours.get(name) == theirs.get(name) for name in left.contract().natural_key):
        return (
            f"{left.place} and {right.place} give '{left.stream}' the same rows twice; "
            "keep one of them, or tell them apart by 'where'"
        )
    return None


def together(readings: list[Reading]) -> Reading:
    """What several sources say of reading one file; they do not contradict each other."""
    said: dict[str, Any] = {}
    for reading in readings:
        said |= {name: value for name, value in vars(reading).items() if value is not None}
    return Reading(**said)
