"""The same world in the formats of X, Bluesky and GA4 lands as the same rows."""

from functools import cache
from pathlib import Path

import duckdb
import pytest

from influence.dumps.landing import LandingSummary, land
from influence.errors import DumpError
from influence.lab.simulation.exports.export import export
from influence.lab.simulation.exports.translated import translate
from tests.unit.dumps import dumps
from tests.unit.lab.simulation import worlds

Rows = set[tuple[object, ...]]


@cache
def _exported() -> tuple[Path, LandingSummary]:
    dump = worlds.everything().dump
    out = dump.parent / "exported"
    export(dump, out)
    return out, land(out, dump.parent / "exported_raw", loaded_at=dumps.LOADED_AT)


def _expected(select: str) -> Rows:
    """Rows of the open dump under the names of the platforms."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        translate(con, worlds.everything().dump)
        return set(con.execute(select).fetchall())


def _landed(select: str) -> Rows:
    """Rows as landed; `{stream}` is the Parquet of a stream."""
    _, summary = _exported()
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        for stream in ("posts", "interactions", "follows", "deletions", "visits", "conversions"):
            con.execute(
                f"CREATE VIEW {stream} AS SELECT * FROM "
                f"read_parquet('{summary.store}/{stream}/*.parquet', union_by_name = true)"
            )
        return set(con.execute(select).fetchall())


def test_every_row_of_the_formats_lands() -> None:
    _, summary = _exported()
    assert {file.status for file in summary.files} == {"landed"}
    assert sum(file.rows_quarantined for file in summary.files) == 0
    formats = {file.path: file.format for file in summary.files}
    assert formats["x/stream.jsonl"] == "x-v1"
    assert formats["bluesky/jetstream.jsonl"] == "bluesky-jetstream"
    assert formats["ga4/events.jsonl"] == "ga4-events"


@pytest.mark.parametrize(("platform", "unit"), [("x", "second"), ("bluesky", "microsecond")])
def test_posts_are_the_same_to_the_unit_of_the_format(platform: str, unit: str) -> None:
    columns = (
        f"post_id, account_id, date_trunc('{unit}', created_at), repost_of_post_id, "
        "repost_of_account_id, reply_to_post_id, reply_to_account_id, quote_of_post_id, "
        "quote_of_account_id"
    )
    told = f"FROM posts WHERE platform = '{platform}'"
    expected = _expected(f"SELECT {columns} {told}")
    assert len(expected) > 1_000
    assert _landed(f"SELECT {columns} {told} AND NOT _is_embedded") == expected


@pytest.mark.parametrize("platform", ["x", "bluesky"])
def test_posts_say_the_same_words_tags_and_links(platform: str) -> None:
    """Of original posts: a repost has no words of its own in either format."""
    lists = ", ".join(f"CAST(coalesce({name}, []) AS VARCHAR)" for name in ("hashtags", "urls"))
    columns = f'post_id, "text", {lists}'
    told = f"FROM posts WHERE platform = '{platform}' AND repost_of_post_id IS NULL"
    expected = _expected(f"SELECT {columns} {told}")
    assert _landed(f"SELECT {columns} {told} AND NOT _is_embedded") == expected


def test_likes_and_follows_of_bluesky_are_the_same() -> None:
    likes = (
        "SELECT account_id, post_id, occurred_at FROM interactions "
        "WHERE platform = 'bluesky' AND kind = 'like'"
    )
    assert len(_expected(likes)) > 1_000
    assert _landed(likes) == _expected(likes)
    follows = (
        "SELECT follower_id, followed_id, occurred_at FROM follows "
        "WHERE platform = 'bluesky' AND action = 'follow'"
    )
    assert _landed(follows) == _expected(follows)
    ended = _expected(
        "SELECT follower_id, occurred_at FROM follows "
        "WHERE platform = 'bluesky' AND action = 'unfollow'"
    )
    assert ended
    deleted = "SELECT account_id, occurred_at FROM deletions WHERE follow_id IS NOT NULL"
    assert _landed(deleted) == ended


def test_sessions_and_orders_of_ga4_are_the_same() -> None:
    visits = "SELECT visitor_id, occurred_at, link_id, referrer, engagement_ms FROM visits"
    expected = _expected(visits)
    assert len(expected) > 1_000
    assert _landed(f"{visits} WHERE event NOT IN ('purchase', 'refund')") == expected
    # A session is its visitor's: as many, with the same events.
    sizes = "SELECT visitor_id, count(*) FROM visits {} GROUP BY visitor_id, session_id"
    told = "WHERE event NOT IN ('purchase', 'refund')"
    assert _landed(sizes.format(told)) == _expected(sizes.format(""))
    orders = (
        'SELECT visitor_id, occurred_at, kind, CAST("value" AS DECIMAL(18, 2)), currency, '
        "promo_code FROM conversions"
    )
    assert _landed(orders) == _expected(orders)


def test_an_export_into_its_own_dump_is_refused(tmp_path: Path) -> None:
    dump = worlds.everything().dump
    with pytest.raises(DumpError, match="write the export beside the dump"):
        export(dump, dump / "exported")
    with pytest.raises(DumpError, match="holds no folder 'posts'"):
        export(tmp_path / "nothing", tmp_path / "out")
