"""Mastodon statuses as an instance's API shows them: timelines, searches, and streams of lines.

Belongs here: Status records, with the account, the boosted and the quoted status inside them.
Does not belong here: the archive that an account downloads of itself (`mastodon_outbox`).

Nuances
- *Ids* are URIs, as in an archive: of a status its `uri`; of an account its `uri`, else the URI
  that Mastodon gives to the page `https://<host>/@<name>`, else its page.
- *Answered* statuses are named by numbers that hold on one instance only. Such a number becomes a
  URI by the status with that number in the same page; else, where the answered account is of this
  instance, by the way Mastodon builds URIs; else a page of the instance stands for the status.
- *Boosts* repeat content and tags of what they boost: those are the embedded original's.
- *observed_at* of counters and accounts: no page says when it was asked for. It is the newest
  creation or edit in it, a lower bound; of statuses one a line, their own.
- *Public only*: statuses to followers or to single people are counted and left out.
"""

from influence.dumps.formats.mastodon_records import account_of, html_links
from influence.dumps.formats.pages import pages_of
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation, struct, texts
from influence.dumps.validation import time_of
from influence.dumps.values import plain_text, rows

FORMAT = "mastodon-api"
VERSION = 1
NAME = "Mastodon statuses (API)"
PLATFORM = "'mastodon'"


_ACCOUNT = struct(
    texts("id", "username", "acct", "display_name", "url", "uri", "created_at", "bot")
    | texts("followers_count", "following_count", "statuses_count")
)
_COUNTERS = ("favourites_count", "reblogs_count", "replies_count", "quotes_count")
_STATUS = (
    texts("id", "uri", "created_at", "edited_at", "in_reply_to_id", "in_reply_to_account_id")
    | texts("visibility", "language", "spoiler_text", "content", *_COUNTERS)
    | {
        "account": _ACCOUNT,
        "mentions": f"{struct(texts('id', 'url'))}[]",
        "tags": f"{struct(texts('name'))}[]",
    }
)
_QUOTE = {"quote": struct({"quoted_status": struct(_STATUS)})}
_STRUCTURE = _STATUS | _QUOTE | {"reblog": struct(_STATUS | _QUOTE)}
_KEPT = ", ".join(f'status."{name}" AS "{name}"' for name in _STATUS)


def claims(sample: Sample) -> Translation | None:
    """Statuses one a line or in a list, and documents that hold them under `statuses`."""
    paged = any(_is_page(record) for record in sample.records)
    if not paged and not any(_is_status(record) for record in sample.records):
        return None
    pages = pages_of(sample, ("statuses",), paged=paged)
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=pages.container,
        main_stream="posts",
        structure=_STRUCTURE,
        candidates={"posts": _posts(), "accounts": _accounts(), "post_metrics": _metrics()},
        unclaimed="r._fault IS NULL AND (r.uri IS NULL OR r.account IS NULL)",
        unclaimed_reason="no status of the Mastodon API: expected 'uri', 'account' and 'content'",
        prepare=(pages.view("mastodon_pages", _IS_WHOLE), _VIEWS, _TIMES, _PEOPLE, _URIS),
        prepared=(
            "mastodon_pages",
            "mastodon_views",
            "mastodon_times",
            "mastodon_people",
            "mastodon_uris",
        ),
        item_tallies={
            "statuses left out: they are not public": (
                f"SELECT count(*) FROM mastodon_views AS r WHERE NOT ({_IS_PUBLIC})"
            )
        },
        unwrap=pages.unwrap,
    )


def _is_status(record: object) -> bool:
    return isinstance(record, dict) and {"account", "uri", "reblogs_count"} <= record.keys()


def _is_page(record: dict[str, object]) -> bool:
    listed = record.get("statuses")
    return isinstance(listed, list) and any(map(_is_status, listed))


def _uri_of(account: str) -> str:
    """The URI of an account; Mastodon shows `https://host/@name` for `https://host/users/name`."""
    return f"regexp_replace({account}.url, '^(https?://[^/]+)/@([^/@]+)$', '\\1/users/\\2')"


_IS_WHOLE = "r.uri IS NOT NULL AND r.account IS NOT NULL"


def _view(status: str, embedded: str, *, of: str = "NULL", quoting: str = "NULL") -> str:
    return (
        f"SELECT page, _line, _byte_offset, _raw, _fault, {embedded} AS embedded, {_KEPT}, "
        f"coalesce(status.account.uri, {_uri_of('status.account')}) AS account_uri, "
        "boosted, quoted FROM (SELECT page, _line, _byte_offset, _raw, _fault, "
        f"{status} AS status, {of} AS boosted, {quoting} AS quoted FROM mastodon_pages) "
        "WHERE status.uri IS NOT NULL"
    )


_TOP = "struct_pack(" + ", ".join(f'"{name}" := "{name}"' for name in _STATUS) + ")"
_VIEWS = "CREATE TEMP TABLE mastodon_views AS " + " UNION ALL BY NAME ".join(
    (
        _view(_TOP, "false", of="reblog.uri", quoting='"quote".quoted_status.uri'),
        _view("reblog", "true", quoting='reblog."quote".quoted_status.uri'),
        _view('"quote".quoted_status', "true"),
        _view('reblog."quote".quoted_status', "true"),
    )
)
_NEWEST = f"max(greatest({time_of('created_at')}, {time_of('edited_at')}))"
# An account of the instance that was asked has no host in its `acct`.
_TIMES = f"""
CREATE TEMP TABLE mastodon_times AS
SELECT page, {_NEWEST} AS newest,
    max(regexp_extract(account.url, '^https?://([^/]+)/', 1))
        FILTER (WHERE account.acct = account.username) AS host
FROM mastodon_views
GROUP BY page
"""
_PEOPLE = f"""
CREATE TEMP TABLE mastodon_people AS
SELECT page, id, min(uri) AS uri
FROM (
    SELECT page, account.id AS id, account_uri AS uri FROM mastodon_views
    UNION ALL
    SELECT page, person.id, {_uri_of("person")}
    FROM (SELECT page, unnest(mentions) AS person FROM mastodon_views)
)
GROUP BY page, id
"""
_URIS = """
CREATE TEMP TABLE mastodon_uris AS
SELECT page, id, min(uri) AS uri FROM mastodon_views WHERE boosted IS NULL GROUP BY page, id
"""
_IS_PUBLIC = "coalesce(r.visibility, 'public') IN ('public', 'unlisted')"
_PARENT = """
CASE WHEN r.in_reply_to_id IS NOT NULL THEN coalesce(
    parent.uri,
    CASE WHEN starts_with(person.uri, concat('https://', t.host, '/users/'))
        THEN concat(person.uri, '/statuses/', r.in_reply_to_id) END,
    'https://' || t.host || '/statuses/' || r.in_reply_to_id,
    r.in_reply_to_id
) END
"""


def _posts() -> str:
    def own(value: str) -> str:
        return f"CASE WHEN r.boosted IS NULL THEN {value} END"

    text = f"concat_ws(chr(10), nullif(r.spoiler_text, ''), {plain_text('r.content')})"
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r.uri",
            "account_id": "r.account_uri",
            "created_at": "r.created_at",
            "text": own(text),
            "lang": own("r.language"),
            "hashtags": own('[tag."name" FOR tag IN r.tags]'),
            "mentions": own(f"[{_uri_of('person')} FOR person IN r.mentions]"),
            "urls": own(html_links("r.content")),
            "reply_to_post_id": own(_PARENT),
            "reply_to_account_id": own("person.uri"),
            "repost_of_post_id": "r.boosted",
            "repost_of_account_id": account_of("r.boosted"),
            "quote_of_post_id": own("r.quoted"),
            "quote_of_account_id": own(account_of("r.quoted")),
            "_is_embedded": "r.embedded",
        },
        _IS_PUBLIC,
        "mastodon_views AS r JOIN mastodon_times AS t ON t.page = r.page "
        "LEFT JOIN mastodon_uris AS parent "
        "ON parent.page = r.page AND parent.id = r.in_reply_to_id "
        "LEFT JOIN mastodon_people AS person "
        "ON person.page = r.page AND person.id = r.in_reply_to_account_id",
    )


_OBSERVED = "mastodon_views AS r JOIN mastodon_times AS t ON t.page = r.page"


def _accounts() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "account_id": "r.account_uri",
            "observed_at": "t.newest",
            "handle": "concat_ws('@', r.account.username, "
            "nullif(regexp_extract(r.account_uri, '^https?://([^/]+)/', 1), ''))",
            "display_name": "r.account.display_name",
            "created_at": "r.account.created_at",
            "followers_count": "r.account.followers_count",
            "following_count": "r.account.following_count",
            "posts_count": "r.account.statuses_count",
            "is_automated": "r.account.bot",
        },
        _IS_PUBLIC,
        _OBSERVED,
    )


def _metrics() -> str:
    likes, reposts, replies, quotes = (f"r.{name}" for name in _COUNTERS)
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r.uri",
            "observed_at": "t.newest",
            "likes": likes,
            "reposts": reposts,
            "replies": replies,
            "quotes": quotes,
        },
        f"r.boosted IS NULL AND {_IS_PUBLIC}",
        _OBSERVED,
    )
