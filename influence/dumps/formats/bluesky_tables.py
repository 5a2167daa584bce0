"""Tables that collectors of Bluesky's API write: accounts, a follow graph, and posts with counters.

Belongs here: flat tables whose ids are dids and at-URIs.
Does not belong here: records and pages of the API (`bluesky_jetstream`, `bluesky_search`).

Nuances
- *Accounts and follows* do not say when they were seen: they are known since before all else.
  `source_did` follows `target_did`. A list of whom somebody follows does not say who that is, so
  that it gives accounts and no follows.
- *Posts* with counters have `collected_at`, when the counters were seen. The author is the did in
  the URI, `account` the one whose feed was collected. A repost in that feed is a row of its
  original: who reposted it is told by handle, and not when, so the original is embedded and the
  repost only counted.
- *Likes* with a number in place of the account, samples with hashed authors, and counts by second
  name neither accounts nor posts: counted, no rows.
"""

from influence.dumps.formats.bluesky_records import account_in
from influence.dumps.sample import Sample, Table
from influence.dumps.store import NO_STREAM
from influence.dumps.translation import Translation
from influence.dumps.values import BEFORE_ALL, rows

FORMAT = "bluesky-tables"
VERSION = 1
NAME = "Bluesky collector tables (accounts, follows, engagement)"
PLATFORM = "'bluesky'"

_UNDATED = ("the table does not say when it was made: known since before all else",)
_ANONYMOUS = {
    frozenset(("liker_index", "indexed_at", "hours_since_post")): (
        "likes left out: they name neither who liked nor what"
    ),
    frozenset(("author_hash", "timestamp", "is_reply")): (
        "posts left out: their authors are hashed and they have no id"
    ),
    frozenset(("second", "app.bsky.feed.post")): "counts by second left out: they name nobody",
}


def claims(sample: Sample) -> Translation | None:
    """One of the tables, told by its columns."""
    table = Table(sample)
    for columns, label in _ANONYMOUS.items():
        if table.has(*columns):
            # A column is asked for, as no reader gives a table without any.
            table.get(min(columns))
            tallies = {label: "r._fault IS NULL"}
            return table.translation(FORMAT, VERSION, NO_STREAM, {}, tallies=tallies)
    if table.has("source_did", "target_did"):
        return _follows(table)
    if table.has("uri", "like_count", "collected_at"):
        return _posts(table)
    if table.has("did", "handle") and (
        table.has("followers_count") or table.has("display_name", "created_at")
    ):
        return _accounts(table)
    return None


def _follows(table: Table) -> Translation:
    edge = rows(
        {
            "platform": PLATFORM,
            "follower_id": table["source_did"],
            "followed_id": table["target_did"],
            "occurred_at": BEFORE_ALL,
            "action": "'follow'",
        }
    )
    return table.translation(FORMAT, VERSION, "follows", {"follows": edge}, notes=_UNDATED)


def _accounts(table: Table) -> Translation:
    account = rows(
        {
            "platform": PLATFORM,
            "account_id": table["did"],
            "observed_at": BEFORE_ALL,
            "handle": table["handle"],
            "display_name": table.get("display_name"),
            "created_at": table.get("created_at"),
            "followers_count": table.get("followers_count"),
            "following_count": table.get("follows_count"),
            "posts_count": table.get("posts_count"),
        }
    )
    return table.translation(FORMAT, VERSION, "accounts", {"accounts": account}, notes=_UNDATED)


def _posts(table: Table) -> Translation:
    uri, seen = table["uri"], table["collected_at"]
    is_repost = f"coalesce(lower({table.get('is_repost')}) = 'true', false)"
    is_reply = f"coalesce(lower({table.get('is_reply')}) = 'true', false)"
    post = rows(
        {
            "platform": PLATFORM,
            "post_id": uri,
            "account_id": account_in(uri),
            "created_at": table.get("created_at"),
            "_is_embedded": is_repost,
        }
    )
    author = rows(
        {
            "platform": PLATFORM,
            "account_id": account_in(uri),
            "observed_at": seen,
            "handle": table.get("author_handle"),
        }
    )
    counters = rows(
        {
            "platform": PLATFORM,
            "post_id": uri,
            "observed_at": seen,
            "likes": table["like_count"],
            "reposts": table.get("repost_count"),
            "replies": table.get("reply_count"),
            "quotes": table.get("quote_count"),
        }
    )
    return table.translation(
        FORMAT,
        VERSION,
        "posts",
        {"posts": post, "accounts": author, "post_metrics": counters},
        tallies={
            "reposts left out: their own time and id are not told": is_repost,
            "replies that do not name what they answer": is_reply,
        },
    )
