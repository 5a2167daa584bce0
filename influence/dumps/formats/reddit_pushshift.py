"""Reddit as Pushshift archived it: submissions (RS) and comments (RC), one a line.

Belongs here: the two kinds of records, and the crossposted submission inside one.
Does not belong here: the long windows of their Zstandard files (`long_windows`).

Nuances
- *Ids* are Reddit's full names: `t3_` and the id for a submission, `t1_` and the id for a comment,
  as `parent_id` writes them. An account is its name, which cannot be changed.
- *Deleted* authors: Reddit shows a record without its author where either took it back. Such a
  record is a deletion, known when it was fetched; its counters are still observations. A record
  whose text alone was removed stands, without that text.
- *Communities* are what posts are about, so that the subreddit is each post's hashtag.
- *Likes* are the score, votes for less votes against: below zero it is no count, and null. It and
  the other counters were seen at `retrieved_on`, without one at the time of the record.
- *Text*: of a submission its title, above its own text if any. Entities (&amp;) are read, Markdown
  stays. Links are those in the text, after the one that a submission is about.
- A *crosspost* is a repost of another submission, which is embedded.
"""

from typing import Any

from influence.dumps.formats.signs import links_in_text, unescaped
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation
from influence.dumps.values import from_seconds, rows, union

FORMAT = "reddit-pushshift"
VERSION = 1
NAME = "Reddit submissions and comments (Pushshift)"
PLATFORM = "'reddit'"

_NOT_SAID = "('[deleted]', '[removed]')"
_SUBMISSION = (
    "id",
    "author",
    "created_utc",
    "subreddit",
    "title",
    "selftext",
    "url",
    "is_self",
    "score",
    "num_comments",
    "num_crossposts",
)
_STRUCTURE = {
    **dict.fromkeys(_SUBMISSION, "VARCHAR"),
    "body": "VARCHAR",
    "link_id": "VARCHAR",
    "parent_id": "VARCHAR",
    "retrieved_on": "VARCHAR",
    "retrieved_utc": "VARCHAR",
    "crosspost_parent": "VARCHAR",
    "crosspost_parent_list": "STRUCT("
    + ", ".join(f'"{name}" VARCHAR' for name in _SUBMISSION)
    + ")[]",
}
_MARKS = {
    "_kind": (
        "CASE WHEN r.id IS NULL OR r.created_utc IS NULL THEN NULL "
        "WHEN r.title IS NOT NULL THEN 't3_' "
        "WHEN r.link_id IS NOT NULL OR r.body IS NOT NULL THEN 't1_' END"
    ),
    "_crossposted": "r.crosspost_parent_list[1]",
}
_ORIGINAL = "r._crossposted"
_SEEN = from_seconds("coalesce(r.retrieved_on, r.retrieved_utc, r.created_utc)")


def claims(sample: Sample) -> Translation | None:
    """Submissions or comments, one a line or in a list."""
    if not any(map(_is_record, sample.records)):
        return None
    places = (("r", "r._kind", "false"), (_ORIGINAL, "'t3_'", "true"))
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=sample.container,
        main_stream="posts",
        structure=_STRUCTURE,
        candidates={
            "posts": union(_comments(), *(_submissions(*place) for place in places)),
            "post_metrics": union(*(_metrics(*place) for place in places)),
            "deletions": union(*(_deletions(*place) for place in places)),
        },
        marks=_MARKS,
        unclaimed="r._fault IS NULL AND r._kind IS NULL",
        unclaimed_reason="neither a submission nor a comment of Reddit: expected 'id', "
        "'created_utc', and 'title' or 'body'",
        tallies={
            "texts removed by their community, of posts that stand": (
                f"{_is_authored('r')} AND coalesce(r.body, r.selftext) IN {_NOT_SAID}"
            ),
            "scores below zero, which are no counts of likes": "r.score LIKE '-%'",
        },
    )


def _is_record(record: dict[str, Any]) -> bool:
    return {"id", "author", "created_utc", "subreddit"} <= record.keys() and (
        "title" in record or "body" in record
    )


def _is_authored(post: str) -> str:
    return f"coalesce({post}.author, '') <> '[deleted]'"


def _said(text: str) -> str:
    """A text, null where it was taken back."""
    return f"CASE WHEN {text} NOT IN {_NOT_SAID} THEN {unescaped(text)} END"


def _common(post: str) -> dict[str, str]:
    return {
        "platform": PLATFORM,
        "account_id": f"{post}.author",
        "created_at": from_seconds(f"{post}.created_utc"),
        "hashtags": f"[name FOR name IN [{post}.subreddit] IF name IS NOT NULL]",
    }


def _comments() -> str:
    body = _said("r.body")
    return rows(
        {
            **_common("r"),
            "post_id": "'t1_' || r.id",
            "text": body,
            "urls": links_in_text(body),
            "reply_to_post_id": "coalesce(r.parent_id, r.link_id)",
            "_is_embedded": "false",
        },
        f"r._kind = 't1_' AND {_is_authored('r')}",
    )


def _submissions(post: str, kind: str, embedded: str) -> str:
    title, text = unescaped(f"{post}.title"), _said(f"nullif({post}.selftext, '')")
    # The link of a text's own page is no link of the post.
    is_link = f"{post}.url IS NOT NULL AND lower({post}.is_self) <> 'true'"
    about = f"[{unescaped('link')} FOR link IN [{post}.url] IF {is_link}]"
    columns = {
        **_common(post),
        "post_id": f"'t3_' || {post}.id",
        "text": f"concat_ws(chr(10) || chr(10), {title}, {text})",
        "urls": f"list_concat({about}, {links_in_text(text)})",
        "_is_embedded": embedded,
    }
    if post == "r":
        columns["repost_of_post_id"] = "r.crosspost_parent"
        author = f"nullif({_ORIGINAL}.author, '[deleted]')"
        columns["repost_of_account_id"] = (
            f"CASE WHEN r.crosspost_parent IS NOT NULL THEN {author} END"
        )
    return rows(columns, f"{_is_there(post)} AND {kind} = 't3_' AND {_is_authored(post)}")


def _is_there(post: str) -> str:
    return "true" if post == "r" else f"r._kind = 't3_' AND {post}.id IS NOT NULL"


def _metrics(post: str, kind: str, _embedded: str) -> str:
    return rows(
        {
            "platform": PLATFORM,
            "post_id": f"{kind} || {post}.id",
            "observed_at": _SEEN,
            "likes": f"CASE WHEN {post}.score NOT LIKE '-%' THEN {post}.score END",
            "replies": f"{post}.num_comments",
            "reposts": f"{post}.num_crossposts",
        },
        f"{_is_there(post)} AND {kind} IS NOT NULL "
        f"AND coalesce({post}.score, {post}.num_comments) IS NOT NULL",
    )


def _deletions(post: str, kind: str, _embedded: str) -> str:
    return rows(
        {"platform": PLATFORM, "post_id": f"{kind} || {post}.id", "occurred_at": _SEEN},
        f"{_is_there(post)} AND {kind} IS NOT NULL AND {post}.author = '[deleted]'",
    )
