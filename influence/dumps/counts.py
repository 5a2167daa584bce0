"""What a landed dump holds, counted the way a person counts posts.

Belongs here: figures over the raw streams of one dump or one file.
Does not belong here: any measure of influence.

Every post is one kind: a repost, else a reply, else a quote, else an original. Embedded posts are
left out, as the dump was not asked for them. *Recorded* counts every record, also the same post
read twice; *distinct* counts each post once.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from influence.dumps.connection import reading_connection, sql_text
from influence.dumps.store import Store

_FIGURES = """
    count(*) AS posts,
    count(*) FILTER (kind = 'repost') AS reposts,
    count(*) FILTER (kind = 'reply') AS replies,
    count(*) FILTER (kind = 'quote') AS quotes,
    count(*) FILTER (kind = 'original') AS originals,
    coalesce(sum(mentions), 0) AS mentions,
    count(DISTINCT account_id) AS authors
"""
_KIND = """
    CASE
        WHEN coalesce(repost_of_post_id, repost_of_account_id) IS NOT NULL THEN 'repost'
        WHEN reply_to_post_id IS NOT NULL THEN 'reply'
        WHEN quote_of_post_id IS NOT NULL THEN 'quote'
        ELSE 'original'
    END
"""


@dataclass(frozen=True)
class DumpCounts:
    """Figures of a dump: with every record counted, with each post counted once, and deletions."""

    recorded: dict[str, int]
    distinct: dict[str, int]
    deletions: int
    first_post_at: datetime | None
    last_post_at: datetime | None

    @property
    def duplicates(self) -> int:
        """Records of posts that an earlier file or line of the dump told already."""
        return self.recorded["posts"] - self.distinct["posts"]


def count_dump(store: Store) -> DumpCounts:
    """Count the active files of a store.

    Records of one post may differ (another query asked for fewer fields, an account was deleted
    in between): the first in the order of the files' paths is the one counted.
    """
    posts = f"read_parquet({sql_text(store.pattern('posts'))})"
    deletions = f"read_parquet({sql_text(store.pattern('deletions'))})"
    paths = (
        "SELECT file_sha256, min(path) AS path FROM "
        f"read_parquet({sql_text(store.pattern('receipts'))}) GROUP BY file_sha256"
    )
    first = "arg_min({}, (path, -mentions))"
    once = (
        f"SELECT min(account_id) AS account_id, {first.format('mentions')} AS mentions, "
        f"{first.format('kind')} AS kind FROM ({_records(posts, 'post_id, platform, path, ')} "
        f"JOIN ({paths}) AS receipts ON receipts.file_sha256 = _file_sha256 "
        "WHERE NOT _is_embedded) GROUP BY platform, post_id"
    )
    with reading_connection() as con:
        recorded = _figures(con, f"{_records(posts)} WHERE NOT _is_embedded")
        distinct = _figures(con, once)
        deleted, first_at, last_at = con.execute(
            f"SELECT (SELECT count(*) FROM {deletions}), min(created_at), max(created_at) "
            f"FROM {posts} WHERE NOT _is_embedded"
        ).fetchall()[0]
    return DumpCounts(recorded, distinct, int(deleted), first_at, last_at)


def count_posts(con: duckdb.DuckDBPyConnection, path: Path) -> dict[str, int]:
    """Posts, reposts, replies, quotes, originals, mentions and authors of one raw `posts` file."""
    posts = f"read_parquet({sql_text(str(path))})"
    return _figures(con, f"{_records(posts)} WHERE NOT _is_embedded")


def _records(posts: str, more: str = "") -> str:
    return f"SELECT {more}account_id, _mentions_count AS mentions, {_KIND} AS kind FROM {posts}"


def _figures(con: duckdb.DuckDBPyConnection, query: str) -> dict[str, int]:
    result = con.execute(f"SELECT {_FIGURES} FROM ({query})")
    names = [column[0] for column in result.description or ()]
    return {name: int(value) for name, value in zip(names, result.fetchall()[0], strict=True)}
