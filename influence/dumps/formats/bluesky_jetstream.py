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
    quoted,
)
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation
from influence.dumps.values import rows, union

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
    "time_us": "BIGINT",
    "kind": "VARCHAR",
    "commit": "STRUCT(operation VARCHAR, collection VARCHAR, rkey VARCHAR, "
    f'record STRUCT({POST_RECORD}, subject VARCHAR, "displayName" VARCHAR))',
    "identity": "STRUCT(handle VARCHAR)",
    "account": "STRUCT(active BOOLEAN)",
}
_RECORD = 'r."commit".record'
# In the years that microseconds of 15 and 16 digits name; what is no such number names none.
_SERVER = "CASE WHEN r.time_us BETWEEN 100000000000000 AND 9999999999999999 THEN r.time_us END"
_CLIENT = f'TRY(epoch_us(TRY_CAST({_RECORD}."createdAt" AS TIMESTAMPTZ)))'
_DAY = 86_400_000_000
_KIND = 'r."commit".collection'
# Asked of every event once.
_MARKS = {
    "_what": (
        "CASE r.kind WHEN 'commit' THEN CASE r.\"commit\".operation "
        f"WHEN 'create' THEN {_KIND} WHEN 'update' THEN {_KIND} "
        f"WHEN 'delete' THEN 'delete ' || {_KIND} END "
        "WHEN 'identity' THEN 'identity' WHEN 'account' THEN 'account' END"
    ),
    "_uri": f"'at://' || r.did || '/' || {_KIND} || '/' || r.\"commit\".rkey",
    "_seen_at": f"make_timestamp({_SERVER})",
    "_by_client": f"coalesce(abs({_CLIENT} - ({_SERVER})) <= {_DAY}, false)",
    "_at": (
        f"make_timestamp(CASE WHEN abs({_CLIENT} - ({_SERVER})) <= {_DAY} THEN {_CLIENT} "
        f"ELSE {_SERVER} END)"
    ),
    # Any client may write anything: a like of no object likes nothing.
    "_subject": (
        f"CASE WHEN {_KIND} IN ('{_LIKE}', '{_REPOST}') "
        f"THEN TRY(json_extract_string({_RECORD}.subject, '$.uri')) ELSE {_RECORD}.subject END"
    ),
}
_SUBJECT = "r._subject"
_IS_NONE = "(r.did IS NULL OR r._seen_at IS NULL OR r._what IS NULL)"
_IS_EMPTY = f"(r._what = '{_REPOST}' AND {_SUBJECT} IS NULL)"


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
        unclaimed=f"r._fault IS NULL AND ({_IS_NONE} OR {_IS_EMPTY})",
        unclaimed_reason="no event of Jetstream: expected 'did', 'time_us' (epoch microseconds), "
        "and 'kind' commit (create, update or delete of a record), identity or account; of a "
        "repost, the post in 'subject'",
        tallies=_tallies(),
    )


def _is_event(record: dict[str, object]) -> bool:
    return {"did", "time_us", "kind"} <= record.keys()


def _is(*collections: str) -> str:
    listed = ", ".join(f"'{name}'" for name in collections)
    return f"(r._what IN ({listed}) AND r.did IS NOT NULL AND r._seen_at IS NOT NULL)"


def _posts() -> str:
    parent = f"{_RECORD}.reply.parent.uri"
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r._uri",
            "account_id": "r.did",
            "created_at": "r._at",
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
            "created_at": "r._at",
            "repost_of_post_id": _SUBJECT,
            "repost_of_account_id": account_in(_SUBJECT),
        },
        f"{_is(_REPOST)} AND NOT {_IS_EMPTY}",
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
            "occurred_at": "r._at",
        },
        _is(_LIKE),
    )


def _follows() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "follow_id": "r._uri",
            "follower_id": "r.did",
            "followed_id": _SUBJECT,
            "occurred_at": "r._at",
            "action": "'follow'",
        },
        _is(_FOLLOW),
    )


def _accounts() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "account_id": "r.did",
            "observed_at": "r._seen_at",
            "handle": "r.identity.handle",
            "display_name": f'{_RECORD}."displayName"',
        },
        _is("identity", _PROFILE),
    )


def _deletions(name: str, *collections: str) -> str:
    return rows(
        {"platform": PLATFORM, name: "r._uri", "account_id": "r.did", "occurred_at": "r._seen_at"},
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
