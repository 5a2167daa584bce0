"""The tweet object of v1.1, which several exports carry: its type, and the rows that it gives.

Belongs here: the fields of a tweet and of its author, and where a tweet may stand in another.
Does not belong here: what stands around tweets (`x_v1`, `x_archive`, `rumoureval`).

Nuances
- *Text*: `extended_tweet.full_text`, else `full_text`, else `text`. A repost keeps the outer text
  ("RT @..."); the whole text is the embedded original's.
- *Repost before quote*: `is_quote_status` is also true on reposts of quotes; such a record is a
  repost of the quoting post and quotes nothing itself.
- *Embedded* originals and quoted posts are posts too, marked `_is_embedded`.
- A *mention* whose id is -1 is of an account that is gone: left out of `mentions`, but counted.
- A tweet without any counter gives no counters, not counters of null.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from influence.dumps.translation import PLACE, struct
from influence.dumps.validation import time_of
from influence.dumps.values import union

PLATFORM = "x"
TIME_FORMAT = "%a %b %d %H:%M:%S %z %Y"


_USER = struct(
    dict.fromkeys(
        (
            "id_str",
            "id",
            "screen_name",
            "name",
            "created_at",
            "followers_count",
            "friends_count",
            "statuses_count",
            "verified",
        ),
        "VARCHAR",
    )
)
_ENTITIES = (
    'STRUCT(hashtags STRUCT("text" VARCHAR)[], urls STRUCT(expanded_url VARCHAR, url VARCHAR)[], '
    "user_mentions STRUCT(id_str VARCHAR, screen_name VARCHAR)[])"
)
TWEET_FIELDS = {
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
_TWEET = struct(TWEET_FIELDS)
# What a tweet carries of the one that it reposts or quotes.
NESTED = {
    "retweeted_status": struct(TWEET_FIELDS | {"quoted_status": _TWEET}),
    "quoted_status": _TWEET,
}


@dataclass(frozen=True)
class Place:
    """Where a tweet may stand in a record r, all in SQL.

    `present` says when it is there. `author` is its user, null where none is told. `is_repost`
    and `original` (null for a tweet that cannot be one) are of the tweet that it reposts.
    """

    tweet: str
    present: str
    author: str
    is_embedded: bool = True
    is_repost: str = "false"
    original: str | None = None
    quotes_whole: bool = False

    @property
    def account_id(self) -> str:
        return f"coalesce({self.author}.id_str, {self.author}.id)"


def marks(at: str = "r") -> dict[str, str]:
    """What is asked of the tweet at `at` once for each record.

    To see whether an object is there, all of its fields are read.
    """
    return {
        "_has_original": f"{at}.retweeted_status IS NOT NULL",
        "_has_quoted": f"{at}.quoted_status IS NOT NULL",
        "_has_quoted_by_original": f"{at}.retweeted_status.quoted_status IS NOT NULL",
    }


def places(at: str = "r", present: str = "true") -> tuple[Place, ...]:
    """The tweet at `at`, and those that stand in it; the record is marked by `marks`."""
    original = f"{at}.retweeted_status"
    return (
        Place(
            at,
            present,
            f'{at}."user"',
            is_embedded=False,
            is_repost="r._has_original",
            original=original,
            quotes_whole=True,
        ),
        Place(
            original,
            f"{present} AND r._has_original",
            f'{original}."user"',
            quotes_whole=True,
        ),
        *(
            Place(quoted, f"{present} AND r.{mark}", f'{quoted}."user"')
            for quoted, mark in (
                (f"{at}.quoted_status", "_has_quoted"),
                (f"{original}.quoted_status", "_has_quoted_by_original"),
            )
        ),
    )


def post(
    place: Place,
    source: str,
    *,
    account_id: str | None = None,
    original_author: str | None = None,
    spelled: Callable[[str], str] = str,
) -> str:
    """The post that a tweet is.

    `account_id` and `original_author` are SQL for what the tweet itself does not tell, `spelled`
    turns its time into one that is read.
    """
    tweet, original = place.tweet, place.original

    def entity(name: str) -> str:
        return f"coalesce({tweet}.extended_tweet.entities.{name}, {tweet}.entities.{name})"

    original_id = "NULL"
    if original is not None:
        original_id = f"coalesce({original}.id_str, {original}.id)"
        original_author = (
            original_author or f'coalesce({original}."user".id_str, {original}."user".id)'
        )
    quoted = f"{tweet}.quoted_status"
    quote_id, quote_author = f"{tweet}.quoted_status_id_str", "NULL"
    if place.quotes_whole:
        quote_id = f"coalesce({quote_id}, {quoted}.id_str, {quoted}.id)"
        quote_author = f'coalesce({quoted}."user".id_str, {quoted}."user".id)'
    return _select(
        {
            "post_id": f"coalesce({tweet}.id_str, {tweet}.id)",
            "account_id": account_id or place.account_id,
            "created_at": spelled(f"{tweet}.created_at"),
            "text": f"coalesce({tweet}.extended_tweet.full_text, {tweet}.full_text, "
            f'{tweet}."text")',
            "lang": f"{tweet}.lang",
            "hashtags": f'[tag."text" FOR tag IN {entity("hashtags")}]',
            "mentions": f"[mention.id_str FOR mention IN {entity('user_mentions')} "
            "IF mention.id_str <> '-1']",
            "urls": f"[coalesce(link.expanded_url, link.url) FOR link IN {entity('urls')}]",
            "reply_to_post_id": f"{tweet}.in_reply_to_status_id_str",
            "reply_to_account_id": f"{tweet}.in_reply_to_user_id_str",
            "repost_of_post_id": original_id,
            "repost_of_account_id": original_author or "NULL",
            "quote_of_post_id": f"CASE WHEN NOT {place.is_repost} THEN {quote_id} END",
            "quote_of_account_id": f"CASE WHEN NOT {place.is_repost} THEN {quote_author} END",
            "_is_embedded": str(place.is_embedded).lower(),
            "_mentions_count": f"coalesce(len({entity('user_mentions')}), 0)",
        },
        source,
        place.present,
    )


def account(user: str, present: str, observed: str, source: str) -> str:
    """What a user object tells of an account, as seen at `observed`."""
    return _select(
        {
            "account_id": f"coalesce({user}.id_str, {user}.id)",
            "observed_at": observed,
            "handle": f"{user}.screen_name",
            "display_name": f'{user}."name"',
            "created_at": f"{user}.created_at",
            "followers_count": f"{user}.followers_count",
            "following_count": f"{user}.friends_count",
            "posts_count": f"{user}.statuses_count",
            "verified": f"{user}.verified",
        },
        source,
        present,
    )


def metrics(place: Place, observed: str, source: str) -> str:
    """The counters of a tweet, as seen at `observed`."""
    counters = {
        "likes": f"{place.tweet}.favorite_count",
        "reposts": f"{place.tweet}.retweet_count",
        "replies": f"{place.tweet}.reply_count",
        "quotes": f"{place.tweet}.quote_count",
    }
    return _select(
        {"post_id": f"coalesce({place.tweet}.id_str, {place.tweet}.id)", "observed_at": observed}
        | counters,
        source,
        f"{place.present} AND coalesce({', '.join(counters.values())}) IS NOT NULL",
    )


def newest_times(
    page: str, found: Iterable[Place], joined: str = "", spelled: Callable[[str], str] = str
) -> str:
    """One row per page: the newest creation of a post in it, else of an account.

    `joined` says which records are users.
    """
    selects = [
        f"SELECT {page} AS page, "
        f"{time_of(spelled(f'{place.tweet}.created_at'), TIME_FORMAT)} AS posted_at, "
        f"CAST(NULL AS TIMESTAMP) AS joined_at FROM records AS r WHERE {place.present}"
        for place in found
    ]
    if joined:
        selects.append(
            f"SELECT {page} AS page, {time_of('r.created_at', TIME_FORMAT)} AS joined_at "
            f"FROM records AS r WHERE {joined}"
        )
    return (
        "SELECT page, coalesce(max(posted_at), max(joined_at)) AS newest "
        f"FROM ({union(*selects)}) GROUP BY page"
    )


def _select(columns: dict[str, str], source: str, present: str) -> str:
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    place = ", ".join(f"r.{name}" for name in PLACE)
    return f"SELECT '{PLATFORM}' AS platform, {listed}, {place} FROM {source} AS r WHERE {present}"
