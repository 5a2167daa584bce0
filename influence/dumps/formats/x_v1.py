"""X/Twitter API v1.1: the sample and filter streams, REST pages and look-ups.

Belongs here: tweets, users and delete notices of v1.1, and how they become streams.
Does not belong here: v2 (`x_v2`), and the archive that an account downloads of itself.

Nuances
- *Tweets* are read as `x_tweets` says, wherever they stand.
- *observed_at* of counters: for a line of a stream its own time (`timestamp_ms`, else
  `created_at`); for a REST document, which does not say when it was asked for, the newest
  `created_at` in it, which is a lower bound.
- *Enterprise* ("original format") lines and search pages are v1.1 too: what they add is left out.
- A record that looks like a tweet but lacks its user is claimed, and refused with that reason.
"""

from collections.abc import Iterable
from typing import Any

from influence.dumps.formats.pages import container_of
from influence.dumps.formats.x_tweets import (
    NESTED,
    PLATFORM,
    TIME_FORMAT,
    TWEET_FIELDS,
    Place,
    account,
    marks,
    metrics,
    newest_times,
    places,
    post,
)
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation, struct
from influence.dumps.values import union

FORMAT = "x-v1"
VERSION = 2
NAME = "X/Twitter API v1.1 JSON"
# The keys under which a response holds its records.
UNWRAP = ("statuses", "users", "results")

# What a stream says beside tweets and delete notices: read, counted, and not a row of any stream.
_CONTROL = (
    "limit",
    "warning",
    "disconnect",
    "scrub_geo",
    "status_withheld",
    "user_withheld",
    "friends",
    "friends_str",
    "for_user",
    "event",
)


# A user stands at the top of its record, where its handle tells it from a tweet.
_USER_FIELDS = {
    "name": "VARCHAR",
    "followers_count": "VARCHAR",
    "friends_count": "VARCHAR",
    "statuses_count": "VARCHAR",
    "verified": "VARCHAR",
    "status": struct(TWEET_FIELDS | NESTED),
}
_DELETE = (
    "STRUCT(status STRUCT(id_str VARCHAR, id VARCHAR, user_id_str VARCHAR, user_id VARCHAR), "
    "timestamp_ms VARCHAR)"
)
_STREAM_FIELDS = {"timestamp_ms": "VARCHAR", "screen_name": "VARCHAR", "delete": _DELETE}
STRUCTURE = TWEET_FIELDS | NESTED | _STREAM_FIELDS | dict.fromkeys(_CONTROL, "VARCHAR")

_PLACE = "r._line, r._byte_offset, r._raw"
_IS_USER = "r._kind = 'user'"
_IS_TWEET = "r._kind = 'tweet'"
_IS_DELETE = "r._kind = 'delete'"
_IS_CONTROL = "r._kind = 'control'"
_HAS_CONTROL = "coalesce(" + ", ".join(f'r."{name}"' for name in _CONTROL) + ") IS NOT NULL"
_HAS_TWEET = (
    '(coalesce(r.id_str, r.id, r.created_at, r.full_text, r."text") IS NOT NULL '
    'OR r."user" IS NOT NULL)'
)
_MARKS = {
    "_kind": (
        "CASE WHEN r._fault IS NOT NULL THEN NULL WHEN r.screen_name IS NOT NULL THEN 'user' "
        "WHEN r.\"delete\" IS NOT NULL THEN 'delete' "
        f"WHEN {_HAS_CONTROL} AND r.\"user\" IS NULL THEN 'control' "
        f"WHEN {_HAS_TWEET} THEN 'tweet' END"
    ),
} | marks()


def claims(sample: Sample) -> Translation | None:
    """The translation of a file in whose head a record is one of v1.1."""
    records = sample.records
    if sample.prefix or not any(is_record(record) for record in records):
        return None
    container = container_of(sample, paged=any(is_page(record) for record in records))
    return translation(container, users=holds_users(records))


def is_record(record: dict[str, Any]) -> bool:
    """Whether a record of a dump is one of v1.1: a tweet, a user, a delete notice or a page."""
    if isinstance(record.get("delete"), dict) and "status" in record["delete"]:
        return True
    if is_page(record):
        return True
    has_id = "id_str" in record or "id" in record
    has_text = "text" in record or "full_text" in record
    if has_id and has_text and isinstance(record.get("user"), dict):
        return True
    if has_text and {"id_str", "created_at", "entities", "retweet_count"} <= record.keys():
        return True
    return has_id and {"screen_name", "followers_count"} <= record.keys()


def is_page(record: dict[str, Any]) -> bool:
    """Whether a record is a response that holds a list of tweets or users."""
    if isinstance(record.get("statuses"), list) and "search_metadata" in record:
        return True
    if _is_search_page(record):
        return True
    users = record.get("users")
    if not isinstance(users, list) or not all(isinstance(user, dict) for user in users):
        return False
    return "next_cursor" in record or any("screen_name" in user for user in users)


def _is_search_page(record: dict[str, Any]) -> bool:
    """Whether a record is a page of the premium or enterprise search in its original format."""
    results = record.get("results")
    if not isinstance(results, list) or "requestParameters" not in record:
        return False
    return all(isinstance(item, dict) and "verb" not in item for item in results)


def holds_users(records: Iterable[dict[str, Any]]) -> bool:
    """Whether any of these records is a user, or a page of users."""
    return any("screen_name" in record or "users" in record for record in records)


def translation(container: str, *, users: bool = False) -> Translation:
    """How the records of a v1.1 file become streams.

    `container` is 'ndjson', 'document', or 'pages' for documents that stand one a line. `users`
    says that records may be user objects; without them the queries are half as long.
    """
    found = _IN_TWEETS + _IN_USERS if users else _IN_TWEETS
    observed, source = "coalesce(r.timestamp_ms, r.created_at)", "records"
    prepare: tuple[str, ...] = ()
    if container in ("document", "pages"):
        # A document's page is the whole file; of documents one a line, each line is a page.
        page = "r._page" if container == "pages" else "0"
        prepare = (
            f"CREATE TEMP TABLE x_pages AS {newest_times(page, found, joined=_IS_USER)}",
            "CREATE TEMP VIEW x_records AS SELECT r.*, x_pages.newest FROM records AS r "
            f"LEFT JOIN x_pages ON x_pages.page = {page}",
        )
        observed, source = "r.newest", "x_records"
    accounts = [
        account(place.author, place.present, observed, source)
        for place in found
        if place.author != "r"
    ]
    tallies = {
        f"{name} messages ignored": f'{_IS_CONTROL} AND r."{name}" IS NOT NULL' for name in _CONTROL
    }
    if users:
        accounts.append(account("r", _IS_USER, observed, source))
        tallies["last posts whose original names no author"] = (
            f"{_IS_USER} AND r.status.retweeted_status IS NOT NULL "
            'AND r.status.retweeted_status."user" IS NULL'
        )
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=container,
        main_stream="posts",
        structure=STRUCTURE | _USER_FIELDS if users else STRUCTURE,
        candidates={
            "posts": union(*(post(place, source) for place in found)),
            "accounts": union(*accounts),
            "post_metrics": union(*(metrics(place, observed, source) for place in found)),
            "deletions": _deletions(source),
        },
        marks=_MARKS,
        unclaimed=f"r._fault IS NULL AND (r._kind IS NULL{'' if users else f' OR {_IS_USER}'})",
        unclaimed_reason="neither a tweet, a user, a delete notice nor a known control message",
        prepare=prepare,
        prepared=("x_pages", "x_records") if prepare else (),
        tallies=tallies,
        time_format=TIME_FORMAT,
        unwrap=UNWRAP if prepare else (),
    )


_IN_TWEETS = places("r", _IS_TWEET)


def _in_status(tweet: str, **more: Any) -> Place:
    # Inside a last status the originals often name no author; such a post is tallied, not a row.
    authored = f'{_IS_USER} AND {tweet} IS NOT NULL AND {tweet}."user" IS NOT NULL'
    return Place(tweet, authored, f'{tweet}."user"', **more)


# A user's last status does not name its author: the user is.
_IN_USERS = (
    Place(
        "r.status",
        f"{_IS_USER} AND r.status IS NOT NULL",
        "r",
        is_repost="r.status.retweeted_status IS NOT NULL",
        original="r.status.retweeted_status",
        quotes_whole=True,
    ),
    _in_status("r.status.retweeted_status", quotes_whole=True),
    _in_status("r.status.quoted_status"),
    _in_status("r.status.retweeted_status.quoted_status"),
)


def _deletions(source: str) -> str:
    return (
        f"SELECT '{PLATFORM}' AS platform, "
        'coalesce(r."delete".status.id_str, r."delete".status.id) AS post_id, '
        'coalesce(r."delete".status.user_id_str, r."delete".status.user_id) AS account_id, '
        'r."delete".timestamp_ms AS occurred_at, r._line, r._byte_offset, r._raw '
        f"FROM {source} AS r WHERE {_IS_DELETE}"
    )
