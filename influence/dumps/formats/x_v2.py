"""X/Twitter API v2: pages of a response, one a file or one a line (twarc), and flattened posts.

Belongs here: posts, users and what a page carries with them, and how they become streams.
Does not belong here: v1.1 (`x_v1`).

Nuances
- *Embedded*: what stands in `includes.tweets`, or in a flattened post's `referenced_tweets`, is
  marked `_is_embedded`; `data` is what the dump was asked to record.
- *observed_at* of counters: twarc's `retrieved_at` where given; else the newest `created_at` of
  the posts in the page, a lower bound; else the newest `created_at` of its users.
- *Mentions* carry handles, and ids in newer pages only: a handle is looked up among the users of
  its page. One that is not there is left out of `mentions`, but counted in `_mentions_count`.
- The *account* of a reposted, quoted or answered post is known where that post is in the page.
- A *compliance* line that says "delete" takes the post of that id back; of an account's job it
  names an account, whose number is no post's. Other actions (protect, suspend …) are counted.
- Counts and lists are read, counted, and are rows of no stream.
"""

from influence.dumps.formats.x_v2_records import (
    FLAT_FIELDS,
    FLAT_STRUCTURE,
    INCLUDED_POST,
    PAGE_ITEM,
    PAGE_STRUCTURE,
    POST_FIELDS,
    USER,
    is_flat,
    is_page,
    is_record,
)
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation
from influence.dumps.validation import time_of
from influence.dumps.values import rows

FORMAT = "x-v2"
VERSION = 2
NAME = "X/Twitter API v2 JSON"
PLATFORM = "x"

_PLACED = "page, _line, _byte_offset, _raw"
_IS_POST_LINE = '(r.id IS NOT NULL AND (r."text" IS NOT NULL OR r.author_id IS NOT NULL))'
_IS_PAGE = (
    "(coalesce(r.data, r.errors, r.meta, r.detail, r.title) IS NOT NULL OR r.includes IS NOT NULL)"
)
_IS_NOTICE = "(r.action IS NOT NULL AND r.id IS NOT NULL)"
_HAS_ERRORS = "r._fault IS NULL AND r.errors IS NOT NULL"
_KIND = (
    "CASE WHEN item.\"text\" IS NOT NULL THEN 'post' WHEN item.username IS NOT NULL THEN 'user' "
    "WHEN item.tweet_count IS NOT NULL AND item.\"start\" IS NOT NULL THEN 'count' "
    "WHEN coalesce(item.member_count, item.owner_id) IS NOT NULL THEN 'list' ELSE 'post' END"
)


def _shape(kind: str, *, listed: bool) -> str:
    """A type as `from_json` takes it."""
    name = '"' + kind.replace('"', '\\"') + '"'
    return f"'[{name}]'" if listed else f"'{name}'"


_PAGES = f"""
CREATE TEMP TABLE x_pages AS
SELECT
    r._record AS page, r._line, r._byte_offset,
    -- That there is a text is enough: an item shows its own, and a page has many items.
    CASE WHEN r._raw IS NOT NULL THEN '' END AS _raw,
    CASE
        WHEN r.data LIKE '[%' THEN from_json(r.data, {_shape(PAGE_ITEM, listed=True)})
        WHEN r.data LIKE '{{%' THEN [from_json(r.data, {_shape(PAGE_ITEM, listed=False)})]
    END AS items,
    r.includes.users AS included_users, r.includes.tweets AS included_posts,
    {time_of("r.__twarc.retrieved_at")} AS retrieved_at
FROM records AS r
WHERE r._fault IS NULL AND NOT {_IS_NOTICE}
"""
# A flattened post is a page of one item that includes nothing.
_LINES = f"""
CREATE TEMP TABLE x_pages AS
SELECT
    r._record AS page, r._line, r._byte_offset,
    -- That there is a text is enough: an item shows its own, and a page has many items.
    CASE WHEN r._raw IS NOT NULL THEN '' END AS _raw,
    [struct_pack({", ".join(f'"{name}" := r."{name}"' for name in FLAT_FIELDS)})] AS items,
    CAST(NULL AS {USER}[]) AS included_users, CAST(NULL AS {INCLUDED_POST}[]) AS included_posts,
    {time_of("r.__twarc.retrieved_at")} AS retrieved_at
FROM records AS r
WHERE r._fault IS NULL AND {_IS_POST_LINE}
"""
_ITEMS = f"""
CREATE TEMP TABLE x_items AS
SELECT {_PLACED}, item, {_KIND} AS kind
FROM (SELECT {_PLACED}, unnest(items) AS item FROM x_pages)
"""
_INCLUDED = f"(SELECT {_PLACED}, unnest(included_posts) AS item FROM x_pages)"
_REFERENCED = (
    f"(SELECT {_PLACED}, unnest(item.referenced_tweets) AS item FROM x_items WHERE kind = 'post')"
)
_LINKS = '[{"type": ref."type", "id": ref.id} FOR ref IN item.referenced_tweets]'
_NO_LINKS = 'CAST(NULL AS STRUCT("type" VARCHAR, id VARCHAR)[])'


def _posts(flat: bool) -> str:
    selects = [
        _post("x_items WHERE kind = 'post'", _LINKS, embedded=False),
        _post(_INCLUDED, _LINKS, embedded=True),
    ]
    if flat:
        # A reference that a flattener filled in is a post; a bare one is only type and id.
        filled = f'{_REFERENCED} WHERE item."text" IS NOT NULL'
        selects.append(_post(filled, _NO_LINKS, embedded=True))
    return (
        "CREATE TEMP TABLE x_posts AS SELECT row_number() OVER () AS post, * "
        f"FROM ({' UNION ALL '.join(selects)})"
    )


def _post(source: str, links: str, *, embedded: bool) -> str:
    columns = ", ".join(f'item."{name}" AS "{name}"' for name in POST_FIELDS)
    return (
        "SELECT page, _line, _byte_offset, "
        "CASE WHEN _raw IS NOT NULL THEN coalesce(CAST(to_json(item) AS VARCHAR), 'null') END "
        f"AS _raw, {columns}, {links} AS referenced, {str(embedded).lower()} AS embedded "
        f"FROM {source}"
    )


def _users(flat: bool) -> str:
    listed = f"(SELECT {_PLACED}, unnest(included_users) AS person FROM x_pages)"
    selects = [
        _user("item", "x_items WHERE kind = 'user'"),
        _user("person", f"{listed} WHERE person IS NOT NULL"),
    ]
    if flat:
        mentioned = f"(SELECT {_PLACED}, unnest(entities.mentions) AS person FROM x_posts)"
        selects.append(_user("person", f"{mentioned} WHERE person.public_metrics IS NOT NULL"))
        for source in ("x_items", _REFERENCED):
            for person in ("item.author", "item.in_reply_to_user"):
                selects.append(_user(person, f"{source} WHERE {person} IS NOT NULL"))
    return f"CREATE TEMP TABLE x_users AS {' UNION ALL '.join(selects)}"


def _user(person: str, source: str) -> str:
    return (
        "SELECT page, _line, _byte_offset, "
        f"CASE WHEN _raw IS NOT NULL THEN CAST(to_json({person}) AS VARCHAR) END AS _raw, "
        f'{person}.id AS id, {person}.username AS username, {person}."name" AS "name", '
        f"{person}.created_at AS created_at, {person}.verified AS verified, "
        f"{person}.public_metrics AS public_metrics FROM {source}"
    )


_TIMES = f"""
CREATE TEMP TABLE x_times AS
SELECT x_pages.page, coalesce(x_pages.retrieved_at, posts.newest, users.newest) AS observed_at
FROM x_pages
LEFT JOIN (SELECT page, max({time_of("created_at")}) AS newest FROM x_posts GROUP BY page) AS posts
    ON posts.page = x_pages.page
LEFT JOIN (SELECT page, max({time_of("created_at")}) AS newest FROM x_users GROUP BY page) AS users
    ON users.page = x_pages.page
"""
_AUTHORS = """
CREATE TEMP TABLE x_authors AS
SELECT page, id, max(author_id) AS author_id FROM x_posts GROUP BY page, id
"""
_MENTIONS = """
CREATE TEMP TABLE x_mentions AS
SELECT post, list(coalesce(mention.id, handles.id) ORDER BY place) AS mentions
FROM (
    SELECT post, page, unnest(entities.mentions) AS mention,
        generate_subscripts(entities.mentions, 1) AS place
    FROM x_posts
)
LEFT JOIN (
    SELECT page AS handle_page, lower(username) AS handle, max(id) AS id
    FROM x_users GROUP BY page, lower(username)
) AS handles
    ON handle_page = page AND handle = lower(mention.username)
GROUP BY post
"""


def _referenced(kind: str) -> str:
    return f"[ref.id FOR ref IN p.referenced IF ref.\"type\" = '{kind}'][1]"


_POST_CANDIDATES = f"""
SELECT
    '{PLATFORM}' AS platform, q.id AS post_id, q.author_id AS account_id,
    q.created_at AS created_at, coalesce(q.note_tweet."text", q."text") AS "text", q.lang AS lang,
    [tag.tag FOR tag IN coalesce(q.note_tweet.entities.hashtags, q.entities.hashtags)] AS hashtags,
    m.mentions AS mentions,
    [coalesce(link.expanded_url, link.url)
        FOR link IN coalesce(q.note_tweet.entities.urls, q.entities.urls)] AS urls,
    q.replied AS reply_to_post_id,
    coalesce(q.in_reply_to_user_id, replied.author_id) AS reply_to_account_id,
    q.retweeted AS repost_of_post_id, retweeted.author_id AS repost_of_account_id,
    CASE WHEN q.retweeted IS NULL THEN q.quoted END AS quote_of_post_id,
    CASE WHEN q.retweeted IS NULL THEN quoted.author_id END AS quote_of_account_id,
    q.embedded AS _is_embedded, coalesce(len(q.entities.mentions), 0) AS _mentions_count,
    q._line, q._byte_offset, q._raw
FROM (
    SELECT p.*, {_referenced("retweeted")} AS retweeted, {_referenced("replied_to")} AS replied,
        {_referenced("quoted")} AS quoted
    FROM x_posts AS p
) AS q
LEFT JOIN x_mentions AS m ON m.post = q.post
LEFT JOIN x_authors AS replied ON replied.page = q.page AND replied.id = q.replied
LEFT JOIN x_authors AS retweeted ON retweeted.page = q.page AND retweeted.id = q.retweeted
LEFT JOIN x_authors AS quoted ON quoted.page = q.page AND quoted.id = q.quoted
"""
_ACCOUNT_CANDIDATES = f"""
SELECT
    '{PLATFORM}' AS platform, u.id AS account_id, t.observed_at AS observed_at,
    u.username AS handle, u."name" AS display_name, u.created_at AS created_at,
    u.public_metrics.followers_count AS followers_count,
    u.public_metrics.following_count AS following_count,
    u.public_metrics.tweet_count AS posts_count, u.verified AS verified,
    u._line, u._byte_offset, u._raw
FROM x_users AS u
JOIN x_times AS t ON t.page = u.page
"""
_METRIC_CANDIDATES = f"""
SELECT
    '{PLATFORM}' AS platform, p.id AS post_id, t.observed_at AS observed_at,
    coalesce(p.non_public_metrics.impression_count, p.public_metrics.impression_count)
        AS impressions,
    p.public_metrics.like_count AS likes, p.public_metrics.retweet_count AS reposts,
    p.public_metrics.reply_count AS replies, p.public_metrics.quote_count AS quotes,
    p.non_public_metrics.url_link_clicks AS clicks, p.public_metrics.bookmark_count AS saves,
    p._line, p._byte_offset, p._raw
FROM x_posts AS p
JOIN x_times AS t ON t.page = p.page
WHERE p.public_metrics IS NOT NULL OR p.non_public_metrics IS NOT NULL
"""


_PREPARED = ("x_pages", "x_items", "x_posts", "x_users", "x_times", "x_authors", "x_mentions")


def claims(sample: Sample) -> Translation | None:
    """The translation of a file in whose head a record is one of v2."""
    records = sample.records
    if sample.prefix or not any(is_record(record) for record in records):
        return None
    flat = not any(map(is_page, records)) and any(map(is_flat, records))
    return translation(sample.container, flat=flat)


_DELETIONS = rows(
    {"platform": f"'{PLATFORM}'", "post_id": "r.id", "occurred_at": "r.redacted_at"},
    where=f"{_IS_NOTICE} AND r.action = 'delete'",
)


def translation(container: str, *, flat: bool = False) -> Translation:
    """How the pages of a v2 file become streams; `flat` for posts that stand one a line."""
    readable = _IS_POST_LINE if flat else _IS_PAGE
    kind = "a post" if flat else "a page"
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=container,
        main_stream="posts",
        structure=FLAT_STRUCTURE if flat else PAGE_STRUCTURE,
        candidates={
            "posts": _POST_CANDIDATES,
            "accounts": _ACCOUNT_CANDIDATES,
            "post_metrics": _METRIC_CANDIDATES,
            "deletions": _DELETIONS,
        },
        unclaimed=f"r._fault IS NULL AND NOT ({readable} OR {_IS_NOTICE})",
        unclaimed_reason=f"neither {kind} nor a compliance notice of the v2 API",
        prepare=(
            _LINES if flat else _PAGES,
            _ITEMS,
            _posts(flat),
            _users(flat),
            _TIMES,
            _AUTHORS,
            _MENTIONS,
        ),
        prepared=_PREPARED,
        tallies={
            "compliance lines other than deletes left out": (
                f"r._fault IS NULL AND {_IS_NOTICE} AND r.action <> 'delete'"
            ),
            "pages with errors": _HAS_ERRORS,
        },
        item_tallies={
            "counts ignored": "SELECT count(*) FROM x_items WHERE kind = 'count'",
            "lists ignored": "SELECT count(*) FROM x_items WHERE kind = 'list'",
        },
    )
