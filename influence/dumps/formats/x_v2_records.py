"""The records of the X/Twitter API v2: their types, and the signs by which they are known.

Belongs here: what a page, a flattened post, a user and a compliance notice look like.
Does not belong here: what they become (`x_v2`).
"""

from typing import Any

from influence.dumps.translation import struct

METRICS = struct(
    dict.fromkeys(
        (
            "retweet_count",
            "reply_count",
            "like_count",
            "quote_count",
            "impression_count",
            "bookmark_count",
            "followers_count",
            "following_count",
            "tweet_count",
        ),
        "VARCHAR",
    )
)
USER = struct(
    {
        "id": "VARCHAR",
        "username": "VARCHAR",
        "name": "VARCHAR",
        "created_at": "VARCHAR",
        "verified": "VARCHAR",
        "public_metrics": METRICS,
    }
)
ENTITIES = (
    "STRUCT(hashtags STRUCT(tag VARCHAR)[], urls STRUCT(expanded_url VARCHAR, url VARCHAR)[], "
    f"mentions {USER}[])"
)
POST_FIELDS = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "author_id": "VARCHAR",
    "created_at": "VARCHAR",
    "lang": "VARCHAR",
    "in_reply_to_user_id": "VARCHAR",
    "public_metrics": METRICS,
    "non_public_metrics": "STRUCT(impression_count VARCHAR, url_link_clicks VARCHAR)",
    "entities": ENTITIES,
    "note_tweet": f'STRUCT("text" VARCHAR, entities {ENTITIES})',
}
_LINKS = 'STRUCT("type" VARCHAR, id VARCHAR)[]'
# An item of `data` is a post, or by one of these signs a user, a count or a list.
_SIGNS = dict.fromkeys(
    ("username", "name", "verified", "start", "tweet_count", "member_count", "owner_id"), "VARCHAR"
)
# What a flattener writes into a post: its people, and the posts that it refers to.
_EXPANDED = {"author": USER, "in_reply_to_user": USER}
_REFERENCE = struct({"type": "VARCHAR"} | POST_FIELDS | _EXPANDED)
_NOTICES = dict.fromkeys(("errors", "detail", "title", "action", "redacted_at"), "VARCHAR")

INCLUDED_POST = struct(POST_FIELDS | {"referenced_tweets": _LINKS})
PAGE_ITEM = struct(POST_FIELDS | _SIGNS | {"referenced_tweets": _LINKS})
PAGE_STRUCTURE = {
    # One item or a list of them: a stream's page holds one, and a type cannot say "either".
    "data": "VARCHAR",
    "includes": struct({"users": f"{USER}[]", "tweets": f"{INCLUDED_POST}[]"}),
    "meta": "VARCHAR",
    "id": "VARCHAR",
    "__twarc": "STRUCT(retrieved_at VARCHAR)",
} | _NOTICES
FLAT_FIELDS = POST_FIELDS | _SIGNS | _EXPANDED | {"referenced_tweets": f"{_REFERENCE}[]"}
FLAT_STRUCTURE = FLAT_FIELDS | {"__twarc": "STRUCT(retrieved_at VARCHAR)"} | _NOTICES

_PAGE_KEYS = {"data", "includes", "errors", "meta", "__twarc", "matching_rules"}
_PROBLEM_KEYS = {"detail", "status", "title", "type", "errors"}


def is_record(record: dict[str, Any]) -> bool:
    """Whether a record of a dump is one of v2: a page, a flattened post or a compliance line."""
    return is_page(record) or is_flat(record) or is_notice(record)


def is_page(record: dict[str, Any]) -> bool:
    """Whether a record is a response: data, or only errors, or a problem."""
    keys = record.keys()
    if {"title", "detail"} <= keys <= _PROBLEM_KEYS:
        return True
    if not keys or not keys <= _PAGE_KEYS:
        return False
    if keys & {"includes", "meta", "errors", "__twarc"}:
        return True
    data = record["data"] if "data" in keys else None
    first = data[0] if isinstance(data, list) and data else data
    return isinstance(first, dict) and "id" in first


def is_flat(record: dict[str, Any]) -> bool:
    """Whether a record is one post by itself, as a flattener writes it."""
    keys = record.keys()
    known = {"public_metrics", "author", "conversation_id", "created_at"} & keys
    return {"id", "text", "author_id"} <= keys and bool(known) and "id_str" not in keys


def is_notice(record: dict[str, Any]) -> bool:
    """Whether a record is a line of the compliance stream."""
    return {"action", "created_at", "id", "reason"} <= record.keys()
