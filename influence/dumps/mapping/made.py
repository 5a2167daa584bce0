"""What the options of a mapping make of a text: a time, a number, a list, or another text.

Belongs here: SQL of one text.
Does not belong here: which column it comes from (`columns`, `sql`).

*Nuances*
- What cannot be read by the format, unit or decimal mark of the mapping is handed on as it is, so
  that it ends in the quarantine with its value.
- ISO-8601 and epoch ms are read beside the formats of the mapping, the former in its zone.
- A zone is that of times that name none. An hour that a change of clocks gives twice is its second;
  one that it leaves out is moved on by the change.
"""

from influence.dumps.connection import sql_text
from influence.dumps.mapping.model import Value
from influence.dumps.values import from_micros, from_seconds, parsed, plain_text


def texts_of(texts: tuple[str, ...]) -> str:
    """Texts as the SQL of a list, without spaces around them."""
    return ", ".join(sql_text(text.strip()) for text in texts)


def made(text: str, value: Value) -> str:
    """What the options of the mapping make of a text."""
    if value.null_when:
        text = f"CASE WHEN trim({text}) IN ({texts_of(value.null_when)}) THEN NULL ELSE {text} END"
    if value.values:
        cases = " ".join(
            f"WHEN {sql_text(found.strip())} THEN {sql_text(meant)}"
            for found, meant in value.values
        )
        text = f"CASE trim({text}) {cases} ELSE {text} END"
    if value.decimal:
        text = _plain_number(text, value.decimal)
    if value.unit == "seconds":
        text = from_seconds(text)
    if value.unit == "micros":
        text = from_micros(text)
    if value.formats or value.zone:
        text = _times(text, value.formats, value.zone)
    if value.html:
        text = plain_text(text)
    if value.separator:
        items = f"string_split({text}, {sql_text(value.separator)})"
        text = f"[trim(item) FOR item IN {items}]"
    return text


def _plain_number(text: str, decimal: str) -> str:
    """'1234.5' from '1.234,5', or from '1,234.5'; anything else is handed on as it is."""
    mark = "," if decimal == "," else r"\."
    between = r"[.''’ \u00a0\u202f]" if decimal == "," else r"[,''’ \u00a0\u202f]"
    between = between.replace(r"\u00a0", "\u00a0").replace(r"\u202f", "\u202f")
    grouped = rf" *[+-]?[0-9]{{1,3}}({between}[0-9]{{3}})+({mark}[0-9]+)? *"
    bare = rf" *[+-]?[0-9]+({mark}[0-9]+)? *"
    digits = f"regexp_replace({text}, '{between}', '', 'g')"
    return (
        f"CASE WHEN regexp_full_match({text}, '{grouped}|{bare}') "
        f"THEN replace({digits}, {sql_text(decimal)}, '.') ELSE {text} END"
    )


# A clock's time with the offset behind it; a day alone ends in digits that look like one.
_OFFSET = r".*:[0-9]{2}(\.[0-9]+)? ?(Z|z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)"


def _times(text: str, formats: tuple[str, ...], zone: str | None) -> str:
    """A time by the first format that fits; ISO-8601 and epoch ms are read anyway."""
    found = [parsed(text, spelled, zone or "UTC") for spelled in formats]
    return f"coalesce({', '.join([*found, _in_zone(text, zone) if zone else text])})"


def _in_zone(text: str, zone: str) -> str:
    """A time without an offset read in `zone`; every other text as it is."""
    local = f"TRY_CAST({text} AS TIMESTAMP) AT TIME ZONE {sql_text(zone)}"
    return (
        f"CASE WHEN regexp_full_match(trim({text}), '{_OFFSET}') THEN {text} "
        f"ELSE coalesce(CAST(({local}) AT TIME ZONE 'UTC' AS VARCHAR), {text}) END"
    )
