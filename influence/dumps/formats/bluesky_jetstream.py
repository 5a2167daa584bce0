"""Bluesky Jetstream: the live stream of what is written to and deleted from Bluesky's accounts.

Belongs here: commit, identity and account events, one a line.
Does not belong here: posts as the API shows them, with counters (`bluesky_search`).

Nuances
- *Ids* are at-URIs, `at://<did>/<collection>/<rkey>`, of posts, reposts, likes and follows alike;
  the account of any of them is the did in it.
- *Two clocks*: `time_us` is the server's, `createdAt` is whatever the client wrote, with any
  offset. An event happened at `createdAt` where that is within a day of `time_us`, else at
  `time_us` (clients date posts into the future, and importers date them years back).
- *Deletes* name the record only; what it was tells its collection. They become `deletions` of a
  post or repost, an interaction (like) or a follow.
- *Update* of a post is the post once more, as it is now.
- *Repost* records are posts that repost; a *like* of something else than a post (a feed, a
  labeler) is a like of the account that made it.
- *Quotes*, *links*: only records of the post collection are quoted posts; an external card is a
  link beside those in the text.
- Blocks, lists, statuses of other apps and changes of an account's state are counted, no rows.
"""

from influence.dumps.formats.bluesky_records import (
    POST_RECORD,
    account_in,
    hashtags,
    is_post,
    links,
    mentions,
    near,
    quoted,
)
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation
from influence.dumps.values import from_micros, rows, union

FORMAT = "bluesky-jetstream"
VERSION = 1
NAME = "Bluesky Jetstream events"
PLATFORM = "'bluesky'"

_POST, _REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
_LIKE, _FOLLOW = "app.bsky.feed.like", "app.bsky.graph.follow"
_PROFILE = "app.bsky.actor.profile"
_READ = (_POST, _REPOST, _LIKE, _FOLLOW, _PROFILE)

# `subject` is an object in likes and reposts, and a did in follows.
_STRUCTURE = {
    "did": "VARCHAR",
    "time_us": "VARCHAR",
    "kind": "VARCHAR",
    "commit": "STRUCT(operation VARCHAR, collection VARCHAR, rkey VARCHAR, "
    f'record STRUCT({POST_RECORD}, subject VARCHAR, "displayName" VARCHAR))',
    "identity": "STRUCT(handle VARCHAR)",
    "account": "STRUCT(active BOOLEAN)",
}
_RECORD = 'r."commit".record'
# Any client may write anything: a like of no object likes nothing.
_SUBJECT = f"TRY(json_extract_string({_RECORD}.subject, '$.uri'))"
_AT = from_micros("r.time_us")
_CREATED = f'CASE WHEN r._by_client THEN {_RECORD}."createdAt" ELSE {_AT} END'
# Asked of every event once.
_MARKS = {
    "_what": (
        "CASE WHEN r.kind = 'commit' THEN CASE "
        "WHEN r.\"commit\".operation IN ('create', 'update') THEN r.\"commit\".collection "
        "WHEN r.\"commit\".operation = 'delete' THEN 'delete ' || r.\"commit\".collection END "
        "WHEN r.kind IN ('identity', 'account') THEN r.kind END"
    ),
    "_uri": "'at://' || r.did || '/' || r.\"commit\".collection || '/' || r.\"commit\".rkey",
    "_by_client": near(f'{_RECORD}."createdAt"', _AT),
}


def claims(sample: Sample) -> Translation | None:
    """Events of Jetstream, one a line."""
    if not any(_is_event(record) for record in sample.records):
        return None
    return Translation(
        format=FORMAT,
        version=VERSION,
        container="document" if sample.container == "document" else "ndjson",
        main_stream="posts",
        structure=_STRUCTURE,
        candidates={
            "posts": union(_posts(), _reposts()),
            "interactions": _likes(),
            "follows": _follows(),
            "accounts": _accounts(),
            "deletions": union(
                _deletions("post_id", _POST, _REPOST),
                _deletions("interaction_id", _LIKE),
                _deletions("follow_id", _FOLLOW),
            ),
        },
        marks=_MARKS,
        unclaimed="r._fault IS NULL AND (r.did IS NULL OR r._what IS NULL)",
        unclaimed_reason="no event of Jetstream: expected 'did', and 'kind' commit (create, update "
        "or delete of a record), identity or account",
        tallies=_tallies(),
    )


def _is_event(record: dict[str, object]) -> bool:
    return {"did", "time_us", "kind"} <= record.keys()


def _is(*collections: str) -> str:
    listed = ", ".join(f"'{name}'" for name in collections)
    return f"r._what IN ({listed})"


def _posts() -> str:
    parent = f"{_RECORD}.reply.parent.uri"
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r._uri",
            "account_id": "r.did",
            "created_at": _CREATED,
            "text": f'{_RECORD}."text"',
            "lang": f"{_RECORD}.langs[1]",
            "hashtags": hashtags(_RECORD),
            "mentions": mentions(_RECORD),
            "urls": links(_RECORD),
            "reply_to_post_id": parent,
            "reply_to_account_id": account_in(parent),
            "quote_of_post_id": quoted(_RECORD),
            "quote_of_account_id": account_in(quoted(_RECORD)),
        },
        _is(_POST),
    )


def _reposts() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r._uri",
            "account_id": "r.did",
            "created_at": _CREATED,
            "repost_of_post_id": _SUBJECT,
            "repost_of_account_id": account_in(_SUBJECT),
        },
        _is(_REPOST),
    )


def _likes() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "interaction_id": "r._uri",
            "account_id": "r.did",
            "kind": "'like'",
            "post_id": f"CASE WHEN {is_post(_SUBJECT)} THEN {_SUBJECT} END",
            "target_account_id": account_in(_SUBJECT),
            "occurred_at": _CREATED,
        },
        _is(_LIKE),
    )


def _follows() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "follow_id": "r._uri",
            "follower_id": "r.did",
            "followed_id": f"{_RECORD}.subject",
            "occurred_at": _CREATED,
            "action": "'follow'",
        },
        _is(_FOLLOW),
    )


def _accounts() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "account_id": "r.did",
            "observed_at": _AT,
            "handle": "r.identity.handle",
            "display_name": f'{_RECORD}."displayName"',
        },
        _is("identity", _PROFILE),
    )


def _deletions(name: str, *collections: str) -> str:
    return rows(
        {"platform": PLATFORM, name: "r._uri", "account_id": "r.did", "occurred_at": _AT},
        _is(*(f"delete {collection}" for collection in collections)),
    )


def _tallies() -> dict[str, str]:
    listed = ", ".join(f"'{name}'" for name in _READ)
    others = (
        f"r._what IS NOT NULL AND r.kind = 'commit' AND r.\"commit\".collection NOT IN ({listed})"
    )
    return {
        "writes to other collections (blocks, lists, statuses) read and left out": others,
        "deletes of profiles left out": _is(f"delete {_PROFILE}"),
        "changes of an account's state read and left out": _is("account"),
        "events dated by the server: the client's time is missing or over a day away": (
            f"{_is(_POST, _REPOST, _LIKE, _FOLLOW)} AND NOT r._by_client"
        ),
    }
