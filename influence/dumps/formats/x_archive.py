"""The archive that X/Twitter hands to an account of its own posts, old (Grailbird) and new (YTD).

Belongs here: the scripts of such an archive: posts, deleted posts, who follows and is followed,
and which of the other scripts are left out.
Does not belong here: the tweet object (`x_tweets`), what tells the owner (`x_archive_owner`), and
cutting the script off its JSON (`recognition`).

Nuances
- *Owner*: a tweet of the new archive does not name its author. It is the account of `account.js`
  (or of `manifest.js`) beside it; else the account that the file's replies to posts of the file
  itself name most often; else "owner of <oldest post id>", the same for every reading of the file.
- *Reposts* of the new archive do not carry the original. A text "RT @handle: ..." whose first
  mention is that handle is a repost of an unnamed post of that account.
- *observed_at* of counters and of the account is the archive's date in `manifest.js`; else the
  newest `created_at` in the file, a lower bound.
- *Deleted posts* (`deleted-tweets.js`) are posts with a deletion.
- *Followers* do not say since when: they are dated before all else, and need `account.js`.
- *Likes* do not say when: they are left out and counted, as is what holds no post (messages,
  advertisements, devices, the old archive's index).
- *Times* of the old archive are `YYYY-MM-DD HH:MM:SS +0000` until about 2015.
"""

import re
from typing import Any

from influence.dumps.connection import sql_text
from influence.dumps.formats.x_archive_owner import Owner, owner_of
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
from influence.dumps.store import NO_STREAM
from influence.dumps.translation import Translation, struct
from influence.dumps.validation import time_of
from influence.dumps.values import BEFORE_ALL, rows, union
from influence.errors import DumpSchemaError

FORMAT = "x-archive"
VERSION = 1
NAME = "X/Twitter account archives (tweets.js, Grailbird)"

_NEW = re.compile(r"window\.YTD\.(\w+)\.part\d+", re.IGNORECASE)
_OLD = re.compile(r"Grailbird\.data\.(\w+)")
_OLD_PARTS = ("tweet_index", "payload_details", "user_details")
_MANIFEST = "window.__THAR_CONFIG"
_TWEETS = ("tweet", "tweets", "deleted_tweets", "community_tweet")
_EDGES = {"follower": True, "following": False}

_UNKNOWN = "not a post of an X/Twitter archive"


def claims(sample: Sample) -> Translation | None:
    """The translation of a script of an archive, or of its JSON without the assignment."""
    if new := _NEW.fullmatch(sample.prefix):
        return _new_part(new.group(1).lower(), sample)
    if _OLD.fullmatch(sample.prefix):
        return _old_tweets()
    if sample.prefix in _OLD_PARTS or sample.prefix == _MANIFEST:
        return _left_out(sample.prefix)
    if any(_is_wrapped(record) for record in sample.records):
        return _new_tweets(sample, is_wrapped=True)
    return None


def _is_wrapped(record: dict[str, Any]) -> bool:
    tweet = record.get("tweet")
    return (
        record.keys() == {"tweet"}
        and isinstance(tweet, dict)
        and {"id_str", "full_text", "favorite_count"} <= tweet.keys()
    )


def _new_part(part: str, sample: Sample) -> Translation:
    if part in _TWEETS:
        return _new_tweets(sample, is_wrapped=any("tweet" in record for record in sample.records))
    if part in _EDGES:
        return _edges(part, sample)
    return _left_out(part)


def _left_out(part: str) -> Translation:
    reason = "they do not say when" if part == "like" else "they are no posts"
    return Translation(
        format=FORMAT,
        version=VERSION,
        container="document",
        main_stream=NO_STREAM,
        structure={"id": "VARCHAR"},
        candidates={},
        tallies={f"records of the archive's '{part}' left out: {reason}": "r._fault IS NULL"},
    )


def _is_tweet(at: str) -> str:
    """When the tweet at `at` says anything of itself."""
    said = ", ".join(
        f'{at}."{name}"' for name in ("id_str", "id", "created_at", "full_text", "text")
    )
    return f"r._fault IS NULL AND coalesce({said}) IS NOT NULL"


# The old archive's first spelling of times, as ISO-8601; any other is handed on.
_OLD_TIME = (
    r"'^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d):?(\d\d)$'",
    r"'\1T\2\3:\4'",
)


def _spelled(time: str) -> str:
    return f"regexp_replace({time}, {_OLD_TIME[0]}, {_OLD_TIME[1]})"


def _old_tweets() -> Translation:
    found = places()
    return Translation(
        format=FORMAT,
        version=VERSION,
        container="document",
        main_stream="posts",
        structure=TWEET_FIELDS | NESTED,
        candidates={
            "posts": union(*(post(place, "x_records", spelled=_spelled) for place in found)),
            "accounts": union(
                *(account(place.author, place.present, "r.newest", "x_records") for place in found)
            ),
            "post_metrics": union(*(metrics(place, "r.newest", "x_records") for place in found)),
        },
        marks=marks(),
        unclaimed=f"r._fault IS NULL AND NOT ({_is_tweet('r')})",
        unclaimed_reason=_UNKNOWN,
        prepare=(
            f"CREATE TEMP TABLE x_pages AS {newest_times('0', found, spelled=_spelled)}",
            "CREATE TEMP VIEW x_records AS SELECT r.*, x_pages.newest FROM records AS r "
            f"CROSS JOIN x_pages WHERE {_is_tweet('r')}",
        ),
        prepared=("x_pages", "x_records"),
        time_format=TIME_FORMAT,
    )


_NEW_FIELDS = TWEET_FIELDS | {"deleted_at": "VARCHAR"}
_FIRST_MENTION = "r.entities.user_mentions[1]"
_REPOSTED = (
    f"starts_with(lower(r.full_text), concat('rt @', lower({_FIRST_MENTION}.screen_name), ':'))"
)
# Which account the replies to own posts name; of two named alike the lower id.
_ANSWERED = """
    SELECT r.in_reply_to_user_id_str FROM x_posts AS r
    WHERE r.in_reply_to_user_id_str IS NOT NULL
        AND r.in_reply_to_status_id_str IN (SELECT id_str FROM x_posts)
    GROUP BY r.in_reply_to_user_id_str ORDER BY count(*) DESC, r.in_reply_to_user_id_str LIMIT 1
"""
_OLDEST = """
    SELECT concat('owner of ', r.id_str) FROM x_posts AS r WHERE r.id_str IS NOT NULL
    ORDER BY length(r.id_str), r.id_str LIMIT 1
"""


def _new_tweets(sample: Sample, *, is_wrapped: bool) -> Translation:
    owner = owner_of(sample)
    at = "r.tweet" if is_wrapped else "r"
    fields = ", ".join(f'{at}."{name}" AS "{name}"' for name in _NEW_FIELDS)
    place = Place("r", "true", "NULL", is_embedded=False)
    reposted = f"CASE WHEN {_REPOSTED} THEN nullif({_FIRST_MENTION}.id_str, '-1') END"
    known = sql_text(owner.account_id) if owner.account_id else "NULL"
    taken = time_of(sql_text(owner.taken_at)) if owner.taken_at else "CAST(NULL AS TIMESTAMP)"
    candidates = {
        "posts": post(place, "x_records", account_id="r.owner_id", original_author=reposted),
        "post_metrics": metrics(place, "r.observed_at", "x_records"),
        "deletions": _select_deletions(),
    }
    if owner.handle or owner.name:
        candidates["accounts"] = _select_owner(owner)
    return Translation(
        format=FORMAT,
        version=VERSION,
        container="document",
        main_stream="posts",
        structure={"tweet": struct(_NEW_FIELDS)} if is_wrapped else _NEW_FIELDS,
        candidates=candidates,
        unclaimed=f"r._fault IS NULL AND NOT ({_is_tweet(at)})",
        unclaimed_reason=_UNKNOWN,
        prepare=(
            f"CREATE TEMP TABLE x_posts AS SELECT {fields}, r._line, r._byte_offset, r._raw, "
            "r._fault, row_number() OVER () AS number FROM records AS r "
            f"WHERE {_is_tweet(at)}",
            f"CREATE TEMP TABLE x_owner AS SELECT "
            f"coalesce({known}, ({_ANSWERED}), ({_OLDEST})) AS owner_id, coalesce({taken}, "
            f"(SELECT max({time_of('r.created_at', TIME_FORMAT)}) FROM x_posts AS r)) "
            "AS observed_at",
            "CREATE TEMP VIEW x_records AS SELECT r.*, x_owner.* FROM x_posts AS r "
            "CROSS JOIN x_owner",
        ),
        prepared=("x_posts", "x_owner", "x_records"),
        item_tallies={
            "reposts of accounts that are gone, kept as posts of the owner": (
                f"SELECT count(*) FROM x_posts AS r WHERE {_REPOSTED} "
                f"AND {_FIRST_MENTION}.id_str = '-1'"
            )
        },
        notes=() if owner.account_id else (_NO_OWNER,),
        time_format=TIME_FORMAT,
    )


_NO_OWNER = (
    "no account.js lies beside: the owner is told by replies to own posts, else named after the "
    "oldest post"
)


def _select_deletions() -> str:
    return rows(
        {
            "platform": sql_text(PLATFORM),
            "post_id": "coalesce(r.id_str, r.id)",
            "account_id": "r.owner_id",
            "occurred_at": "r.deleted_at",
        },
        "r.deleted_at IS NOT NULL",
        "x_records AS r",
    )


def _select_owner(owner: Owner) -> str:
    return rows(
        {
            "platform": sql_text(PLATFORM),
            "account_id": "r.owner_id",
            "observed_at": "r.observed_at",
            "handle": sql_text(owner.handle) if owner.handle else "NULL",
            "display_name": sql_text(owner.name) if owner.name else "NULL",
            "created_at": sql_text(owner.joined) if owner.joined else "NULL",
        },
        "r.number = 1",
        "x_records AS r",
    )


def _edges(part: str, sample: Sample) -> Translation:
    owner = owner_of(sample).account_id
    if owner is None:
        raise DumpSchemaError(
            f"this is the '{part}' list of an X/Twitter archive, which does not name its owner; "
            "put the archive's account.js into the same folder"
        )
    other, own = f"r.{part}.accountId", sql_text(owner)
    follower, followed = (other, own) if _EDGES[part] else (own, other)
    return Translation(
        format=FORMAT,
        version=VERSION,
        container="document",
        main_stream="follows",
        structure={part: "STRUCT(accountId VARCHAR)"},
        candidates={
            "follows": rows(
                {
                    "platform": sql_text(PLATFORM),
                    "follower_id": follower,
                    "followed_id": followed,
                    "occurred_at": BEFORE_ALL,
                    "action": "'follow'",
                }
            )
        },
        notes=("follows do not say since when: known since before all else",),
    )
