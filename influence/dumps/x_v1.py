"""X/Twitter API v1.1: the sample and filter streams, REST pages and look-ups.

Belongs here: tweets, users and delete notices of v1.1, and how they become streams.
Does not belong here: v2 (`x_v2`), and the archive that an account downloads of itself.

Nuances
- *Text*: `extended_tweet.full_text`, else `full_text`, else `text`. A repost keeps the outer text
  ("RT @..."); the whole text is the embedded original's.
- *Repost before quote*: `is_quote_status` is also true on reposts of quotes; such a record is a
  repost of the quoting post and quotes nothing itself.
- *Embedded* originals and quoted posts are posts too, marked `_is_embedded`.
- *observed_at* of counters: for a line of a stream its own time (`timestamp_ms`, else
  `created_at`); for a REST document, which does not say when it was asked for, the newest
  `created_at` in it, which is a lower bound.
"""

from collections.abc import Iterable
from typing import Any

from influence.dumps.translation import Translation
from influence.dumps.validation import time_of

FORMAT = "x-v1"
VERSION = 1
PLATFORM = "x"
# The keys under which a REST response holds its records.
UNWRAP = ("statuses", "users")
TIME_FORMAT = "%a %b %d %H:%M:%S %z %Y"

_USER = (
    'STRUCT(id_str VARCHAR, id VARCHAR, screen_name VARCHAR, "name" VARCHAR, created_at VARCHAR, '
    "followers_count VARCHAR, friends_count VARCHAR, statuses_count VARCHAR, verified VARCHAR)"
)
_ENTITIES = (
    'STRUCT(hashtags STRUCT("text" VARCHAR)[], urls STRUCT(expanded_url VARCHAR, url VARCHAR)[], '
    "user_mentions STRUCT(id_str VARCHAR)[])"
)
_TWEET_FIELDS = {
    "id_str": "VARCHAR",
    "id": "VARCHAR",
    "created_at": "VARCHAR",
    "text": "VARCHAR",
    "full_text": "VARCHAR",
    "lang": "VARCHAR",
    "in_reply_to_status_id_str": "VARCHAR",
    "in_reply_to_user_id_str": "VARCHAR",
    "quoted_status_id_str": "VARCHAR",
    "retweet_count": "VARCHAR",
    "favorite_count": "VARCHAR",
    "reply_count": "VARCHAR",
    "quote_count": "VARCHAR",
    "user": _USER,
    "entities": _ENTITIES,
    "extended_tweet": f"STRUCT(full_text VARCHAR, entities {_ENTITIES})",
}
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


def _struct(fields: dict[str, str]) -> str:
    return "STRUCT(" + ", ".join(f'"{name}" {kind}' for name, kind in fields.items()) + ")"


_TWEET = _struct(_TWEET_FIELDS)
_QUOTING = _struct(_TWEET_FIELDS | {"quoted_status": _TWEET})
_NESTED = {"retweeted_status": _QUOTING, "quoted_status": _TWEET}
# A user stands at the top of its record, where its handle tells it from a tweet.
_USER_FIELDS = {
    "name": "VARCHAR",
    "followers_count": "VARCHAR",
    "friends_count": "VARCHAR",
    "statuses_count": "VARCHAR",
    "verified": "VARCHAR",
    "status": _struct(_TWEET_FIELDS | _NESTED),
}
_DELETE = (
    "STRUCT(status STRUCT(id_str VARCHAR, id VARCHAR, user_id_str VARCHAR, user_id VARCHAR), "
    "timestamp_ms VARCHAR)"
)
_STREAM_FIELDS = {"timestamp_ms": "VARCHAR", "screen_name": "VARCHAR", "delete": _DELETE}
STRUCTURE = _TWEET_FIELDS | _NESTED | _STREAM_FIELDS | dict.fromkeys(_CONTROL, "VARCHAR")

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
# Asked of every record once: to see whether an object is there, all of its fields are read.
_MARKS = {
    "_kind": (
        "CASE WHEN r._fault IS NOT NULL THEN NULL WHEN r.screen_name IS NOT NULL THEN 'user' "
        "WHEN r.\"delete\" IS NOT NULL THEN 'delete' "
        f"WHEN {_HAS_CONTROL} AND r.\"user\" IS NULL THEN 'control' "
        f"WHEN {_HAS_TWEET} THEN 'tweet' END"
    ),
    "_has_original": "r.retweeted_status IS NOT NULL",
    "_has_quoted": "r.quoted_status IS NOT NULL",
    "_has_quoted_by_original": "r.retweeted_status.quoted_status IS NOT NULL",
}


def claims(record: dict[str, Any]) -> bool:
    """Whether a record of a dump is one of v1.1: a tweet, a user or a delete notice."""
    if isinstance(record.get("delete"), dict) and "status" in record["delete"]:
        return True
    if is_page(record):
        return True
    has_id = "id_str" in record or "id" in record
    if has_id and isinstance(record.get("user"), dict):
        return "text" in record or "full_text" in record
    return has_id and {"screen_name", "followers_count"} <= record.keys()


def is_page(record: dict[str, Any]) -> bool:
    """Whether a record is a REST response that holds a list of tweets or users."""
    if isinstance(record.get("statuses"), list) and "search_metadata" in record:
        return True
    users = record.get("users")
    if not isinstance(users, list) or not all(isinstance(user, dict) for user in users):
        return False
    return "next_cursor" in record or any("screen_name" in user for user in users)


def holds_users(records: list[dict[str, Any]]) -> bool:
    """Whether any of these records is a user, or a page of users."""
    return any("screen_name" in record or "users" in record for record in records)


def translation(container: str, *, users: bool = False) -> Translation:
    """How the records of a v1.1 file become streams.

    `container` is 'ndjson', 'document', or 'pages' for documents that stand one a line. `users`
    says that records may be user objects; without them the queries are half as long.
    """
    places = _IN_TWEETS + _IN_USERS if users else _IN_TWEETS
    observed, source = "coalesce(r.timestamp_ms, r.created_at)", "records"
    prepare: tuple[str, ...] = ()
    if container in ("document", "pages"):
        # A document's page is the whole file; of documents one a line, each line is a page.
        page = "r._line" if container == "pages" else "0"
        prepare = (
            f"CREATE TEMP TABLE x_pages AS {_newest_times(page, places)}",
            "CREATE TEMP TABLE x_records AS SELECT r.*, x_pages.newest FROM records AS r "
            f"LEFT JOIN x_pages ON x_pages.page = {page}",
        )
        observed, source = "r.newest", "x_records"
    accounts = [_account(*place[:2], observed, source) for place in places if place[3]]
    tallies = {
        f"{name} messages ignored": f'{_IS_CONTROL} AND r."{name}" IS NOT NULL' for name in _CONTROL
    }
    if users:
        accounts.append(_account("r", _IS_USER, observed, source, author="r"))
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
            "posts": _union(_post(*place, source) for place in places),
            "accounts": _union(accounts),
            "post_metrics": _union(_metrics(*place[:2], observed, source) for place in places),
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


# Where a tweet object may stand in a record: its SQL, when it is there, whether it is embedded,
# and whether it carries its own author (a user's last status does not: the user is the author).
Place = tuple[str, str, bool, bool]

_IN_TWEETS: tuple[Place, ...] = (
    ("r", _IS_TWEET, False, True),
    ("r.retweeted_status", f"{_IS_TWEET} AND r._has_original", True, True),
    ("r.quoted_status", f"{_IS_TWEET} AND r._has_quoted", True, True),
    (
        "r.retweeted_status.quoted_status",
        f"{_IS_TWEET} AND r._has_quoted_by_original",
        True,
        True,
    ),
)


def _authored(tweet: str) -> str:
    # Inside a last status the originals often name no author; such a post is tallied, not a row.
    return f'({_IS_USER} AND {tweet} IS NOT NULL AND {tweet}."user" IS NOT NULL)'


_IN_USERS: tuple[Place, ...] = (
    ("r.status", f"{_IS_USER} AND r.status IS NOT NULL", True, False),
    *(
        (tweet, _authored(tweet), True, True)
        for tweet in (
            "r.status.retweeted_status",
            "r.status.quoted_status",
            "r.status.retweeted_status.quoted_status",
        )
    ),
)


def _union(selects: Iterable[str]) -> str:
    return " UNION ALL ".join(selects)


def _post(tweet: str, present: str, embedded: bool, has_author: bool, source: str) -> str:
    author = f'{tweet}."user"' if has_author else "r"
    retweeted = f"{tweet}.retweeted_status"
    outer = tweet in ("r", "r.status")
    quotes = "true"
    if outer:
        quotes = "NOT r._has_original" if tweet == "r" else f"{retweeted} IS NULL"
    has_quoted = outer or tweet.endswith("retweeted_status")

    def entity(name: str) -> str:
        return f"coalesce({tweet}.extended_tweet.entities.{name}, {tweet}.entities.{name})"

    def original(value: str) -> str:
        return f"coalesce({retweeted}.{value}_str, {retweeted}.{value})" if outer else "NULL"

    repost_author = (
        f'coalesce({retweeted}."user".id_str, {retweeted}."user".id)' if outer else "NULL"
    )
    quoted = f"{tweet}.quoted_status"
    quote_id = f"{tweet}.quoted_status_id_str"
    quote_author = "NULL"
    if has_quoted:
        quote_id = f"coalesce({quote_id}, {quoted}.id_str, {quoted}.id)"
        quote_author = f'coalesce({quoted}."user".id_str, {quoted}."user".id)'
    return (
        f"SELECT '{PLATFORM}' AS platform, coalesce({tweet}.id_str, {tweet}.id) AS post_id, "
        f"coalesce({author}.id_str, {author}.id) AS account_id, "
        f"{tweet}.created_at AS created_at, "
        f'coalesce({tweet}.extended_tweet.full_text, {tweet}.full_text, {tweet}."text") AS "text", '
        f"{tweet}.lang AS lang, "
        f'[tag."text" FOR tag IN {entity("hashtags")}] AS hashtags, '
        f"[mention.id_str FOR mention IN {entity('user_mentions')}] AS mentions, "
        f"[coalesce(link.expanded_url, link.url) FOR link IN {entity('urls')}] AS urls, "
        f"{tweet}.in_reply_to_status_id_str AS reply_to_post_id, "
        f"{tweet}.in_reply_to_user_id_str AS reply_to_account_id, "
        f"{original('id')} AS repost_of_post_id, {repost_author} AS repost_of_account_id, "
        f"CASE WHEN {quotes} THEN {quote_id} END AS quote_of_post_id, "
        f"CASE WHEN {quotes} THEN {quote_author} END AS quote_of_account_id, "
        f"{str(embedded).lower()} AS _is_embedded, "
        f"coalesce(len({entity('user_mentions')}), 0) AS _mentions_count, {_PLACE} "
        f"FROM {source} AS r WHERE {present}"
    )


def _account(
    tweet: str, present: str, observed: str, source: str, author: str | None = None
) -> str:
    user = author or f'{tweet}."user"'
    return (
        f"SELECT '{PLATFORM}' AS platform, coalesce({user}.id_str, {user}.id) AS account_id, "
        f"{observed} AS observed_at, {user}.screen_name AS handle, "
        f'{user}."name" AS display_name, {user}.created_at AS created_at, '
        f"{user}.followers_count AS followers_count, {user}.friends_count AS following_count, "
        f"{user}.statuses_count AS posts_count, {user}.verified AS verified, {_PLACE} "
        f"FROM {source} AS r WHERE {present}"
    )


def _metrics(tweet: str, present: str, observed: str, source: str) -> str:
    return (
        f"SELECT '{PLATFORM}' AS platform, coalesce({tweet}.id_str, {tweet}.id) AS post_id, "
        f"{observed} AS observed_at, {tweet}.favorite_count AS likes, "
        f"{tweet}.retweet_count AS reposts, {tweet}.reply_count AS replies, "
        f"{tweet}.quote_count AS quotes, {_PLACE} FROM {source} AS r WHERE {present}"
    )


def _deletions(source: str) -> str:
    return (
        f"SELECT '{PLATFORM}' AS platform, "
        'coalesce(r."delete".status.id_str, r."delete".status.id) AS post_id, '
        'coalesce(r."delete".status.user_id_str, r."delete".status.user_id) AS account_id, '
        f'r."delete".timestamp_ms AS occurred_at, {_PLACE} FROM {source} AS r WHERE {_IS_DELETE}'
    )


def _newest_times(page: str, places: tuple[Place, ...]) -> str:
    """One row per page: the newest creation of a post in it, else of an account in it."""
    posts = _union(
        f"SELECT {page} AS page, {time_of(f'{tweet}.created_at', TIME_FORMAT)} AS posted_at, "
        f"NULL AS joined_at FROM records AS r WHERE {present}"
        for tweet, present, _, _ in places
    )
    users = (
        f"SELECT {page}, NULL, {time_of('r.created_at', TIME_FORMAT)} "
        f"FROM records AS r WHERE {_IS_USER}"
    )
    return (
        "SELECT page, coalesce(max(posted_at), max(joined_at)) AS newest "
        f"FROM ({posts} UNION ALL {users}) GROUP BY page"
    )
