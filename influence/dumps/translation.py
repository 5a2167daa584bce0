"""What a format module says of one file: how its records look and which rows they give.

Belongs here: the shape that every format shares, so that landing knows no format by name.
Does not belong here: the SQL of a format, or reading of bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Columns that accompany every record. They are null in the first, fast reading of a file; a file
# with refused rows is read again with them filled.
PLACE = ("_line", "_byte_offset", "_raw")


@dataclass(frozen=True)
class Translation:
    """How one file becomes rows of the raw contract's streams.

    `container` is 'ndjson' (one object a line), 'document' (one JSON text), 'pages' (documents one
    a line), 'csv', 'text' (each line whole, in the column `line`) or 'parquet'.

    The records of the file stand in a table `records`: the columns of `structure` plus `PLACE`,
    `_fault` (why the record could not be read, else null) and `_record`, a number that no other
    record of the table has. `candidates` holds one select per
    stream, with the contract's column names, values as the format writes them, and `PLACE`;
    the rules of the contract are applied to it later, by `validation`. `prepare` makes the
    temporary tables and views (`prepared`) that candidates need. `unclaimed` is true for a
    readable record that is nothing this format knows. `tallies` are predicates over the records r,
    and `item_tallies` whole queries, that count what was read on purpose without becoming a row.
    `distinct` are values of r of which it is told how many different ones there are.
    """

    format: str
    version: int
    container: str
    main_stream: str
    structure: Mapping[str, str]
    candidates: Mapping[str, str]
    unclaimed: str = "false"
    unclaimed_reason: str = ""
    # Columns worked out once for each record, as SQL over the record r.
    marks: Mapping[str, str] = field(default_factory=dict)
    prepare: tuple[str, ...] = ()
    prepared: tuple[str, ...] = ()
    tallies: Mapping[str, str] = field(default_factory=dict)
    item_tallies: Mapping[str, str] = field(default_factory=dict)
    distinct: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    # A second spelling of times beside ISO-8601 and epoch ms, in strptime's letters.
    time_format: str | None = None
    # Of CSV: lines above the header, whether there is a header, and the mark of quoted cells.
    delimiter: str = ","
    skip_lines: int = 0
    has_header: bool = True
    quote: str = '"'
    # Whether a row may come of several records: such a file is never read part by part.
    in_one_step: bool = False
    # Keys under which an object of a document (or of a page) may hold its list of records.
    unwrap: tuple[str, ...] = ()
    # Where the JSON of a document begins, in bytes; before it stands a script's assignment.
    begins_at: int = 0
    # What the text is written in; one in another encoding is written again as UTF-8.
    encoding: str = "utf-8"


def struct(fields: Mapping[str, str]) -> str:
    """The type of a record with fields of these types."""
    return "STRUCT(" + ", ".join(f'"{name}" {kind}' for name, kind in fields.items()) + ")"


def texts(*names: str) -> dict[str, str]:
    """Fields of these names, each a text."""
    return dict.fromkeys(names, "VARCHAR")
