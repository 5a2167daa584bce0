"""The streams of a simulated dump under the names that real platforms would give.

Belongs here: which platform of a world becomes which, and the ids of accounts and posts.
Does not belong here: the shape of a platform's files (`x`, `bluesky`, `ga4`).

*Nuances*. Bluesky names a post by its author. Of a post that the dump lost with its day, a like
does not know the author, and names `did:plc:unknown`.
"""

from pathlib import Path

import duckdb

from influence.dumps.connection import sql_text
from influence.dumps.contract import STREAMS

# The platform of a world, and which it becomes; the third stays what it is.
X, BLUESKY = "x", "bluesky"
_MACROS = f"""
CREATE MACRO platform_of(name) AS
    CASE name WHEN 'plaza' THEN '{X}' WHEN 'lantern' THEN '{BLUESKY}' ELSE name END;
CREATE MACRO account_of(name, id) AS
    CASE name WHEN 'plaza' THEN substr(id, 2) WHEN 'lantern' THEN 'did:plc:' || id ELSE id END;
CREATE MACRO uri_of(account, collection, id) AS
    'at://' || account || '/app.bsky.' || collection || '/' || id;
CREATE MACRO post_of(name, id, author, is_repost) AS
    CASE name
        WHEN 'plaza' THEN substr(id, 2)
        WHEN 'lantern' THEN uri_of(
            coalesce(author, 'did:plc:unknown'),
            CASE WHEN is_repost THEN 'feed.repost' ELSE 'feed.post' END,
            id
        )
        ELSE id
    END;
"""
_AUTHORS = """
CREATE TABLE authors AS
SELECT
    platform, post_id, account_of(platform, account_id) AS author,
    repost_of_post_id IS NOT NULL AS is_repost
FROM read_parquet({posts})
"""
# Columns that hold the id of an account whenever the column beside says so.
_BY_KIND = {"left_id": "left_kind", "right_id": "right_kind", "unit_id": "unit_kind"}
_PLATFORM_OF_ID = {"left_id": "left_platform", "right_id": "right_platform", "unit_id": "platform"}
_PLATFORMS = ("platform", "left_platform", "right_platform")


def translate(con: duckdb.DuckDBPyConnection, dump: Path) -> list[str]:
    """Make a table of each stream of `dump` and return the names of those that there are."""
    con.execute(_MACROS)
    con.execute(_AUTHORS.format(posts=_files(dump, "posts")))
    found = [stream for stream in STREAMS if (dump / stream).is_dir()]
    for stream in found:
        con.execute(f'CREATE TABLE "{stream}" AS {_select(dump, stream)}')
    return found


def write_open(con: duckdb.DuckDBPyConnection, stream: str, where: str, out: Path) -> None:
    """Write the rows of a stream for which `where` holds in the open format, if there are any."""
    rows = f'FROM "{stream}" WHERE {where}'
    if con.execute(f"SELECT count(*) {rows}").fetchall()[0][0]:
        path = out / stream / "part-0000.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        con.execute(
            f"COPY (SELECT * {rows} ORDER BY ALL) TO {sql_text(str(path))} (FORMAT parquet)"
        )


def write_lines(con: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    """Write a query as JSON, one record a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    con.execute(f"COPY ({select}) TO {sql_text(str(path))} (FORMAT json)")


def _files(dump: Path, stream: str) -> str:
    return sql_text(str(dump / stream / "*.parquet"))


def _select(dump: Path, stream: str) -> str:
    columns, joins = [], []
    for column in STREAMS[stream].columns:
        name = column.name
        value = f'r."{name}"'
        if name in _PLATFORMS:
            value = f"platform_of({value})"
        elif name in _BY_KIND:
            named = f"account_of(r.{_PLATFORM_OF_ID[name]}, {value})"
            value = f"CASE WHEN r.{_BY_KIND[name]} = 'account' THEN {named} ELSE {value} END"
        elif name.endswith("post_id"):
            joins.append(
                f"LEFT JOIN authors AS of_{name} "
                f"ON r.platform = of_{name}.platform AND {value} = of_{name}.post_id"
            )
            author = f"of_{name}.author"
            if (beside := name.replace("post_id", "account_id")) != "account_id":
                author = f'coalesce({author}, account_of(r.platform, r."{beside}"))'
            value = f"post_of(r.platform, {value}, {author}, of_{name}.is_repost)"
        elif name.endswith(("account_id", "follower_id", "followed_id")):
            value = f"account_of(r.platform, {value})"
        columns.append(f'{value} AS "{name}"')
    return (
        f"SELECT {', '.join(columns)} FROM read_parquet({_files(dump, stream)}) AS r "
        + " ".join(joins)
    )
