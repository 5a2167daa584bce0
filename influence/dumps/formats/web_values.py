"""SQL of what the formats of web visits share: queries of URLs, robots, rows told by many records.

Belongs here: rules that must be the same for every tracker, so that their visits can be compared.
Does not belong here: how a tracker names or nests its values (the format modules).
"""

from influence.dumps.connection import sql_text

# Programs that say of themselves that nobody is reading.
ROBOT = "(?i)bot|crawl|spider|slurp"
# How the exports of Google Analytics write that they do not know, or that there was no campaign.
_PLACEHOLDERS = ("(not set)", "(none)", "(direct)", "(data deleted)", "<Other>", "")
UTM = ("source", "medium", "campaign", "content")


def query_value(url: str, name: str) -> str:
    """The decoded value of a parameter of a URL's query; null where it is absent or blank."""
    # Hardly a URL has the parameter, and to look for plain text costs a tenth of the pattern.
    found = f"regexp_extract({url}, '[?&]{name}=([^&#]*)', 1)"
    spaced = f"replace({found}, '+', ' ')"
    decoded = f"coalesce(TRY(url_decode({spaced})), {spaced})"
    return f"CASE WHEN contains({url}, '{name}=') THEN nullif({decoded}, '') END"


def utm_of_query(url: str) -> dict[str, str]:
    """The contract's utm columns as the query of a URL tells them."""
    return {f"utm_{part}": query_value(url, f"utm_{part}") for part in UTM}


def link_of_query(url: str) -> str:
    """The tracked link that a URL names in its parameter `link_id`."""
    return query_value(url, "link_id")


def given(value: str) -> str:
    """A value, null where it is blank: by the reader, an empty cell is either."""
    return f"nullif({value}, '')"


def first_given(*values: str) -> str:
    """The first of these values that is not blank."""
    return f"coalesce({', '.join(given(value) for value in values)})"


def known(value: str) -> str:
    """A value of Google Analytics, null where it is one of the words for "unknown"."""
    listed = ", ".join(sql_text(word) for word in _PLACEHOLDERS)
    return f"CASE WHEN {value} NOT IN ({listed}) THEN {value} END"


def negative(amount: str) -> str:
    """An amount that was given back, whichever sign its exporter gives it."""
    return f"'-' || ltrim({amount}, '-')"


def buyer(visitor: str, order: str) -> str:
    """Who bought: the visitor, or where none is told the order as a visitor of its own.

    Its value then counts, and no journey of somebody else leads to it.
    """
    return f"coalesce({visitor}, 'order ' || {order})"


def hashed(address: str) -> str:
    """A visitor by an e-mail address or a telephone number, which itself is not kept."""
    return f"sha256(lower(trim({address})))"


def is_robot(agent: str) -> str:
    """Whether a user agent names itself a robot; false where there is none."""
    return f"coalesce(regexp_matches({agent}, {sql_text(ROBOT)}), false)"


def told_once(columns: dict[str, str], where: str = "true", source: str = "records AS r") -> str:
    """Candidates with one row for equal values, at the place of the first record that tells them.

    For what every event repeats: whose link was clicked, which visitor a person is.
    """
    selected = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    return (
        f"SELECT {selected}, min(r._line) AS _line, min(r._byte_offset) AS _byte_offset, "
        f"arg_min(r._raw, r._line) AS _raw FROM {source} "
        f"WHERE r._fault IS NULL AND ({where}) GROUP BY ALL"
    )


def signed_in(
    visitor: str, person: str, at: str, where: str = "true", source: str = "records AS r"
) -> str:
    """Candidates of `identities`: the first time of each day that a visitor was seen as a person.

    So who signs in later on the same device is told apart from who did before. An event whose time
    cannot be read is refused as what it is, and tells of nobody.
    """
    text = f"CAST({at} AS VARCHAR)"
    moment = f"coalesce(TRY_CAST({text} AS TIMESTAMP), epoch_ms(TRY_CAST({text} AS BIGINT)))"
    columns = {
        "left_kind": "'visitor'",
        "left_id": visitor,
        "right_kind": "'person'",
        "right_id": person,
        "method": "'user_id'",
    }
    selected = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    return (
        f"SELECT {selected}, CAST(min({moment}) AS VARCHAR) AS observed_at, "
        "min(r._line) AS _line, min(r._byte_offset) AS _byte_offset, "
        f"arg_min(r._raw, r._line) AS _raw FROM {source} "
        f"WHERE r._fault IS NULL AND ({where}) AND {moment} IS NOT NULL "
        f"GROUP BY {visitor}, {person}, CAST({moment} AS DATE)"
    )
