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

from influence.dumps import contract, loaders
from influence.dumps.connection import sql_name
from influence.dumps.sample import Sample, Table
from influence.dumps.translation import Translation
from influence.dumps.values import rows
from influence.errors import DumpSchemaError

FORMAT = "open"
# Receipts tell the containers apart.
FORMATS = tuple(f"{FORMAT}-{container}" for container in ("ndjson", "document", "csv", "parquet"))
VERSION = 5
NAME = "the open format's streams as Parquet, CSV or NDJSON"

_CONTRACT_COLUMNS = {
    column.name for stream in contract.STREAMS.values() for column in stream.columns
}


def claims_by_name(sample: Sample) -> Translation | None:
    """The translation of a file that is named after a stream and has its required columns."""
    named = stream_named_by(sample.name)
    if named is None or not sample.has(*named.required):
        return None
    return _of_stream(named, sample)


def claims(sample: Sample) -> Translation | None:
    """The translation of a file that holds a stream by its columns.

    Raises DumpSchemaError where a file that looks like one does not hold all that is required.
    """
    is_text = sample.container == "table"
    known = any(name in _CONTRACT_COLUMNS for name in sample.columns)
    if is_text and not known and stream_named_by(sample.name) is None:
        return None
    return _of_stream(stream_of(sample.name, sample.columns), sample)


def _of_stream(stream: contract.Stream, sample: Sample) -> Translation:
    spelled = [name.strip().lower() for name in sample.header]
    twice = next((name for name in spelled if name and spelled.count(name) > 1), None)
    if twice is not None:
        raise DumpSchemaError(f"two columns are named '{twice}'; keep one of them")
    container = "csv" if sample.container == "table" else sample.container
    is_open = container in ("ndjson", "document")
    loaded = loaders.loaded(sample.columns, Table(sample).get, is_open)
    return translation(
        stream, container, sample.columns, len(sample.header), sample.delimiter, loaded
    )


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
    # `deletions` asks for so little that posts without their time would be taken for it.
    fitting = [
        stream
        for stream in contract.STREAMS.values()
        if present.issuperset(stream.required) and stream.name != "deletions"
    ]
    # Where one asks for a part of what another asks for, the fuller reading wins.
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
    stream: contract.Stream,
    container: str,
    columns: Mapping[str, str],
    width: int = 0,
    delimiter: str = ",",
    loaded: loaders.Loaded | None = None,
) -> Translation:
    """How the rows of an open-format file become rows of `stream`.

    `columns` maps each column name of the file, as the contract spells it, to the name that it
    has among the records, `width` is how many a line of CSV has; columns that the contract does
    not name become a note, but those of a loader (`loaded`) say the version of each row.
    """
    if container in ("ndjson", "document"):
        # A key that no record of the head had may stand in a later one.
        columns = {column.name: column.name for column in stream.columns} | dict(columns)
    known = [column.name for column in stream.columns if column.name in columns]
    own = loaded.own if loaded else frozenset[str]()
    ignored = sorted(name for name in columns if name not in known and name not in own)
    selected = {name: f"r.{sql_name(columns[name])}" for name in known}
    versions = loaded.columns() if loaded else {}
    structure = {columns.get(name, name): "VARCHAR" for name in (*known, *sorted(own))}
    if container == "csv":
        structure = {f"c{at}": "VARCHAR" for at in range(width)}
    notes = [f"landed by {loaded.name}"] if loaded else []
    if ignored:
        notes.append(f"{len(ignored)} columns ignored: {_listed(ignored)}")
    return Translation(
        format=f"open-{container}",
        version=VERSION,
        container=container,
        main_stream=stream.name,
        structure=structure,
        candidates={stream.name: rows(selected | versions)},
        tallies=loaded.tallies if loaded else {},
        distinct=loaded.distinct if loaded else {},
        notes=tuple(notes),
        delimiter=delimiter,
    )
