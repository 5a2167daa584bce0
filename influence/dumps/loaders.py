"""What the tables of dlt, Airbyte and Fivetran say of a row, in columns of their own beside it.

Belongs here: the loaders' columns: when a version of a row was loaded, and whether it was deleted.
Does not belong here: the tables that hold nothing but bookkeeping (`formats.elt`), or which
version wins (staging).

*Nuances*
- `_dlt_load_id` is the time of the load in epoch seconds, as text with a fraction.
- `_airbyte_emitted_at` is the older name of `_airbyte_extracted_at`; both come as epoch ms in JSON
  and CSV. `_ab_cdc_updated_at`, where the source's log was followed, is nearer to the change.
- History tables keep every version. Fivetran's `_fivetran_active` is false for each version but
  the last, and for the last one too where the row was deleted; of dlt's, `_dlt_valid_to` is given
  then. Both mean a deletion where no newer version follows, which is how staging reads them.
- `_airbyte_meta.changes` lists values that Airbyte could not carry and made null.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from influence.dumps.cells import rows_of
from influence.dumps.connection import sql_name, sql_text
from influence.dumps.sample import Sample
from influence.dumps.values import from_seconds

ENVELOPE = "_airbyte_data"

_DLT = ("_dlt_load_id", "_dlt_id", "_dlt_valid_from", "_dlt_valid_to", "_dlt_root_id")
_AIRBYTE = (
    "_airbyte_raw_id",
    "_airbyte_ab_id",
    "_airbyte_extracted_at",
    "_airbyte_emitted_at",
    "_airbyte_loaded_at",
    "_airbyte_normalized_at",
    "_airbyte_meta",
    "_airbyte_generation_id",
    "_airbyte_additional_properties",
    "_ab_cdc_lsn",
    "_ab_cdc_log_file",
    "_ab_cdc_log_pos",
    "_ab_cdc_cursor",
    "_ab_cdc_updated_at",
    "_ab_cdc_deleted_at",
)
_FIVETRAN = (
    "_fivetran_synced",
    "_fivetran_deleted",
    "_fivetran_id",
    "_fivetran_index",
    "_fivetran_active",
    "_fivetran_start",
    "_fivetran_end",
)


@dataclass(frozen=True)
class Loaded:
    """A loader by name, its own columns in a table, and what they say, as SQL over the record r."""

    name: str
    own: frozenset[str]
    version_at: str
    is_deleted: str
    tallies: Mapping[str, str] = field(default_factory=dict)
    distinct: Mapping[str, str] = field(default_factory=dict)

    def columns(self) -> dict[str, str]:
        """What candidates say of the versions of their rows."""
        return {"_version_at": self.version_at, "_is_deleted": self.is_deleted}


def loaded(columns: Collection[str], text: Callable[[str], str], is_open: bool) -> Loaded | None:
    """Who landed a table with these `columns` (in lower case), or None where none of the three.

    `text` gives SQL of a column's text, 'NULL' for one that the table does not have. `is_open`
    says that later records may have columns that the first ones do not, as those of JSON.
    """
    present = frozenset(columns)
    if "_dlt_load_id" in present or {"_dlt_id", "_dlt_valid_from"} <= present:
        return _by_dlt(frozenset(_DLT) if is_open else present.intersection(_DLT), text)
    if present & {"_airbyte_extracted_at", "_airbyte_emitted_at"}:
        return _by_airbyte(frozenset(_AIRBYTE) if is_open else present.intersection(_AIRBYTE), text)
    if present & {"_fivetran_synced", "_fivetran_start"}:
        own = frozenset(_FIVETRAN) if is_open else present.intersection(_FIVETRAN)
        return _by_fivetran(own, text)
    return None


def _by_dlt(own: frozenset[str], text: Callable[[str], str]) -> Loaded:
    load = from_seconds(text("_dlt_load_id")) if "_dlt_load_id" in own else "NULL"
    deleted = "false"
    if "_dlt_valid_to" in own:
        # Rows that are still valid have none, or by older settings the end of all days.
        ends = text("_dlt_valid_to")
        deleted = f"coalesce({ends} <> '' AND NOT starts_with({ends}, '9999-'), false)"
    since = text("_dlt_valid_from") if "_dlt_valid_from" in own else "NULL"
    distinct = {"load ids": text("_dlt_load_id")} if "_dlt_load_id" in own else {}
    return Loaded("dlt", own, _first(since, load), deleted, distinct=distinct)


def _by_airbyte(own: frozenset[str], text: Callable[[str], str]) -> Loaded:
    times = ("_ab_cdc_updated_at", "_airbyte_extracted_at", "_airbyte_emitted_at")
    deleted = "false"
    if "_ab_cdc_deleted_at" in own:
        deleted = f"coalesce(trim({text('_ab_cdc_deleted_at')}) <> '', false)"
    tallies = {}
    if "_airbyte_meta" in own:
        # JSON, or a struct as DuckDB prints it.
        changed = rf"regexp_matches({text('_airbyte_meta')}, 'changes[''\"]?:\s*\[\s*[^\]\s]')"
        tallies = {"records of which Airbyte made a value null or cut it short": changed}
    distinct = {}
    if "_airbyte_generation_id" in own:
        distinct = {"generation ids": text("_airbyte_generation_id")}
    return Loaded(
        "Airbyte",
        own,
        _first(*(text(name) for name in times if name in own)),
        deleted,
        tallies,
        distinct,
    )


def _by_fivetran(own: frozenset[str], text: Callable[[str], str]) -> Loaded:
    times = [text(name) for name in ("_fivetran_start", "_fivetran_synced") if name in own]
    deleted = [_is_true(text("_fivetran_deleted"))] if "_fivetran_deleted" in own else []
    if "_fivetran_active" in own:
        deleted.append(f"NOT {_is_true(text('_fivetran_active'), otherwise='true')}")
    return Loaded("Fivetran", own, _first(*times), f"({' OR '.join(deleted or ['false'])})")


def _first(*values: str) -> str:
    given = [f"nullif(trim({value}), '')" for value in values if value != "NULL"]
    return f"coalesce({', '.join(given)})" if given else "CAST(NULL AS VARCHAR)"


def _is_true(value: str, otherwise: str = "false") -> str:
    return f"coalesce(lower(trim({value})) IN ('true', 't', '1', 'yes', 'y'), {otherwise})"


def is_envelope(sample: Sample) -> bool:
    """Whether each record stands whole in Airbyte's one column, beside Airbyte's own."""
    return sample.has(ENVELOPE) and loaded(sample.columns, lambda name: "NULL", False) is not None


def envelope_records(sample: Sample) -> tuple[dict[str, Any], ...]:
    """The records inside the envelopes of the sample; none can be seen in Parquet."""
    column = sample.columns[ENVELOPE]
    if sample.container == "table":
        at = int(column.removeprefix("c"))
        rows = rows_of(sample.lines[1:], sample.delimiter)
        contents: list[Any] = [row[at] for row in rows if len(row) > at]
    else:
        contents = [record.get(column) for record in sample.records]
    opened = [_opened(content) for content in contents]
    return tuple(record for record in opened if record is not None)


def _opened(content: Any) -> dict[str, Any] | None:
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except ValueError:
            return None
    return content if isinstance(content, dict) else None


@dataclass(frozen=True)
class Opened:
    """The record inside an envelope as SQL of a struct, and the SQL of whether there is none."""

    record: str
    is_broken: str
    reason = f"'{ENVELOPE}' holds no JSON object"


def opened(sample: Sample, types: Mapping[str, str]) -> Opened:
    """The keys of `types`, read out of the envelope of each record."""
    text = _envelope_text(sample)
    shape = ", ".join(f"{_json_text(name)}: {_json_text(kind)}" for name, kind in types.items())
    is_object = f"coalesce(json_valid({text}) AND starts_with(ltrim({text}), '{{'), false)"
    parsed = f"from_json({text}, {sql_text('{' + shape + '}')})"
    return Opened(f"CASE WHEN {is_object} THEN {parsed} END", f"NOT {is_object}")


def _json_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _envelope_text(sample: Sample) -> str:
    """SQL of the record inside an envelope as JSON text."""
    value = f"r.{sql_name(sample.columns[ENVELOPE])}"
    if sample.container != "parquet":
        return value
    # A struct has to be written as JSON; a text that is JSON already would be quoted by that.
    return (
        f"CASE WHEN typeof({value}) IN ('VARCHAR', 'JSON') THEN CAST({value} AS VARCHAR) "
        f"ELSE CAST(to_json({value}) AS VARCHAR) END"
    )
