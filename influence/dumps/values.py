"""SQL of values that many formats write in the same few ways.

Belongs here: spellings of times, numbers and lists, turned into those that the contract reads.
Does not belong here: what a value may be (`validation`), or where a format keeps it.

What a function here does not recognise it hands on as it is, so that the rules of the contract
refuse it with the value in the reason.
"""

from influence.dumps.connection import sql_text
from influence.dumps.translation import PLACE

# For a snapshot that does not say when it was taken: known since before anything else.
BEFORE_ALL = "TIMESTAMP '1990-01-01'"


def rows(
    columns: dict[str, str], where: str = "true", source: str = "records AS r", **more: str
) -> str:
    """One select of candidates: contract column to SQL over the record r, with its place."""
    selected = [f'{sql} AS "{name}"' for name, sql in (columns | more).items()]
    place = [f"r.{name}" for name in PLACE]
    return (
        f"SELECT {', '.join(selected + place)} FROM {source} WHERE r._fault IS NULL AND ({where})"
    )


def union(*selects: str) -> str:
    """Candidates of one stream out of several places of a record."""
    return " UNION ALL BY NAME ".join(selects)


def from_seconds(value: str) -> str:
    """Epoch milliseconds, as text, from epoch seconds with or without a fraction."""
    text = f"CAST({value} AS VARCHAR)"
    return (
        f"CASE WHEN regexp_full_match({text}, '[0-9]{{1,11}}') THEN {text} || '000' "
        f"WHEN regexp_full_match({text}, '[0-9]{{1,11}}\\.[0-9]+') "
        f"THEN CAST(CAST(round(CAST({text} AS DOUBLE) * 1000) AS BIGINT) AS VARCHAR) "
        f"ELSE {text} END"
    )


def from_micros(value: str) -> str:
    """ISO-8601 text, to the microsecond, from epoch microseconds."""
    return (
        f"CASE WHEN regexp_full_match(CAST({value} AS VARCHAR), '[0-9]{{15,16}}') "
        f"THEN CAST(make_timestamp(CAST({value} AS BIGINT)) AS VARCHAR) "
        f"ELSE CAST({value} AS VARCHAR) END"
    )


def from_format(value: str, time_format: str, zone: str = "UTC") -> str:
    """ISO-8601 text in UTC from a time in strptime's letters, read in `zone` if it names none."""
    return f"coalesce({parsed(value, time_format, zone)}, {value})"


def parsed(value: str, time_format: str, zone: str = "UTC") -> str:
    """As `from_format`, but null where the text is not of that format."""
    time = f"try_strptime({value}, {sql_text(time_format)})"
    if zone != "UTC" and "%z" not in time_format and "%Z" not in time_format:
        time = f"({time} AT TIME ZONE {sql_text(zone)})"
    return f"CAST(make_timestamp(epoch_us({time})) AS VARCHAR)"


def whole(value: str) -> str:
    """'3' from '3.0', as spreadsheets and data frames write whole numbers."""
    return f"regexp_replace(CAST({value} AS VARCHAR), '^(-?[0-9]+)\\.0+$', '\\1')"


def plain_text(value: str) -> str:
    """The text of a piece of HTML: tags dropped, line breaks kept, entities read."""
    return f"plain_text({value})"
