"""The value of one contract column in a mapping: a column, a join of columns or a constant.

Belongs here: what may stand beside a contract column, checked against the column's type.
Does not belong here: the SQL of a value (`sql`).

*Nuances*
- A constant and the targets of `values` are held against the rules of the contract at once, so a
  wrong one is a fault of its line and not of every row.
- A time format must be able to tell a day: DuckDB accepts any text as one.
"""

from datetime import UTC, datetime
from functools import cache

import duckdb
import yaml

from influence.dumps import contract
from influence.dumps.connection import reading_connection, sql_text
from influence.dumps.mapping import nodes as nodes
from influence.dumps.mapping.model import Value
from influence.dumps.mapping.nodes import FaultError, Faults, line_of
from influence.dumps.validation import check

# The time of a row's version is read as any other time.
VERSION_AT = contract.Column("version_at", contract.TIME)

_FROM = ("column", "join", "value")
_UNITS = ("seconds", "millis", "micros")
_NUMBERS = (contract.NUMBER, contract.MONEY, contract.COUNT)
_KINDS = {
    contract.TEXT: "a text",
    contract.TIME: "a time",
    contract.DAY: "a day",
    contract.COUNT: "a count",
    contract.NUMBER: "a number",
    contract.MONEY: "an amount",
    contract.FLAG: "true or false",
    contract.LIST: "a list",
}
# Which options make sense for which types of column.
_FOR = {
    "format": (contract.TIME, contract.DAY),
    "zone": (contract.TIME, contract.DAY),
    "unit": (contract.TIME,),
    "decimal": _NUMBERS,
    "html": (contract.TEXT,),
    "separator": (contract.LIST,),
    "values": tuple(set(_KINDS) - {contract.LIST}),
    "null_when": tuple(_KINDS),
    "strip": tuple(set(_KINDS) - {contract.LIST}),
    "with": (contract.TEXT,),
    "digest": (contract.TEXT,),
    "join": (contract.TEXT,),
    "optional": tuple(_KINDS),
    "column": tuple(_KINDS),
    "value": tuple(_KINDS),
}


def value_of(node: yaml.Node, column: contract.Column, faults: Faults) -> Value:
    """How one contract column is filled. Raises FaultError at the line of what is wrong."""
    line = line_of(node)
    if isinstance(node, yaml.ScalarNode):
        what = f"the column for '{column.name}'"
        return Value(line, columns=(nodes.text_of(node, what),))
    if isinstance(node, yaml.SequenceNode):
        raise FaultError(
            line, f"'{column.name}' is a list, expected a column, or {{join: [one, another]}}"
        )
    keys = nodes.keys_of(node, f"'{column.name}'", _FOR, faults)
    origins = [name for name in _FROM if name in keys]
    if len(origins) != 1:
        raise FaultError(
            line,
            f"'{column.name}' needs one of 'column', 'join' and 'value', such as "
            "{column: name} or {value: a constant}",
        )
    for name, spec in keys.items():
        if column.type not in _FOR[name]:
            kinds = " or ".join(_KINDS[kind] for kind in sorted(_FOR[name]))
            raise FaultError(
                line_of(spec), f"'{name}' is for {kinds}; '{column.name}' is {_KINDS[column.type]}"
            )
    if origins == ["value"]:
        return _constant(keys, column)
    return _from_columns(keys, column, line, faults)


def _constant(keys: dict[str, yaml.Node], column: contract.Column) -> Value:
    node = keys["value"]
    others = [name for name in keys if name != "value"]
    if others:
        raise FaultError(line_of(node), f"'value' is a constant and takes no '{others[0]}'")
    text = nodes.text_of(node, "'value'")
    _check_constant(text, column, node)
    return Value(line_of(node), constant=text)


def _from_columns(
    keys: dict[str, yaml.Node], column: contract.Column, line: int, faults: Faults
) -> Value:
    columns: tuple[str, ...]
    between, digest = "", False
    if "join" in keys:
        items = nodes.items_of(keys["join"], "'join'")
        columns = tuple(nodes.text_of(item, "an item of 'join'") for item in items)
        between = nodes.any_text_of(keys["with"], "'with'") if "with" in keys else ""
        digest = nodes.flag_of(keys["digest"], "'digest'") if "digest" in keys else False
    else:
        columns = (nodes.text_of(keys["column"], "'column'"),)
        for name in ("with", "digest"):
            if name in keys:
                raise FaultError(line_of(keys[name]), f"'{name}' goes with 'join' only")
    null_when = nodes.texts_of(keys["null_when"], "'null_when'") if "null_when" in keys else ()
    separator = nodes.any_text_of(keys["separator"], "'separator'") if "separator" in keys else None
    if separator == "":
        raise FaultError(line_of(keys["separator"]), "'separator' is empty, expected a text")
    return Value(
        line=line,
        columns=columns,
        between=between,
        digest=digest,
        null_when=null_when,
        values=_values(keys["values"], column, faults) if "values" in keys else (),
        strip=nodes.any_text_of(keys["strip"], "'strip'") if "strip" in keys else "",
        formats=_formats(keys["format"]) if "format" in keys else (),
        zone=_zone(keys["zone"]) if "zone" in keys else None,
        unit=_unit(keys) if "unit" in keys else None,
        decimal=_decimal(keys["decimal"]) if "decimal" in keys else None,
        html=nodes.flag_of(keys["html"], "'html'") if "html" in keys else False,
        separator=separator,
        optional=nodes.flag_of(keys["optional"], "'optional'") if "optional" in keys else False,
    )


def _values(
    node: yaml.Node, column: contract.Column, faults: Faults
) -> tuple[tuple[str, str], ...]:
    found = []
    for key, target in nodes.pairs_of(node, "'values'", faults):
        text = nodes.text_of(target, f"the meaning of '{key.value}'")
        _check_constant(text, column, target)
        found.append((str(key.value), text))
    if not found:
        raise FaultError(line_of(node), "'values' is empty, expected such as {fav: like}")
    return tuple(found)


# Whether a constant lies in the future is seen when rows with it are landed.
_LATEST = datetime(9000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def _check_constant(text: str, column: contract.Column, node: yaml.Node) -> None:
    if column.values and text not in column.values:
        what = f"value of '{column.name}'"
        raise FaultError(line_of(node), nodes.unknown(text, what, column.values))
    stream = contract.Stream("", "", (column,), ())
    place = "NULL AS _line, NULL AS _byte_offset, NULL AS _raw"
    rules = check(
        stream,
        f"SELECT {sql_text(text)} AS {column.name}, {place}",
        {column.name: "VARCHAR"},
        _LATEST,
    )
    with reading_connection() as con:
        row = con.execute(f"SELECT {rules.refusal} FROM ({rules.typed})").fetchone()
    if row and row[0]:
        raise FaultError(line_of(node), str(row[0]))


# Afternoon, so that an hour by twelve shows; no part of the day is another's.
_EXAMPLE = "TIMESTAMP '2024-05-17 13:45:59'"
_HOURS = ("%H", "%-H", "%I", "%-I", "%X", "%c")


def _formats(node: yaml.Node) -> tuple[str, ...]:
    """One format or several, tried in their order."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(_format(item) for item in nodes.items_of(node, "'format'"))
    return (_format(node),)


def _format(node: yaml.Node) -> str:
    text = nodes.text_of(node, "'format'")
    spelled = f"strftime({_EXAMPLE}, {sql_text(text)})"
    read = f"try_strptime({spelled}, {sql_text(text)})"
    try:
        with reading_connection() as con:
            row = con.execute(
                f"SELECT CAST({read} AS DATE) = CAST({_EXAMPLE} AS DATE), "
                f"hour(CAST({read} AS TIMESTAMP)) = 13"
            ).fetchone()
    except (duckdb.Error, UnicodeDecodeError) as fault:
        # DuckDB cuts its message within a letter of several bytes.
        is_told = isinstance(fault, duckdb.Error)
        told = str(fault).split(": ", 2)[-1].splitlines()[0] if is_told else "beyond ASCII"
        raise FaultError(
            line_of(node),
            f"'format' is '{text}', which holds wrong letters ({told}); "
            "expected strptime's, such as %d.%m.%Y %H:%M",
        ) from fault
    is_day, is_hour = row if row else (None, None)
    if not is_day:
        raise FaultError(
            line_of(node),
            f"'format' is '{text}', which does not tell year, month and day; expected such as "
            "%d.%m.%Y %H:%M",
        )
    if any(letters in text for letters in _HOURS) and not is_hour:
        raise FaultError(
            line_of(node), f"'format' is '{text}': an hour by twelve (%I) needs %p beside it"
        )
    return text


@cache
def _zones() -> tuple[str, ...]:
    with reading_connection() as con:
        rows = con.execute("SELECT name FROM pg_timezone_names() ORDER BY name").fetchall()
    return tuple(name for (name,) in rows)


def _zone(node: yaml.Node) -> str:
    text = nodes.text_of(node, "'zone'")
    if text not in _zones():
        near = nodes.did_you_mean(text, _zones())
        raise FaultError(
            line_of(node), f"'zone' is '{text}', expected one such as Europe/Berlin or UTC{near}"
        )
    return text


def _unit(keys: dict[str, yaml.Node]) -> str:
    node = keys["unit"]
    text = nodes.text_of(node, "'unit'")
    if text not in _UNITS:
        raise FaultError(line_of(node), nodes.unknown(text, "unit of time", _UNITS))
    for other in ("format", "zone"):
        if other in keys:
            raise FaultError(
                line_of(keys[other]), f"'unit' counts from 1970 in UTC and takes no '{other}'"
            )
    return text


def _decimal(node: yaml.Node) -> str:
    text = nodes.text_of(node, "'decimal'")
    if text not in (",", "."):
        raise FaultError(line_of(node), f"'decimal' is '{text}', expected \",\" or \".\"")
    return text
