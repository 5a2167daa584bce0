"""Ready-made journeys of attribution: touchpoints of customers, and paths counted together.

Belongs here: tables in which somebody has already said which channel touched whom.
Does not belong here: what an attribution model made of such journeys (`model_results`).

Nuances
- *Channels* have no column in the contract: each is a tracked link of the platform `channel`, so
  that credit falls to channels as it does to people.
- *Each touch is an arrival*, a session of its own: these tables know touches, not page views, and
  two touches within half an hour are two. A conversion row of touchpoints is the last touch too.
- *Paths* (`a > b > a`, with counts) become that many anonymous journeys, numbered for each path,
  whichever lines told it; their names follow from what the whole file counts, so that the tables
  of two months add up and a copy adds nothing. They have an order but no times: every journey
  ends at the turn of the year 2000 (UTC), its steps an hour apart. Only time decay can notice.
- *The value* of a path is shared among its conversions. Shares are cut to the four digits of the
  contract so that their sum over the file is the file's, to its last digit.
- *Wide journeys* (`R05A.01` to `R05A.20`) hold one channel number a column; 21 is the conversion.
"""

import re

from influence.dumps.connection import sql_text
from influence.dumps.formats.web_values import first_given, given, told_once
from influence.dumps.sample import Sample, Table
from influence.dumps.translation import PLACE, Translation
from influence.dumps.values import rows

FORMAT = "attribution"
VERSION = 1
NAME = "attribution touchpoints and paths"

ENDED_AT = "TIMESTAMP '2000-01-01'"
# More journeys of one path than this are a mistaken column rather than a count.
MOST_JOURNEYS = 1_000_000
# All that money of the contract can be.
MOST_VALUE = "99999999999999"
# Written out one by one, more journeys of a file would fill a disk.
MOST_OF_FILE = 50_000_000
_TOO_MANY = f"its paths count more than {MOST_OF_FILE:,} journeys, too many to write out"
_PLATFORM = "'channel'"
# More digits than the contract has for money, so that shares are cut but once.
_EXACT = "DECIMAL(38, 10)"
_WIDE = re.compile(r"r05a\.\d\d")
_CONVERSION = "21"
_PATHS = "counted_paths"


def claims(sample: Sample) -> Translation | None:
    """Touchpoints, counted paths or wide journeys, by the names of their columns."""
    if sample.has("customer_id", "time", "channel", "conversion"):
        return _of_touchpoints(Table(sample))
    if sample.has("path", "total_conversions"):
        return _of_paths(Table(sample))
    header = [name.lower() for name in sample.header]
    if len(header) > 1 and all(_WIDE.fullmatch(name) or name == "output" for name in header):
        return _of_wide(Table(sample), header)
    return None


def _of_touchpoints(table: Table) -> Translation:
    customer, at, channel = table["customer_id"], table["time"], table["channel"]
    flag = f"lower(trim(coalesce({table['conversion']}, '')))"
    is_touch = f"{flag} IN ('1', '1.0', 'true', '0', '0.0', 'false', '')"
    touch = {"visitor_id": customer, "occurred_at": at}
    return table.translation(
        FORMAT,
        VERSION,
        "visits",
        {
            "visits": rows(
                {
                    **touch,
                    "session_id": f"concat_ws(' ', {customer}, {at}, {channel})",
                    "event": first_given(table.get("interaction"), "'touch'"),
                    "link_id": channel,
                },
                where=is_touch,
            ),
            "conversions": rows(
                {
                    **touch,
                    "conversion_id": f"{customer} || ' ' || {at}",
                    "kind": "'conversion'",
                    "value": table.get("conversion_value"),
                },
                where=f"{flag} IN ('1', '1.0', 'true')",
            ),
            "tracked_links": told_once(
                {"link_id": channel, "platform": _PLATFORM, "account_id": channel},
                where=f"{is_touch} AND {given(channel)} IS NOT NULL",
            ),
        },
        unclaimed=f"r._fault IS NULL AND NOT {is_touch}",
        unclaimed_reason="the column 'conversion' is neither 1 nor 0",
        in_one_step=True,
    )


def _of_paths(table: Table) -> Translation:
    converted = _count(table["total_conversions"])
    lost = _count(table.get("total_null"))
    amount = given(table.get("total_conversion_value"))
    # By way of the number, as that is forty times as fast.
    value = f"TRY_CAST(TRY_CAST({amount} AS DOUBLE) AS {_EXACT})"
    is_whole = (
        f"coalesce({given(table['path'])} IS NOT NULL AND {converted} >= 0 AND {lost} >= 0 "
        f"AND {converted} + {lost} <= {MOST_JOURNEYS}, false)"
    )
    is_paid = (
        f"({amount} IS NULL OR coalesce({value} = 0 "
        f"OR ({value} BETWEEN 0 AND {MOST_VALUE} AND {converted} > 0), false))"
    )
    is_good = f"r._fault IS NULL AND {is_whole} AND {is_paid}"
    counted = (
        f"SELECT string_split({table['path']}, ' > ') AS steps, sum({converted}) AS converted, "
        f"sum({lost}) AS lost, sum({value}) AS total, {_PLACE_OF_FIRST} FROM records AS r "
        f"WHERE {is_good} GROUP BY steps"
    )
    return _journeys(
        table,
        counted,
        unclaimed=f"r._fault IS NULL AND NOT ({is_whole} AND {is_paid})",
        unclaimed_reason=(
            f"no counted path: expected a path, whole numbers of conversions and of others "
            f"(together at most {MOST_JOURNEYS:,}), and a value only with a conversion"
        ),
    )


def _count(number: str) -> str:
    """A whole number; 0 where the column is not there or blank, null where it holds no number."""
    whole = f"TRY_CAST(regexp_replace({number}, '\\.0+$', '') AS HUGEINT)"
    return f"CASE WHEN {given(number)} IS NULL THEN 0 ELSE {whole} END"


def _of_wide(table: Table, header: list[str]) -> Translation:
    cells = ", ".join(given(table[name]) for name in header if name != "output")
    steps = f"[step FOR step IN [{cells}] IF step IS NOT NULL]"
    end = sql_text(_CONVERSION)
    at = f"list_position({steps}, {end})"
    is_good = f"len({steps}) > 0 AND coalesce({at} = len({steps}) AND {at} > 1, true)"
    counted = (
        f"SELECT [step FOR step IN {steps} IF step <> {end}] AS steps, "
        f"count(*) FILTER ({at} IS NOT NULL) AS converted, "
        f"count(*) FILTER ({at} IS NULL) AS lost, CAST(NULL AS {_EXACT}) AS total, "
        f"{_PLACE_OF_FIRST} FROM records AS r WHERE r._fault IS NULL AND {is_good} GROUP BY ALL"
    )
    return _journeys(
        table,
        counted,
        unclaimed=f"r._fault IS NULL AND NOT ({is_good})",
        unclaimed_reason=f"no journey: expected channels, then at most one {_CONVERSION}",
    )


_PLACE_OF_FIRST = (
    "min(r._line) AS _line, min(r._byte_offset) AS _byte_offset, arg_min(r._raw, r._line) AS _raw"
)


def _journeys(table: Table, counted: str, unclaimed: str, unclaimed_reason: str) -> Translation:
    """Journeys out of `counted`: steps, how many converted and were lost, and their value."""
    place = ", ".join(f"r.{name}" for name in PLACE)
    told = "array_to_string(steps, ' > ')"
    table_told = f"bit_xor(md5_number(concat_ws('|', {told}, converted, lost, total))) OVER ()"
    # The value of all paths before this one, so that each share is cut where the last one ended.
    prepared = (
        f"CREATE TEMP TABLE {_PATHS} AS SELECT *, "
        f"'path ' || left(md5(concat({table_told}, ' ', {told})), 20) AS path, "
        "coalesce(sum(total) OVER (ORDER BY steps "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) "
        "AS total_before, CASE WHEN sum(converted + lost) OVER () > "
        f"{MOST_OF_FILE} THEN error({sql_text(_TOO_MANY)}) END AS is_too_many FROM ({counted})"
    )
    journeys = (
        f"(SELECT r.*, unnest(range(1, CAST(converted + lost AS BIGINT) + 1)) AS number "
        f"FROM {_PATHS} AS r)"
    )
    visitor = "r.path || ' ' || r.number"
    touches = (
        "(SELECT r.*, unnest(steps) AS step, generate_subscripts(steps, 1) AS at "
        f"FROM {journeys} AS r)"
    )
    return table.translation(
        FORMAT,
        VERSION,
        "visits",
        {
            "visits": (
                f"SELECT {visitor} AS visitor_id, {visitor} || ' ' || r.at AS session_id, "
                f"{ENDED_AT} - to_hours(len(r.steps) - r.at) AS occurred_at, 'touch' AS event, "
                f"r.step AS link_id, {place} FROM {touches} AS r"
            ),
            "conversions": (
                f"SELECT {visitor} AS conversion_id, {visitor} AS visitor_id, "
                f"{ENDED_AT} AS occurred_at, 'conversion' AS kind, "
                f'{_share("number")} - {_share("number - 1")} AS "value", {place} '
                f"FROM {journeys} AS r WHERE r.number <= r.converted"
            ),
            "tracked_links": (
                f"SELECT step AS link_id, {_PLATFORM} AS platform, step AS account_id, "
                f"{_PLACE_OF_FIRST} FROM (SELECT r.*, unnest(r.steps) AS step "
                f"FROM {_PATHS} AS r) AS r GROUP BY step"
            ),
        },
        unclaimed=unclaimed,
        unclaimed_reason=unclaimed_reason,
        prepare=(prepared,),
        prepared=(_PATHS,),
        notes=("journeys without times: each ends on 2000-01-01, with its steps an hour apart",),
        in_one_step=True,
    )


def _share(number: str) -> str:
    """What all paths before and this path's first `number` conversions are worth together."""
    part = f"CAST(r.total * (r.{number}) / r.converted AS {_EXACT})"
    return (
        f"CAST(CASE WHEN {number} = r.converted THEN r.total_before + r.total "
        f"ELSE r.total_before + {part} END AS DECIMAL(18, 4))"
    )
