"""The sources of a mapping as SQL over the records of one file.

Belongs here: what is made of a value, which records are taken, and what is said of the others.
Does not belong here: where a column is found (`columns`), or rules of the contract.

*Nuances*
- A record that `where` leaves out is tallied, and so is a value of `null_when`.
- Columns of dlt, Airbyte and Fivetran say the version of a row and whether it was deleted, unless
  the mapping says so itself.
"""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from influence.dumps import contract, loaders
from influence.dumps.connection import sql_text
from influence.dumps.mapping.columns import Columns, columns_of, listed
from influence.dumps.mapping.made import made, texts_of
from influence.dumps.mapping.model import Condition, Source, Value, together
from influence.dumps.mapping.nodes import did_you_mean
from influence.dumps.mapping.paths import Column
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation
from influence.dumps.validation import time_of
from influence.dumps.values import rows, union
from influence.errors import DumpSchemaError

FORMAT = "mapping"


def translation(sources: tuple[Source, ...], sample: Sample, version: int) -> Translation | None:
    """How a file becomes rows of the streams to which `sources` map it; None if it has no record.

    Raises DumpSchemaError, with the line of the mapping, where the file has no such column.
    """
    reading = together([source.reading for source in sources])
    _check_container(sources, sample)
    if reading.records_under is not None:
        sample = _under(sample, reading.records_under)
    if sample.container == "document" and not sample.records:
        return None
    wanted = {name for source in sources for name in _names_of(source)}
    columns = columns_of(sample, reading, wanted)
    read = [_Read(source, columns) for source in sources]
    loaded = _loaded(columns)
    shape = columns.shape()
    faults = {shape.pop("unclaimed", "false"): shape.pop("unclaimed_reason", "")}
    faults |= {one.unversioned(): one.version_reason() for one in read}
    faults.pop("false", None)
    unclaimed = " OR ".join(f"({fault})" for fault in faults) or "false"
    selects: dict[str, list[str]] = defaultdict(list)
    for one in read:
        selects[one.source.stream].append(one.select(loaded, unclaimed))
    return Translation(
        format=FORMAT,
        version=version,
        main_stream=sources[0].stream,
        candidates={stream: union(*found) for stream, found in selects.items()},
        unclaimed=unclaimed,
        unclaimed_reason=", or ".join(faults.values()),
        tallies=_tallies(read, unclaimed) | (dict(loaded.tallies) if loaded else {}),
        notes=_notes(sources, columns, wanted, loaded),
        encoding=reading.encoding or "utf-8",
        distinct=loaded.distinct if loaded else {},
        **_contained(sample, shape, reading.records_under),
    )


def _contained(sample: Sample, shape: dict[str, Any], records_under: str | None) -> dict[str, Any]:
    """The container, and where its records stand."""
    container = shape.pop("container", sample.container)
    if records_under is not None:
        # A line that is a whole object is a page of records.
        container = "pages" if container == "ndjson" else container
        shape["unwrap"] = (records_under,)
    return shape | {"container": container}


def _under(sample: Sample, key: str) -> Sample:
    """The sample with the records that stand in the list under `key` of its objects."""
    lists = [found[key] for found in sample.records if isinstance(found.get(key), list)]
    if not lists and sample.records:
        raise DumpSchemaError(
            f"no list stands under '{key}' ('records_under'); found the keys: "
            f"{listed(sample.records[0])}{did_you_mean(key, sample.records[0])}"
        )
    records = tuple(item for found in lists for item in found if isinstance(item, dict))
    return replace(sample, records=records)


def _check_container(sources: tuple[Source, ...], sample: Sample) -> None:
    """Raise DumpSchemaError where a source speaks of another kind of file than this one is."""
    for source in sources:
        said = {name for name, value in vars(source.reading).items() if value is not None}
        tabular = said & {"delimiter", "quote", "skip_lines", "has_header"}
        kind = {"table": "a table of text", "parquet": "Parquet"}.get(sample.container, "JSON")
        if tabular and sample.container != "table":
            raise DumpSchemaError(
                f"{source.place}: '{min(tabular)}' is for tables of text, but the file is {kind}"
            )
        if "records_under" in said and sample.container not in ("document", "ndjson"):
            raise DumpSchemaError(
                f"{source.place}: 'records_under' is for JSON, but the file is {kind}"
            )
        if "encoding" in said and sample.container == "parquet":
            raise DumpSchemaError(f"{source.place}: 'encoding' is for text, but the file is {kind}")


def _names_of(source: Source) -> list[str]:
    values = [value for _, value in source.columns]
    conditions = list(source.where)
    if source.version_at is not None:
        values.append(source.version_at)
    if source.deleted is not None:
        conditions.append(source.deleted)
    return [name for value in values for name in value.columns] + [c.column for c in conditions]


def _loaded(columns: Columns) -> loaders.Loaded | None:
    """What a loader's columns say; nothing where the file has none of them."""
    by_name = {name.lower(): name for name in reversed(columns.names)}

    def text(name: str) -> str:
        return columns.or_null(by_name.get(name, name))

    return loaders.loaded(by_name, text, columns.is_open)


class _Read:
    """One source, with the columns that it finds in the file."""

    def __init__(self, source: Source, columns: Columns) -> None:
        self.source = source
        self.columns = columns
        self.stream = source.contract()
        self.sql = {
            name: self._value(value, self.stream.column(name).type)
            for name, value in source.columns
        }
        self.taken = " AND ".join(f"({self._test(test)})" for test in source.where) or "true"
        self.deleted = self._test(source.deleted) if source.deleted else None
        self.version_at = None
        if source.version_at is not None:
            self.version_at = f"CAST({self._value(source.version_at, contract.TIME)} AS VARCHAR)"

    def select(self, loaded: loaders.Loaded | None, unclaimed: str) -> str:
        """The candidates of this source, but for records that are refused anyway."""
        versions = loaded.columns() if loaded else {}
        if self.version_at is not None:
            versions["_version_at"] = self.version_at
        if self.deleted is not None:
            versions["_is_deleted"] = self.deleted
        return rows(self.sql | versions, f"{self.taken} AND NOT ({unclaimed})")

    def unversioned(self) -> str:
        """Whether the record has a time of its version that is none."""
        if self.version_at is None:
            return "false"
        blank = f"coalesce(trim({self.version_at}), '') = ''"
        return f"NOT {blank} AND {time_of(self.version_at)} IS NULL"

    def version_reason(self) -> str:
        value = self.source.version_at
        return f"'version_at' ({listed(value.columns) if value else ''}) is not a time"

    def unknown(self) -> dict[str, str]:
        """Which values are null because the mapping says so, by what to call them."""
        found = {}
        for name, value in self.source.columns:
            if value.null_when:
                texts = texts_of(value.null_when)
                label = f"values of '{name}' of {self.stream.name} that stand for an unknown one"
                joined = self._joined(value)
                found[label] = f"{self.taken} AND coalesce(trim({joined}) IN ({texts}), false)"
        return found

    def _column(self, name: str, line: int, optional: bool = False) -> Column | None:
        place = f"{self.source.mapping} line {line}"
        try:
            found = self.columns.find(name)
            if found is None and optional:
                return self.columns.later(name)
        except DumpSchemaError as fault:
            raise DumpSchemaError(f"{place}: {fault}") from fault
        if found is None:
            near = did_you_mean(name, self.columns.names)
            raise DumpSchemaError(
                f"{place}: the file has no column '{name}'; found: {listed(self.columns.names)}"
                f"{near or '; for a column that not every file has, say optional: true'}"
            )
        return found

    def _test(self, test: Condition) -> str:
        """SQL that is true or false, and never null."""
        column = self._column(test.column, test.line)
        text = column.text if column else "NULL"
        if test.verb == "given":
            return f"coalesce(trim({text}), '') <> ''"
        if test.verb == "not_given":
            return f"coalesce(trim({text}), '') = ''"
        found = f"coalesce(trim({text}) IN ({texts_of(test.texts)}), false)"
        return found if test.verb == "is" else f"NOT {found}"

    def _value(self, value: Value, kind: str) -> str:
        if value.constant is not None:
            return sql_text(value.constant)
        column = self._column(value.columns[0], value.line, value.optional)
        if column is None:
            return "CAST(NULL AS VARCHAR)"
        if column.is_list and not (value.is_plain and kind == contract.LIST):
            raise DumpSchemaError(
                f"{self.source.mapping} line {value.line}: '{value.columns[0]}' is a list, "
                "which only a column of lists can take, and as it is"
            )
        return column.sql if value.is_plain else made(self._joined(value), value)

    def _joined(self, value: Value) -> str:
        """The text of the value's column; of several, null unless each of them is given."""
        found = [self._column(name, value.line, value.optional) for name in value.columns]
        texts = [column.text if column else "CAST(NULL AS VARCHAR)" for column in found]
        if value.strip:
            texts = [f"trim({text}, {sql_text(value.strip)})" for text in texts]
        if len(texts) == 1 and not value.digest:
            return texts[0]
        mark = f" || {sql_text(value.between)} || "
        joined = mark.join(f"nullif(trim({text}), '')" for text in texts)
        return f"md5({joined})" if value.digest else f"({joined})"


def _tallies(read: list[_Read], unclaimed: str) -> dict[str, str]:
    """What is left out or made null because the mapping says so."""
    taken: dict[str, list[str]] = defaultdict(list)
    unknown: dict[str, list[str]] = defaultdict(list)
    for one in read:
        taken[one.source.stream].append(one.taken)
        for label, test in one.unknown().items():
            unknown[label].append(test)
    found = {
        f"records left out of {stream} by 'where'": f"NOT ({_any(tests)})"
        for stream, tests in taken.items()
        if "true" not in tests
    }
    found |= {label: _any(tests) for label, tests in unknown.items()}
    read_well = f"r._fault IS NULL AND NOT ({unclaimed})"
    return {label: f"{read_well} AND ({test})" for label, test in found.items()}


def _any(tests: list[str]) -> str:
    return " OR ".join(f"({test})" for test in tests)


def _notes(
    sources: tuple[Source, ...],
    columns: Columns,
    wanted: set[str],
    loaded: loaders.Loaded | None,
) -> tuple[str, ...]:
    mappings = sorted({source.mapping for source in sources})
    notes = [f"mapped by {' and '.join(mappings)}"]
    if loaded:
        notes.append(f"landed by {loaded.name}")
    used = {name.split(".")[0].removesuffix("[]") for name in wanted} | wanted
    own = loaded.own if loaded else frozenset()
    left = [name for name in columns.names if name not in used and name.lower() not in own]
    left = [name for name in left if name.lower() != loaders.ENVELOPE]
    if left:
        notes.append(f"{len(left)} columns not mapped: {listed(left)}")
    return tuple(notes)
