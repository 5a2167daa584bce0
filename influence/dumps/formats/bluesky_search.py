"""Bluesky posts as the API shows them: pages of a search or a feed, and posts one a line.

Belongs here: PostView records of `searchPosts`, `getPosts`, `getAuthorFeed`, `getTimeline`.
Does not belong here: the live stream of records (`bluesky_jetstream`).

Nuances
- *Two clocks*: `record.createdAt` is the client's, `indexedAt` the server's. A post was made at
  `createdAt` where that is within a day of `indexedAt`, else at `indexedAt`, as in the live stream.
- *observed_at* of counters and accounts: a page does not say when it was asked for. It is the
  newest `indexedAt` in the page, a lower bound; of posts one a line, their own.
- *Embedded*: a quoted post is carried whole (but for those that are blocked, detached or gone),
  and a feed carries the parent and root of a reply; these are marked `_is_embedded`. What a
  quoted post carries in turn is left out.
- *Reposts* in a feed name who reposted and when, and are interactions; their id is not always told.
"""

from influence.dumps.formats.bluesky_records import (
    POST_RECORD,
    account_in,
    hashtags,
    links,
    mentions,
    near,
    quoted,
)
from influence.dumps.formats.pages import pages_of
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation, struct
from influence.dumps.validation import time_of
from influence.dumps.values import rows, union

FORMAT = "bluesky-api"
VERSION = 1
NAME = "Bluesky API pages (search, feeds, posts)"
PLATFORM = "'bluesky'"
_LISTS = ("posts", "feed")

_AUTHOR = 'STRUCT(did VARCHAR, handle VARCHAR, "displayName" VARCHAR, "createdAt" VARCHAR)'
_COUNTERS = ("likeCount", "repostCount", "replyCount", "quoteCount", "bookmarkCount")
_SHOWN = {
    "uri": "VARCHAR",
    "author": _AUTHOR,
    "indexedAt": "VARCHAR",
    **dict.fromkeys(_COUNTERS, "VARCHAR"),
}


# A quoted post holds its record as `value`; it stands one level deeper where media are beside it.
_QUOTED = struct({**_SHOWN, "value": f"STRUCT({POST_RECORD})"})
_EMBED = struct(
    {"record": struct({**_SHOWN, "value": f"STRUCT({POST_RECORD})", "record": _QUOTED})}
)
_VIEW = {**_SHOWN, "record": f"STRUCT({POST_RECORD})", "embed": _EMBED}
_STRUCTURE = {
    **_VIEW,
    "post": struct(_VIEW),
    "reply": struct({"parent": struct(_VIEW), "root": struct(_VIEW)}),
    "reason": struct({"by": _AUTHOR, "indexedAt": "VARCHAR", "uri": "VARCHAR"}),
}


def claims(sample: Sample) -> Translation | None:
    """Posts one a line or in a list, and documents that hold them under `posts` or `feed`."""
    views = [_views(record) for record in sample.records]
    if not any(any(_is_view(view) for view in found) for found in views):
        return None
    is_paged = any(_list_of(record) is not None for record in sample.records)
    pages = pages_of(sample, _LISTS, paged=is_paged)
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=pages.container,
        main_stream="posts",
        structure=_STRUCTURE,
        candidates={
            "posts": _posts(),
            "accounts": _accounts(),
            "post_metrics": _metrics(),
            "interactions": _reposts(),
        },
        unclaimed="r._fault IS NULL AND r.uri IS NULL AND r.post IS NULL",
        unclaimed_reason="no post of the Bluesky API: expected 'uri', 'author' and 'record', or "
        "'post' that holds them",
        prepare=(pages.view("bluesky_pages"), _VIEWS, _TIMES),
        prepared=("bluesky_pages", "bluesky_views", "bluesky_times"),
        unwrap=pages.unwrap,
    )


def _list_of(record: dict[str, object]) -> list[object] | None:
    found = next((record[key] for key in _LISTS if isinstance(record.get(key), list)), None)
    return found if isinstance(found, list) else None


def _views(record: dict[str, object]) -> list[object]:
    listed = _list_of(record)
    found = [record] if listed is None else listed
    return [view.get("post", view) if isinstance(view, dict) else view for view in found]


def _is_view(view: object) -> bool:
    return isinstance(view, dict) and {"uri", "author", "record", "indexedAt"} <= view.keys()


_FIELDS = ", ".join(f'view."{name}" AS "{name}"' for name in _SHOWN)


def _view(view: str, embedded: str, record: str = "record", present: str = "true") -> str:
    return (
        f"SELECT page, _line, _byte_offset, _raw, _fault, {embedded} AS embedded, {_FIELDS}, "
        f"view.{record} AS record "
        f"FROM (SELECT page, _line, _byte_offset, _raw, _fault, {view} AS view "
        f"FROM bluesky_pages WHERE {present})"
    )


def _quoted_in(view: str, present: str) -> tuple[str, str]:
    whole = [f"{view}.embed.record", f"{view}.embed.record.record"]
    first, second = (
        _view(place, "true", "value", f"{present} AND {place}.author.did IS NOT NULL")
        for place in whole
    )
    return first, second


_TOP = "struct_pack(" + ", ".join(f'"{n}" := "{n}"' for n in _VIEW) + ")"
_VIEWS = "CREATE TEMP TABLE bluesky_views AS " + " UNION ALL BY NAME ".join(
    (
        _view(_TOP, "false", present="uri IS NOT NULL"),
        _view("post", "false", present="post IS NOT NULL"),
        *_quoted_in(_TOP, "uri IS NOT NULL"),
        *_quoted_in("post", "post IS NOT NULL"),
        *(
            _view(f"reply.{place}", "true", present=f"reply.{place}.author.did IS NOT NULL")
            for place in ("parent", "root")
        ),
    )
)
_TIMES = (
    f"CREATE TEMP TABLE bluesky_times AS SELECT page, max({time_of('shown_at')}) AS newest FROM ("
    'SELECT page, "indexedAt" AS shown_at FROM bluesky_views '
    'UNION ALL SELECT page, reason."indexedAt" FROM bluesky_pages) GROUP BY page'
)
_OBSERVED = "bluesky_views AS r JOIN bluesky_times AS t ON t.page = r.page"


def _posts() -> str:
    parent = "r.record.reply.parent.uri"
    client, server = 'r.record."createdAt"', 'r."indexedAt"'
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r.uri",
            "account_id": "r.author.did",
            "created_at": f"CASE WHEN {near(client, server)} THEN {client} ELSE {server} END",
            "text": 'r.record."text"',
            "lang": "r.record.langs[1]",
            "hashtags": hashtags("r.record"),
            "mentions": mentions("r.record"),
            "urls": links("r.record"),
            "reply_to_post_id": parent,
            "reply_to_account_id": account_in(parent),
            "quote_of_post_id": quoted("r.record"),
            "quote_of_account_id": account_in(quoted("r.record")),
            "_is_embedded": "r.embedded",
        },
        source="bluesky_views AS r",
    )


def _accounts() -> str:
    def seen(author: str, source: str, where: str) -> str:
        return rows(
            {
                "platform": PLATFORM,
                "account_id": f"{author}.did",
                "observed_at": "t.newest",
                "handle": f"{author}.handle",
                "display_name": f'{author}."displayName"',
                "created_at": f'{author}."createdAt"',
            },
            where,
            source,
        )

    pages = "bluesky_pages AS r JOIN bluesky_times AS t ON t.page = r.page"
    return union(
        seen("r.author", _OBSERVED, "true"),
        seen('r.reason."by"', pages, 'r.reason."by".did IS NOT NULL'),
    )


def _metrics() -> str:
    likes, reposts, replies, quotes, saves = (f'r."{name}"' for name in _COUNTERS)
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r.uri",
            "observed_at": "t.newest",
            "likes": likes,
            "reposts": reposts,
            "replies": replies,
            "quotes": quotes,
            "saves": saves,
        },
        f"coalesce({likes}, {reposts}, {replies}, {quotes}, {saves}) IS NOT NULL",
        _OBSERVED,
    )


def _reposts() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "interaction_id": "r.reason.uri",
            "account_id": 'r.reason."by".did',
            "kind": "'repost'",
            "post_id": "r.post.uri",
            "target_account_id": "r.post.author.did",
            "occurred_at": 'r.reason."indexedAt"',
        },
        'r.reason."by".did IS NOT NULL',
        "bluesky_pages AS r",
    )
