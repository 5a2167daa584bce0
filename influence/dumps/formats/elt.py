"""Tables that dlt and Airbyte landed and that are no plain table of rows.

Belongs here: Airbyte's envelopes, and dlt's bookkeeping and child tables.
Does not belong here: the columns of loaders beside those of the open format (`loaders`,
`open_format`), or of a user's own tables (mappings).

*Nuances*
- Airbyte's raw tables hold each record whole in `_airbyte_data`, as JSON or as JSON in a text. The
  record is read as the open format is, by the stream that the file is named after or else by its
  keys. In Parquet no record is looked at beforehand, so there the name has to tell.
- dlt writes what it did to `_dlt_loads`, `_dlt_version` and `_dlt_pipeline_state`, of which nothing
  is landed.
- dlt puts the lists of a row into a child table (`posts__hashtags`) that names its parent by
  `_dlt_parent_id`. One file is read at a time here, so a list cannot be put back;
  `max_table_nesting=0` keeps it in its row.
"""

from influence.dumps import contract, loaders
from influence.dumps.connection import sql_name
from influence.dumps.formats import open_format
from influence.dumps.sample import Sample, Table
from influence.dumps.store import NO_STREAM
from influence.dumps.translation import Translation
from influence.dumps.values import rows
from influence.errors import DumpSchemaError

FORMAT = "elt"
VERSION = 1
NAME = "raw tables of Airbyte and the bookkeeping of dlt"

_BOOKKEEPING = {
    "_dlt_loads": ("load_id", "schema_name", "status", "inserted_at"),
    "_dlt_version": ("version", "engine_version", "schema_name", "version_hash", "schema"),
    "_dlt_pipeline_state": ("version", "engine_version", "pipeline_name", "state", "version_hash"),
}
_RECORD = "_airbyte_record"


def claims(sample: Sample) -> Translation | None:
    """The translation of an envelope or of bookkeeping.

    Raises DumpSchemaError for a child table, and for envelopes that hold no stream.
    """
    if sample.has("_dlt_parent_id"):
        raise DumpSchemaError(
            "this is a child table of dlt: lists that belong to rows of another file, to which "
            "they cannot be joined; load the parent with max_table_nesting=0, so that its rows "
            "keep their lists"
        )
    for name, columns in _BOOKKEEPING.items():
        if sample.has(*columns):
            return _bookkeeping(name, columns[0], sample)
    return _enveloped(sample) if loaders.is_envelope(sample) else None


def _bookkeeping(name: str, column: str, sample: Sample) -> Translation:
    table = Table(sample)
    # A file has to be read by some column.
    table.get(column)
    label = f"rows of dlt's bookkeeping ({name}) left out: they say nothing of people"
    return table.translation(FORMAT, VERSION, NO_STREAM, {}, tallies={label: "true"})


def _enveloped(sample: Sample) -> Translation:
    table = Table(sample)
    table.get(loaders.ENVELOPE)
    stream, known, ignored = _stream(sample)
    content = loaders.opened(sample, dict.fromkeys(known.values(), "VARCHAR"))
    is_open = sample.container in ("ndjson", "document")
    loaded = loaders.loaded(sample.columns, table.get, is_open)
    values = {name: f"r.{_RECORD}.{sql_name(key)}" for name, key in known.items()}
    notes = ["landed by Airbyte"]
    if ignored:
        notes.append(f"{len(ignored)} keys ignored: {', '.join(ignored[:12])}")
    return table.translation(
        FORMAT,
        VERSION,
        stream.name,
        {
            stream.name: rows(
                values | (loaded.columns() if loaded else {}), f"NOT ({content.is_broken})"
            )
        },
        marks={_RECORD: content.record},
        unclaimed=content.is_broken,
        unclaimed_reason=content.reason,
        tallies=loaded.tallies if loaded else {},
        distinct=loaded.distinct if loaded else {},
        notes=tuple(notes),
    )


def _stream(sample: Sample) -> tuple[contract.Stream, dict[str, str], list[str]]:
    """The stream of the records inside, their keys by contract column, and the keys ignored."""
    records = loaders.envelope_records(sample)
    keys = {key.strip().lower(): key for record in records for key in record}
    named = open_format.stream_named_by(sample.name)
    if not records:
        if named is None:
            raise DumpSchemaError(
                "these are raw records of Airbyte, whose file is named after no stream; name it "
                "or its folder after one, such as posts, or map its columns (mapping.yml)"
            )
        return named, {column.name: column.name for column in named.columns}, []
    try:
        stream = open_format.stream_of(sample.name, keys)
    except DumpSchemaError as fault:
        raise DumpSchemaError(
            f"these are raw records of Airbyte: {fault}, or map its keys (mapping.yml)"
        ) from fault
    known = {column.name: keys.get(column.name, column.name) for column in stream.columns}
    return stream, known, sorted(keys.keys() - known.keys())
