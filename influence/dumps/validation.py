"""The rules of the raw contract as SQL: each value cast once, and the reason where it is refused.

Belongs here: what a value of a column may be, whatever format it came from.
Does not belong here: how a format names or nests its values (the format modules).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from influence.dumps import contract
from influence.dumps.connection import sql_name, sql_text
from influence.dumps.translation import PLACE
from influence.errors import DumpSchemaError

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# Clocks of clients run ahead; more than a day is not a clock but a fault.
TOLERANCE = timedelta(days=1)

# Casts themselves pass over spaces around a value, and are cheaper than trimming it.
_NUMBER = r" *[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)? *"
_WHOLE = r" *[+-]?[0-9]+(\.0+)? *"
_EPOCH_MS = r" *-?[0-9]{1,14} *"
# ISO-8601 that DuckDB does not cast: times without seconds, without marks between their parts, with
# a comma, in small letters, or with a space before the offset.
_NO_SECONDS = r"^( *[0-9-]+[Tt ][0-9]{2}:?[0-9]{2})( *([Zz+-].*)?)$"
_ISO = (
    r"^ *([0-9]{4})-?([0-9]{2})-?([0-9]{2})[Tt ]"
    r"([0-9]{2}):?([0-9]{2}):?([0-9]{2}(?:\.[0-9]+)?) *([Zz+-].*)?$"
)
_SHOWN = 80

_EXPECTED = {
    contract.TIME: "a time (ISO-8601 or epoch ms)",
    contract.COUNT: "a whole number",
    contract.NUMBER: "a finite number",
    contract.MONEY: "an amount (at most 14 digits before the point)",
    contract.DAY: "a day (YYYY-MM-DD)",
    contract.FLAG: "true or false",
    contract.LIST: 'a list (["a", "b"] or a|b)',
    contract.TEXT: "a text",
}


REFUSED = "a row is refused"


@dataclass(frozen=True)
class Check:
    """The rules of one stream applied to one select of candidates.

    `typed` casts every value once; beside each column that its cast may lose it keeps the value
    as given. `refusal` reads the rows of `typed`, and is the reason why a row is refused, null for
    a good row. `guard` reads them too: it is false for a good row, and ends the query, with an
    error that says `REFUSED`, at a row that is none. A filter would do, but DuckDB works out the
    casts for the filter and for the rows that pass it, which is twice.
    """

    typed: str
    refusal: str
    guard: str


def check(
    stream: contract.Stream,
    candidates: str,
    types: Mapping[str, str],
    loaded_at: datetime,
    time_format: str | None = None,
) -> Check:
    """The two steps that check `candidates`, whose column types DuckDB describes as `types`.

    A column that is not there is null. Raises DumpSchemaError where a native type cannot hold
    the column's values.
    """
    selected = [f"c.{name}" for name in PLACE]
    faults: list[tuple[str, str]] = []
    for column in stream.columns:
        source = types.get(column.name)
        name = sql_name(column.name)
        typed = f"CAST(NULL AS {column.type})"
        if source is not None:
            typed = _cast(column, source, time_format)
        selected.append(f"{typed} AS {name}")
        given = name
        if source is not None and _may_lose(column, source):
            given = sql_name(f"given {column.name}")
            selected.append(f"c.{name} AS {given}")
        faults += _column_faults(column, source, given, loaded_at)
    if stream.one_of:
        missing = " AND ".join(f"{sql_name(name)} IS NULL" for name in stream.one_of)
        expected = " or ".join(repr(name) for name in stream.one_of)
        faults.append((missing, sql_text(f"one of {expected} must be given")))
    if stream.name in ("topics", "topic_terms"):
        reserved = f"lower(trim(topic)) = {sql_text(contract.RESERVED_TOPIC)}"
        reason = f"'topic' is \"{contract.RESERVED_TOPIC}\", which is reserved for all topics"
        faults.append((reserved, sql_text(reason)))
    if stream.name == "topic_terms":
        outside = f"weight NOT BETWEEN 0 AND {contract.LARGEST_WEIGHT}"
        expected = sql_text(f", not a weight from 0 (no sign) to {contract.LARGEST_WEIGHT}")
        faults.append((outside, f"concat('''weight'' is ', weight, {expected})"))
    if stream.name == "posts":
        selected += _post_extras(types)
    selected += _versioning(types)
    cases = " ".join(f"WHEN {condition} THEN {reason}" for condition, reason in faults)
    refusal = f"CASE {cases} END" if cases else "CAST(NULL AS VARCHAR)"
    any_fault = " OR ".join(f"({condition})" for condition, _ in faults) or "false"
    guard = f"CASE WHEN {any_fault} THEN error({sql_text(REFUSED)}) ELSE false END"
    return Check(f"SELECT {', '.join(selected)} FROM ({candidates}) AS c", refusal, guard)


def _may_lose(column: contract.Column, source: str) -> bool:
    """Whether a cast can end in null although a value was given."""
    if column.type == contract.TEXT or source.endswith("[]"):
        return False
    # A number of the right type may still be no number at all.
    return source != column.type or column.type == contract.NUMBER


def _post_extras(types: Mapping[str, str]) -> list[str]:
    embedded = f"c.{contract.EMBEDDED}" if contract.EMBEDDED in types else "false"
    selected = [f"{embedded} AS {contract.EMBEDDED}"]
    if contract.MENTIONS_COUNT in types:
        return [*selected, f"CAST(c.{contract.MENTIONS_COUNT} AS BIGINT) AS _mentions_count"]
    if "mentions" not in types:
        return [*selected, f"CAST(0 AS BIGINT) AS {contract.MENTIONS_COUNT}"]
    listed = _cast(contract.STREAMS["posts"].column("mentions"), types["mentions"], None)
    return [*selected, f"coalesce(len({listed}), 0) AS {contract.MENTIONS_COUNT}"]


def _versioning(types: Mapping[str, str]) -> list[str]:
    """What a loader said of the row; a time of version that cannot be read counts as none."""
    version = "CAST(NULL AS TIMESTAMP)"
    if "_version_at" in types:
        version = time_of("CAST(c._version_at AS VARCHAR)")
    deleted = "coalesce(c._is_deleted, false)" if "_is_deleted" in types else "false"
    return [f"{version} AS _version_at", f"{deleted} AS _is_deleted"]


def time_of(text: str, time_format: str | None = None) -> str:
    """SQL of a time in UTC from a text: ISO-8601, epoch ms, or `time_format`; else null.

    `time_format` is one that begins with a letter, by which it is told from the others.
    """
    spelled = ""
    # Through the microseconds of the epoch, as AT TIME ZONE costs twice as much as the parsing.
    if time_format:
        parsed = f"try_strptime({text}, {sql_text(time_format)})"
        spelled = f"WHEN {text} >= 'A' THEN make_timestamp(epoch_us({parsed})) "
    respelled = f"regexp_replace(replace({text}, ',', '.'), '{_NO_SECONDS}', '\\1:00\\2')"
    respelled = f"upper(regexp_replace({respelled}, '{_ISO}', '\\1-\\2-\\3 \\4:\\5:\\6\\7'))"
    casts = f"TRY_CAST({text} AS TIMESTAMPTZ), TRY_CAST({respelled} AS TIMESTAMPTZ)"
    iso = f"make_timestamp(epoch_us(coalesce({casts})))"
    return (
        # A colon is cheaper to find than a number is to match.
        f"CASE {spelled}WHEN contains({text}, ':') THEN {iso} "
        f"WHEN regexp_full_match({text}, '{_EPOCH_MS}') "
        f"THEN epoch_ms(TRY_CAST({text} AS BIGINT)) ELSE {iso} END"
    )


def _cast(column: contract.Column, source: str, time_format: str | None) -> str:
    """SQL of the column's value in its type, null where blank or not readable."""
    name = f"c.{sql_name(column.name)}"
    if source in ("VARCHAR", "JSON"):
        return _cast_text(column.type, name, time_format)
    if source == '"NULL"':
        return f"CAST(NULL AS {column.type})"
    return _cast_native(column, source, name)


def _cast_text(kind: str, name: str, time_format: str | None) -> str:
    if kind == contract.TEXT:
        # Hardly a text begins with a space, and only such a one need be trimmed to be judged.
        filled = f"{name} <> '' AND NOT starts_with({name}, ' ')"
        return f"CASE WHEN {filled} THEN {name} WHEN trim({name}) <> '' THEN {name} END"
    if kind == contract.TIME:
        return time_of(name, time_format)
    if kind == contract.COUNT:
        whole = f"regexp_full_match({name}, '{_WHOLE}')"
        # JSON's reader rounds 9007199254740993.0, but not 9007199254740993.
        exact = f"(NOT contains({name}, '.') OR abs(TRY_CAST({name} AS DOUBLE)) < {1 << 53})"
        return f"CASE WHEN {whole} AND {exact} THEN TRY_CAST({name} AS BIGINT) END"
    if kind in (contract.NUMBER, contract.MONEY):
        number = f"regexp_full_match({name}, '{_NUMBER}')"
        cast = f"CASE WHEN {number} THEN TRY_CAST({name} AS {kind}) END"
        return _finite(cast) if kind == contract.NUMBER else cast
    if kind == contract.LIST:
        return _without_blanks(_list_of(f"nullif(trim({name}), '')"))
    return f"TRY_CAST({name} AS {kind})"


def _list_of(text: str) -> str:
    """Lists come as JSON, as DuckDB prints them, or split by bars."""
    as_json = f"CASE WHEN json_valid({text}) THEN from_json({text}, '[\"VARCHAR\"]') END"
    printed = f"TRY_CAST({text} AS VARCHAR[])"
    bracketed = f"CASE WHEN json_valid({text}) THEN {as_json} ELSE {printed} END"
    return f"CASE WHEN {text} LIKE '[%' THEN {bracketed} ELSE string_split({text}, '|') END"


def _without_blanks(items: str) -> str:
    return f"[item FOR item IN {items} IF trim(item) <> '']"


def _finite(number: str) -> str:
    return f"CASE WHEN isfinite({number}) THEN {number} END"


_WHOLE_TYPES = {
    f"{sign}{size}"
    for sign in ("", "U")
    for size in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
}


def _is_number(source: str) -> bool:
    return source in _WHOLE_TYPES or source in ("DOUBLE", "FLOAT") or source.startswith("DECIMAL")


def _cast_native(column: contract.Column, source: str, name: str) -> str:
    """SQL for a column that its file already types; nothing is taken through text and back."""
    cast = _NATIVE[column.type](source, name)
    if cast is None:
        raise DumpSchemaError(
            f"column '{column.name}' is of type {source}, expected {_EXPECTED[column.type]}; "
            f"write it as {column.type} or as text"
        )
    return cast


def _native_time(source: str, name: str) -> str | None:
    if source == "TIMESTAMP WITH TIME ZONE":
        return f"{name} AT TIME ZONE 'UTC'"
    if source == "TIMESTAMP":
        return name
    if source == "DATE" or source.startswith("TIMESTAMP"):
        return f"CAST({name} AS TIMESTAMP)"
    if source in _WHOLE_TYPES:
        in_reach = f"abs(CAST({name} AS HUGEINT)) < 100000000000000"
        return f"CASE WHEN {in_reach} THEN epoch_ms(TRY_CAST({name} AS BIGINT)) END"
    return None


def _native_text(source: str, name: str) -> str | None:
    plain = source in _WHOLE_TYPES or source == "UUID" or source.startswith("ENUM")
    return f"CAST({name} AS VARCHAR)" if plain else None


def _native_count(source: str, name: str) -> str | None:
    if source == contract.COUNT:
        return name
    exact = f"TRY_CAST({name} AS BIGINT)"
    return f"CASE WHEN {exact} = {name} THEN {exact} END" if _is_number(source) else None


def _native_day(source: str, name: str) -> str | None:
    dated = source == "DATE" or source.startswith("TIMESTAMP")
    return f"CAST({name} AS DATE)" if dated else None


def _native_list(source: str, name: str) -> str | None:
    items = source.removesuffix("[]")
    if items == source or (items != "VARCHAR" and items not in _WHOLE_TYPES):
        return None
    return _without_blanks(name if items == "VARCHAR" else f"CAST({name} AS VARCHAR[])")


_NATIVE: dict[str, Callable[[str, str], str | None]] = {
    contract.TIME: _native_time,
    contract.TEXT: _native_text,
    contract.COUNT: _native_count,
    contract.NUMBER: lambda source, name: (
        _finite(f"CAST({name} AS DOUBLE)") if _is_number(source) else None
    ),
    contract.MONEY: lambda source, name: (
        f"TRY_CAST({name} AS {contract.MONEY})" if _is_number(source) else None
    ),
    contract.DAY: _native_day,
    contract.FLAG: lambda source, name: name if source == "BOOLEAN" else None,
    contract.LIST: _native_list,
}


def _column_faults(
    column: contract.Column, source: str | None, given: str, loaded_at: datetime
) -> list[tuple[str, str]]:
    """Conditions under which a value is refused, each with the SQL of its reason."""
    label = f"'{column.name}'"
    if source is None:
        return [("true", sql_text(f"{label} is missing"))] if column.required else []
    typed = sql_name(column.name)
    blank = f"{given} IS NULL"
    if source in ("VARCHAR", "JSON") and given != typed:
        blank = f"({blank} OR trim({given}) = '')"
    shown = f"left(CAST({given} AS VARCHAR), {_SHOWN})"
    is_shown = f"concat({sql_text(label)}, ' is \"', {shown}, "
    faults = []
    if column.required:
        faults.append((blank, sql_text(f"{label} is missing")))
    if given != typed:
        expected = sql_text(f'", not {_EXPECTED[column.type]}')
        hint = _too_fine(given) if column.type == contract.TIME else "''"
        faults.append((f"{typed} IS NULL AND NOT {blank}", f"{is_shown}{expected}, {hint})"))
    if column.type == contract.TEXT and source in ("VARCHAR", "JSON") and _is_id(column.name):
        # By order, since it is cheaper than by beginning: `[…`, or `{"…`, which no GUID is.
        nested = f"(({typed} >= '[' AND {typed} < '\\') OR ({typed} >= '{{\"' AND {typed} < '{{#'))"
        faults.append((nested, f"{is_shown}'\", not an id but a nested value')"))
    if column.type == contract.TIME:
        faults += _time_faults(typed, given, is_shown, loaded_at)
    if column.type == contract.COUNT:
        faults.append((f"{typed} < 0", f"{is_shown}'\", expected >= 0')"))
    if column.values:
        allowed = ", ".join(sql_text(value) for value in column.values)
        listed = sql_text('", expected one of: ' + ", ".join(column.values))
        faults.append((f"{typed} NOT IN ({allowed})", f"{is_shown}{listed})"))
    return faults


def _is_id(name: str) -> bool:
    return name == "platform" or name.endswith("_id")


def _time_faults(
    typed: str, given: str, is_shown: str, loaded_at: datetime
) -> list[tuple[str, str]]:
    seconds = f"regexp_full_match(trim(CAST({given} AS VARCHAR)), '[0-9]{{10}}')"
    hint = f"CASE WHEN {seconds} THEN ': looks like epoch seconds, expected ms' ELSE '' END"
    early = f"{is_shown}'\", before {EARLIEST:%Y-%m-%d}', {hint})"
    late = f"{is_shown}'\", more than a day after the landing on {loaded_at:%Y-%m-%d}')"
    return [
        (f"{typed} < TIMESTAMP '{EARLIEST:%Y-%m-%d}'", early),
        (f"{typed} > TIMESTAMP '{loaded_at + TOLERANCE}'", late),
    ]


def _too_fine(given: str) -> str:
    digits = f"regexp_full_match(trim(CAST({given} AS VARCHAR)), '[0-9]{{15,19}}')"
    reason = "': looks like epoch micro- or nanoseconds, expected ms'"
    return f"CASE WHEN {digits} THEN {reason} ELSE '' END"
