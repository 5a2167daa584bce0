"""The archive that a Mastodon account downloads of itself: `outbox.json`, and `actor.json` beside.

Belongs here: the ActivityPub activities of one account, and the account's own object.
Does not belong here: statuses as an instance's API shows them (`mastodon_statuses`).

Nuances
- *Ids* are URIs: of an account its actor, of a post its object, of a boost its activity. The
  account of an answered or boosted post is the part of its URI before `/statuses/`.
- *Text* is the content warning, if any, above the content with its HTML taken off.
- *Links* are the anchors of the content that are neither a mention nor a hashtag; a count of all
  anchors is therefore larger than a count of posts with links.
- *Public only*: an archive also holds posts to followers and to single people. What is not
  addressed to the public is counted and left out: its author did not publish it.
- `totalItems` counts what the account ever did, not what the archive holds, and is not compared.
- `likes.json` and `bookmarks.json` name posts without saying when they were liked; such a list is
  refused, as an act without a time fits into no window.
- *actor.json* does not say when it was written: the account is known since before all else.
"""

from influence.dumps.formats.mastodon_records import account_of, html_links
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation
from influence.dumps.values import BEFORE_ALL, plain_text, rows, union
from influence.errors import DumpSchemaError

FORMAT = "mastodon-archive"
VERSION = 1
NAME = "Mastodon archives (outbox.json, actor.json)"
PLATFORM = "'mastodon'"

_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_NOTE = (
    '\'{"id": "VARCHAR", "type": "VARCHAR", "summary": "VARCHAR", "content": "VARCHAR", '
    '"contentMap": "JSON", "inReplyTo": "VARCHAR", "quote": "VARCHAR", '
    '"quoteUri": "VARCHAR", '
    '"tag": ["STRUCT(\\"type\\" VARCHAR, href VARCHAR, \\"name\\" VARCHAR)"]}\''
)
# `object` is a post, or the URI of one.
_STRUCTURE = {
    "id": "VARCHAR",
    "type": "VARCHAR",
    "actor": "VARCHAR",
    "published": "VARCHAR",
    "to": "VARCHAR",
    "cc": "VARCHAR",
    "object": "JSON",
}
_IS_NOTE = "r.\"type\" = 'Create' AND r._note.id IS NOT NULL"
_MARKS = {
    "_note": f'CASE WHEN r."type" = \'Create\' THEN from_json(r."object", {_NOTE}) END',
    "_object": "coalesce(r.\"object\"->>'$.id', r.\"object\"->>'$')",
    # An activity that is addressed to nobody says nothing of who may see it.
    "_is_public": (
        f"coalesce(concat(r.\"to\", r.cc) LIKE '%{_PUBLIC}%', false) "
        'OR (r."to" IS NULL AND r.cc IS NULL)'
    ),
}
_ACTOR = {
    "id": "VARCHAR",
    "type": "VARCHAR",
    "preferredUsername": "VARCHAR",
    "name": "VARCHAR",
    "published": "VARCHAR",
}
_PEOPLE = ("Person", "Service", "Application", "Group", "Organization")


def claims(sample: Sample) -> Translation | None:
    """An ordered collection of activities, or the actor whose they are."""
    record = next(iter(sample.records), {})
    if "@context" not in record:
        return None
    if record.get("type") in _PEOPLE and "preferredUsername" in record:
        return _actor(sample.container)
    items = record.get("orderedItems")
    if not isinstance(items, list):
        return None
    if items and all(isinstance(item, str) for item in items):
        raise DumpSchemaError(
            "a Mastodon list of posts (likes or bookmarks) that tells no time of any of them; "
            "an act without a time cannot be placed, so leave the file out"
        )
    if items and not any(isinstance(item, dict) and "object" in item for item in items):
        return None
    return _outbox("document" if sample.container == "document" else "pages")


def _outbox(container: str) -> Translation:
    known = "'Create', 'Announce', 'Delete', 'Undo'"
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=container,
        main_stream="posts",
        structure=_STRUCTURE,
        candidates={"posts": union(_notes(), _boosts()), "deletions": _deletions()},
        marks=_MARKS,
        unclaimed=(
            f"r._fault IS NULL AND (coalesce(r.\"type\", '') NOT IN ({known}) "
            "OR (r.\"type\" = 'Create' AND r._note.id IS NULL) "
            "OR (r.\"type\" <> 'Create' AND r._object IS NULL))"
        ),
        unclaimed_reason="no activity of an account: expected 'type' Create, Announce, Delete or "
        "Undo, and 'object' with its id",
        tallies={
            "activities left out: they are not addressed to the public": (
                f"NOT r._is_public AND ({_IS_NOTE} OR r.\"type\" = 'Announce')"
            )
        },
        unwrap=("orderedItems",),
    )


def _notes() -> str:
    def tags(kind: str, value: str) -> str:
        return f"[{value} FOR tag IN r._note.tag IF tag.\"type\" = '{kind}']"

    reply = 'r._note."inReplyTo"'
    quote = 'coalesce(r._note."quote", r._note."quoteUri")'
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r._note.id",
            "account_id": "r.actor",
            "created_at": "r.published",
            "text": f"concat_ws(chr(10), r._note.summary, {plain_text('r._note.content')})",
            "lang": 'json_keys(r._note."contentMap")[1]',
            "hashtags": tags("Hashtag", "ltrim(tag.\"name\", '#')"),
            "mentions": tags("Mention", "tag.href"),
            "urls": html_links("r._note.content"),
            "reply_to_post_id": reply,
            "reply_to_account_id": account_of(reply),
            "quote_of_post_id": quote,
            "quote_of_account_id": account_of(quote),
        },
        f"r._is_public AND {_IS_NOTE}",
    )


def _boosts() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r.id",
            "account_id": "r.actor",
            "created_at": "r.published",
            "repost_of_post_id": "r._object",
            "repost_of_account_id": account_of("r._object"),
        },
        "r._is_public AND r.\"type\" = 'Announce' AND r._object IS NOT NULL",
    )


def _deletions() -> str:
    # Whatever was undone and was no post is deleted under an id that no post has.
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r._object",
            "account_id": "r.actor",
            "occurred_at": "r.published",
        },
        "r.\"type\" IN ('Delete', 'Undo') AND r._object IS NOT NULL",
    )


def _actor(container: str) -> Translation:
    host = "regexp_extract(r.id, '^https?://([^/]+)/', 1)"
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=container,
        main_stream="accounts",
        structure=_ACTOR,
        candidates={
            "accounts": rows(
                {
                    "platform": PLATFORM,
                    "account_id": "r.id",
                    "observed_at": BEFORE_ALL,
                    "handle": f"concat_ws('@', r.\"preferredUsername\", nullif({host}, ''))",
                    "display_name": 'r."name"',
                    "created_at": "r.published",
                    "is_automated": "r.\"type\" IN ('Service', 'Application')",
                }
            )
        },
        notes=("the account does not say when it was seen: known since before all else",),
    )
