"""Gnip Activity Streams: tweets as X/Twitter's enterprise APIs wrote them beside their own format.

Belongs here: activities (`verb`, `actor`, `object`), deletions, and what a delivery says of itself.
Does not belong here: the enterprise "original format", which is v1.1 (`x_v1`).

Nuances
- *Ids* stand behind a prefix (`id:twitter.com:`, `tag:search.twitter.com,2005:`).
- *Text* and entities of a long tweet are in `long_object`; `body` is cut.
- *Repost before quote*: a `share` carries the original as `object`, also where that quotes.
- *Embedded* originals and quoted posts are posts too, marked `_is_embedded`.
- *Replies* name the answered post and its author's handle by a link; the author's id is told only
  where the reply mentions that handle, or is an answer to its own author.
- *observed_at* of counters is the activity's own time.
- *Deletions* are honoured. Notices of protected, suspended or withheld accounts and posts, and
  `info`, `warn` and `error` messages of a delivery, are left out and counted.
"""

from typing import Any, NamedTuple

from influence.dumps.formats.pages import container_of
from influence.dumps.formats.x_tweets import PLATFORM
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation, struct
from influence.dumps.values import rows, union

FORMAT = "x-gnip"
VERSION = 1
NAME = "Gnip Activity Streams"

_ACTOR = struct(
    dict.fromkeys(
        (
            "id",
            "preferredUsername",
            "displayName",
            "postedTime",
            "followersCount",
            "friendsCount",
            "statusesCount",
            "verified",
        ),
        "VARCHAR",
    )
)
_ENTITIES = (
    'STRUCT(hashtags STRUCT("text" VARCHAR)[], urls STRUCT(expanded_url VARCHAR, url VARCHAR)[], '
    "user_mentions STRUCT(id_str VARCHAR, screen_name VARCHAR)[])"
)
_ACTIVITY = {
    "id": "VARCHAR",
    "verb": "VARCHAR",
    "postedTime": "VARCHAR",
    "body": "VARCHAR",
    "twitter_lang": "VARCHAR",
    "retweetCount": "VARCHAR",
    "favoritesCount": "VARCHAR",
    "actor": _ACTOR,
    "inReplyTo": "STRUCT(link VARCHAR)",
    "twitter_entities": _ENTITIES,
    "long_object": f"STRUCT(body VARCHAR, twitter_entities {_ENTITIES})",
}
_QUOTED = {"twitter_quoted_status": struct(_ACTIVITY)}
_SYSTEM = ("info", "warn", "error")
_STRUCTURE = (
    _ACTIVITY
    | _QUOTED
    | {"object": struct(_ACTIVITY | _QUOTED), "timestampMs": "VARCHAR"}
    | dict.fromkeys(_SYSTEM, "VARCHAR")
)
_NOTICES = (
    "drop",
    "undrop",
    "scrub_geo",
    "status_withheld",
    "tweet_edit",
    "user_delete",
    "user_undelete",
    "user_protect",
    "user_unprotect",
    "user_suspend",
    "user_unsuspend",
    "user_withheld",
)
_IS_POST = "r.verb IN ('post', 'share')"
_IS_SHARE = "r.verb = 'share'"
_IS_NOTICE = f"r._fault IS NULL AND r.verb IN ({', '.join(repr(verb) for verb in _NOTICES)})"
_IS_SYSTEM = (
    f"r._fault IS NULL AND r.verb IS NULL AND coalesce({', '.join(f'r.{n}' for n in _SYSTEM)}) "
    "IS NOT NULL"
)
_ORIGINAL = 'r."object"'
_PREFIX = r"'^(id:twitter\.com:|(tag|object):search\.twitter\.com,\d+:)'"


class _Place(NamedTuple):
    """Where an activity may stand in a record r, when it is there, and whether it is embedded."""

    activity: str
    present: str
    is_embedded: bool


_PLACES = (
    _Place("r", _IS_POST, False),
    _Place(_ORIGINAL, _IS_SHARE, True),
    _Place("r.twitter_quoted_status", f"{_IS_POST} AND r._has_quoted", True),
    _Place(f"{_ORIGINAL}.twitter_quoted_status", f"{_IS_SHARE} AND r._original_has_quoted", True),
)
_MARKS = {
    "_has_quoted": "r.twitter_quoted_status IS NOT NULL",
    "_original_has_quoted": f"{_ORIGINAL}.twitter_quoted_status IS NOT NULL",
}


def claims(sample: Sample) -> Translation | None:
    """The translation of a file of activities, or of messages of a delivery alone."""
    records = sample.records
    pages = any(_is_search_page(record) for record in records)
    if not (pages or any(_is_activity(record) for record in records) or _are_messages(records)):
        return None
    return _translation(container_of(sample, paged=pages))


def _is_activity(record: dict[str, Any]) -> bool:
    actor = record.get("actor")
    is_named = isinstance(actor, dict) and str(actor.get("id")).startswith("id:twitter.com:")
    is_tagged = str(record.get("id")).startswith("tag:search.twitter.com,")
    return "verb" in record and (is_named or is_tagged)


def _is_search_page(record: dict[str, Any]) -> bool:
    results = record.get("results")
    if not isinstance(results, list):
        return False
    return any(isinstance(item, dict) and _is_activity(item) for item in results)


def _are_messages(records: tuple[dict[str, Any], ...]) -> bool:
    return bool(records) and all(
        record.keys() == {"info"} and isinstance(record["info"], dict) and "sent" in record["info"]
        for record in records
    )


def _translation(container: str) -> Translation:
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=container,
        main_stream="posts",
        structure=_STRUCTURE,
        candidates={
            "posts": union(*(_post(place) for place in _PLACES)),
            "accounts": union(*(_account(place) for place in _PLACES)),
            "post_metrics": union(*(_metrics(place) for place in _PLACES)),
            "deletions": rows(
                {
                    "platform": f"'{PLATFORM}'",
                    "post_id": _bare('coalesce(r."object".id, r.id)'),
                    "account_id": _bare("r.actor.id"),
                    "occurred_at": "coalesce(r.postedTime, r.timestampMs)",
                },
                "r.verb = 'delete'",
            ),
        },
        unclaimed=(
            f"r._fault IS NULL AND NOT (coalesce({_IS_POST} OR r.verb = 'delete', false) "
            f"OR coalesce({_IS_NOTICE}, false) OR coalesce({_IS_SYSTEM}, false))"
        ),
        unclaimed_reason="neither a post, a share, a deletion, a notice nor a message",
        marks=_MARKS,
        tallies={
            "notices of withheld, protected or suspended accounts and posts left out": _IS_NOTICE,
            "messages of the delivery left out": _IS_SYSTEM,
            "replies whose link names no post, kept as posts": (
                f"{_IS_POST} AND r.inReplyTo.link IS NOT NULL AND {_answered('r')} IS NULL"
            ),
        },
        unwrap=("results",),
    )


def _bare(name: str) -> str:
    """An id without its prefix; what has none is handed on."""
    return f"regexp_replace({name}, {_PREFIX}, '')"


def _answered(activity: str) -> str:
    return f"nullif(regexp_extract({activity}.inReplyTo.link, '/status(?:es)?/([0-9]+)', 1), '')"


def _post(place: _Place) -> str:
    activity = place.activity
    handle = f"regexp_extract({activity}.inReplyTo.link, 'twitter\\.com/([^/]+)/status', 1)"

    def entity(name: str) -> str:
        return (
            f"coalesce({activity}.long_object.twitter_entities.{name}, "
            f"{activity}.twitter_entities.{name})"
        )

    own = f"lower({activity}.actor.preferredUsername) = lower({handle})"
    answered_author = (
        f"CASE WHEN {own} THEN {_bare(f'{activity}.actor.id')} "
        f"ELSE [mention.id_str FOR mention IN {entity('user_mentions')} "
        f"IF lower(mention.screen_name) = lower({handle})][1] END"
    )
    original, original_author = "NULL", "NULL"
    if activity == "r":
        original = f"CASE WHEN {_IS_SHARE} THEN {_bare(_ORIGINAL + '.id')} END"
        original_author = f"CASE WHEN {_IS_SHARE} THEN {_bare(_ORIGINAL + '.actor.id')} END"
    quote, quote_author = "NULL", "NULL"
    if not activity.endswith("twitter_quoted_status"):
        quoted = f"{activity}.twitter_quoted_status"
        quotes = f"NOT {_IS_SHARE}" if activity == "r" else "true"
        quote = f"CASE WHEN {quotes} THEN {_bare(f'{quoted}.id')} END"
        quote_author = f"CASE WHEN {quotes} THEN {_bare(f'{quoted}.actor.id')} END"
    return rows(
        {
            "platform": f"'{PLATFORM}'",
            "post_id": _bare(f"{activity}.id"),
            "account_id": _bare(f"{activity}.actor.id"),
            "created_at": f"{activity}.postedTime",
            "text": f"coalesce({activity}.long_object.body, {activity}.body)",
            "lang": f"{activity}.twitter_lang",
            "hashtags": f'[tag."text" FOR tag IN {entity("hashtags")}]',
            "mentions": f"[mention.id_str FOR mention IN {entity('user_mentions')}]",
            "urls": f"[coalesce(link.expanded_url, link.url) FOR link IN {entity('urls')}]",
            "reply_to_post_id": _answered(activity),
            "reply_to_account_id": answered_author,
            "repost_of_post_id": original,
            "repost_of_account_id": original_author,
            "quote_of_post_id": quote,
            "quote_of_account_id": quote_author,
            "_is_embedded": str(place.is_embedded).lower(),
            "_mentions_count": f"coalesce(len({entity('user_mentions')}), 0)",
        },
        place.present,
    )


def _account(place: _Place) -> str:
    actor = f"{place.activity}.actor"
    return rows(
        {
            "platform": f"'{PLATFORM}'",
            "account_id": _bare(f"{actor}.id"),
            "observed_at": "r.postedTime",
            "handle": f"{actor}.preferredUsername",
            "display_name": f"{actor}.displayName",
            "created_at": f"{actor}.postedTime",
            "followers_count": f"{actor}.followersCount",
            "following_count": f"{actor}.friendsCount",
            "posts_count": f"{actor}.statusesCount",
            "verified": f"{actor}.verified",
        },
        place.present,
    )


def _metrics(place: _Place) -> str:
    likes, reposts = f"{place.activity}.favoritesCount", f"{place.activity}.retweetCount"
    return rows(
        {
            "platform": f"'{PLATFORM}'",
            "post_id": _bare(f"{place.activity}.id"),
            "observed_at": "r.postedTime",
            "likes": likes,
            "reposts": reposts,
        },
        f"{place.present} AND coalesce({likes}, {reposts}) IS NOT NULL",
    )
