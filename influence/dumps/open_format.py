"""The open format: one file, one stream of the raw contract, in Parquet, CSV or NDJSON.

Belongs here: which stream a file holds, by its name or else by its columns.
Does not belong here: what a stream's values may be (`validation`), or how bytes are read.

A file belongs to the stream that its folder is named after (`posts/2026-01.ndjson.gz`), or that
its own name begins with (`posts.csv`, `posts-2026-01.parquet`). A file named after none belongs
to the one stream whose required columns it has.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from influence.dumps import contract
from influence.dumps.connection import sql_name
from influence.dumps.translation import PLACE, Translation
from influence.errors import DumpSchemaError

VERSION = 1


def stream_named_by(path: str) -> contract.Stream | None:
    """The stream that a path inside a dump names, the nearest name first."""
    pure = PurePosixPath(path.lower())
    stem = pure.name.split(".")[0]
    for name in sorted(contract.STREAMS, key=len, reverse=True):
        if stem == name or re.match(rf"{name}[-_ ]", stem):
            return contract.STREAMS[name]
    for folder in reversed(pure.parts[:-1]):
        if folder in contract.STREAMS:
            return contract.STREAMS[folder]
    return None


def stream_of(path: str, columns: Iterable[str]) -> contract.Stream:
    """The stream of a file with these columns.

    Raises DumpSchemaError where required columns are missing, or where no stream or several fit.
    """
    present = set(columns)
    named = stream_named_by(path)
    if named is not None:
        missing = [name for name in named.required if name not in present]
        if missing:
            raise DumpSchemaError(
                f"named after the stream '{named.name}', but its required "
                f"{_columns(missing)} missing; found: {_listed(present)}"
            )
        return named
    fitting = [
        stream for stream in contract.STREAMS.values() if present.issuperset(stream.required)
    ]
    # `deletions` asks for a part of what `posts` asks for: the fuller reading wins.
    fullest = [
        stream
        for stream in fitting
        if not any(set(stream.required) < set(other.required) for other in fitting)
    ]
    if len(fullest) == 1:
        return fullest[0]
    if fullest:
        names = ", ".join(stream.name for stream in fullest)
        raise DumpSchemaError(
            f"its columns fit several streams ({names}); name the file or its folder after one"
        )
    raise DumpSchemaError(
        f"no stream of the open format has all its required columns here; found: "
        f"{_listed(present)}; name the columns as the raw contract does"
    )


def _columns(names: list[str]) -> str:
    listed = ", ".join(f"'{name}'" for name in names)
    return f"column {listed} is" if len(names) == 1 else f"columns {listed} are"


def _listed(names: Iterable[str]) -> str:
    shown = sorted(names)
    more = f" and {len(shown) - 12} more" if len(shown) > 12 else ""
    return ", ".join(shown[:12]) + more if shown else "no columns"


def translation(
    stream: contract.Stream, container: str, columns: Mapping[str, str], delimiter: str = ","
) -> Translation:
    """How the rows of an open-format file become rows of `stream`.

    `columns` maps each column name of the file, as the contract spells it, to the name that it
    has among the records; columns that the contract does not name become a note.
    """
    known = [column.name for column in stream.columns if column.name in columns]
    ignored = sorted(name for name in columns if name not in known)
    selected = ", ".join(f"r.{sql_name(columns[name])} AS {sql_name(name)}" for name in known)
    place = ", ".join(f"r.{name}" for name in PLACE)
    if container == "ndjson":
        structure = dict.fromkeys(known, "VARCHAR")
    else:
        structure = dict.fromkeys(columns.values(), "VARCHAR")
    notes: tuple[str, ...] = ()
    if ignored:
        notes = (f"{len(ignored)} columns ignored: {_listed(ignored)}",)
    return Translation(
        format=f"open-{container}",
        version=VERSION,
        container=container,
        main_stream=stream.name,
        structure=structure,
        candidates={
            stream.name: f"SELECT {selected}, {place} FROM records AS r WHERE r._fault IS NULL"
        },
        notes=notes,
        delimiter=delimiter,
    )
