"""What Bluesky's Jetstream tells: posts, reposts, likes and follows, one event a line.

Belongs here: the shape of an event.
Does not belong here: saves and clicks, of which it knows nothing.
"""

from pathlib import Path

import duckdb

from influence.lab.simulation.exports.translated import BLUESKY, write_lines

_TIME = "'%Y-%m-%dT%H:%M:%S.%fZ'"


def write(con: duckdb.DuckDBPyConnection, out: Path) -> None:
    """Write all events of the translated streams, in the order of time."""
    events = " UNION ALL ".join((_posts(), _reposts(), _likes(), _follows(), _unfollows()))
    select = f'SELECT * FROM ({events}) ORDER BY time_us, did, "commit".rkey'
    write_lines(con, select, out / "bluesky" / "jetstream.jsonl")


def _event(at: str, did: str, collection: str, key: str, record: str, operation: str) -> str:
    return (
        f"SELECT {did} AS did, epoch_us({at}) AS time_us, 'commit' AS kind, "
        f"struct_pack(operation := '{operation}', collection := '{collection}', "
        f'rkey := {key}, record := {record}) AS "commit"'
    )


def _record(kind: str, at: str, *fields: str) -> str:
    common = (f"\"$type\" := '{kind}'", f'"createdAt" := strftime({at}, {_TIME})')
    return f"CAST(to_json(struct_pack({', '.join((*common, *fields))})) AS JSON)"


def _posts() -> str:
    facet = (
        "[struct_pack(features := [struct_pack(\"$type\" := 'app.bsky.richtext.facet#tag', "
        "tag := item, uri := CAST(NULL AS VARCHAR))]) FOR item IN coalesce(hashtags, [])]"
    )
    link = (
        "[struct_pack(features := [struct_pack(\"$type\" := 'app.bsky.richtext.facet#link', "
        "tag := CAST(NULL AS VARCHAR), uri := item)]) FOR item IN coalesce(urls, [])]"
    )
    parent = (
        "reply := CASE WHEN reply_to_post_id IS NOT NULL "
        "THEN struct_pack(parent := struct_pack(uri := reply_to_post_id)) END"
    )
    quoted = (
        "embed := CASE WHEN quote_of_post_id IS NOT NULL "
        "THEN struct_pack(record := struct_pack(uri := quote_of_post_id)) END"
    )
    record = _record(
        "app.bsky.feed.post",
        "created_at",
        '"text" := coalesce("text", \'\')',
        "langs := [lang]",
        f"facets := list_concat({facet}, {link})",
        parent,
        quoted,
    )
    event = _event(
        "created_at", "account_id", "app.bsky.feed.post", _key("post_id"), record, "create"
    )
    return f"{event} FROM posts WHERE platform = '{BLUESKY}' AND repost_of_post_id IS NULL"


def _reposts() -> str:
    kind = "app.bsky.feed.repost"
    record = _record(kind, "created_at", "subject := struct_pack(uri := repost_of_post_id)")
    event = _event("created_at", "account_id", kind, _key("post_id"), record, "create")
    return f"{event} FROM posts WHERE platform = '{BLUESKY}' AND repost_of_post_id IS NOT NULL"


def _likes() -> str:
    kind = "app.bsky.feed.like"
    record = _record(kind, "occurred_at", "subject := struct_pack(uri := post_id)")
    event = _event("occurred_at", "account_id", kind, "interaction_id", record, "create")
    return f"{event} FROM interactions WHERE platform = '{BLUESKY}' AND kind = 'like'"


def _follows() -> str:
    kind = "app.bsky.graph.follow"
    record = _record(kind, "occurred_at", "subject := followed_id")
    event = _event("occurred_at", "follower_id", kind, _FOLLOW_KEY, record, "create")
    return f"{event} FROM follows WHERE platform = '{BLUESKY}' AND action = 'follow'"


def _unfollows() -> str:
    """A follow ends when its record is deleted, which names the record alone."""
    event = _event(
        "occurred_at",
        "follower_id",
        "app.bsky.graph.follow",
        _FOLLOW_KEY,
        "CAST(NULL AS JSON)",
        "delete",
    )
    return f"{event} FROM follows WHERE platform = '{BLUESKY}' AND action = 'unfollow'"


# A world follows a person once, so that the one who is followed names the record.
_FOLLOW_KEY = "split_part(followed_id, ':', 3)"


def _key(uri: str) -> str:
    return f"split_part({uri}, '/', 5)"
