"""YouTube's Data API v3: pages of videos, comment threads, comments, channels and search results.

Belongs here: resources as the API lists them under `items`, a page a file or a line, or one by one.
Does not belong here: tables that were made of them (`youtube`).

Nuances
- *Ids*: an account is its channel id, a post a video or a comment. A comment below another answers
  that one, else its video.
- *Text* of a comment is `textOriginal`, which only its author and moderators are given, else
  `textDisplay` with its HTML taken off.
- *observed_at* of counters: a response does not say when it was made. It is the newest time in
  the page, a lower bound; of resources one a line, their own.
- *Hidden* counters are missing, not 0. Of a thread, `totalReplyCount` counts its replies.
- *Hashtags* of a video are its keywords (`tags`).
- Playlists, captions and categories are counted, no rows.
"""

from typing import Any

from influence.dumps.formats.pages import pages_of
from influence.dumps.formats.signs import hashtags_in_text, links_in_text
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation, struct, texts
from influence.dumps.validation import time_of
from influence.dumps.values import plain_text, rows, union

FORMAT = "youtube-api"
VERSION = 1
NAME = "YouTube Data API v3 responses"
PLATFORM = "'youtube'"

_VIDEO, _THREAD, _COMMENT = "youtube#video", "youtube#commentThread", "youtube#comment"
_CHANNEL, _FOUND = "youtube#channel", "youtube#searchResult"


_COMMENT_SNIPPET = (
    texts("videoId", "parentId", "textOriginal", "textDisplay", "authorDisplayName", "likeCount")
    | texts("publishedAt", "updatedAt")
    | {"authorChannelId": struct(texts("value"))}
)
_COMMENT_FIELDS = {"id": "VARCHAR", "snippet": struct(_COMMENT_SNIPPET)}
# One shape for every kind of resource; `id` is an object in search results.
_STRUCTURE = {
    "kind": "VARCHAR",
    "id": "VARCHAR",
    "snippet": struct(
        _COMMENT_SNIPPET
        | texts("channelId", "channelTitle", "title", "description", "customUrl")
        | texts("defaultLanguage", "defaultAudioLanguage", "totalReplyCount")
        | {"tags": "VARCHAR[]", "topLevelComment": struct(_COMMENT_FIELDS)}
    ),
    "statistics": struct(
        texts("viewCount", "likeCount", "commentCount", "subscriberCount", "videoCount")
    ),
    "replies": struct({"comments": f"{struct(_COMMENT_FIELDS)}[]"}),
}
# The id of a video is no JSON, and of what else is found no video.
_FOUND_ID = "TRY(json_extract_string(r.id, '$.videoId'))"
_VIDEO_ID = f"CASE WHEN r.kind = '{_FOUND}' THEN {_FOUND_ID} ELSE r.id END"


def claims(sample: Sample) -> Translation | None:
    """Responses that list resources, or resources themselves."""
    paged = any(_is_page(record) for record in sample.records)
    if not paged and not any(_is_resource(record) for record in sample.records):
        return None
    pages = pages_of(sample, ("items",), paged=paged)
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=pages.container,
        main_stream="posts",
        structure=_STRUCTURE,
        candidates={
            "posts": union(_video_posts(), _comment_posts()),
            "accounts": union(_channels(), _authors()),
            "post_metrics": union(_video_metrics(), _comment_metrics()),
        },
        unclaimed="r._fault IS NULL AND NOT coalesce(starts_with(r.kind, 'youtube#'), false)",
        unclaimed_reason="no resource of the Data API: expected 'kind' youtube#video, "
        "youtube#commentThread, youtube#comment, youtube#channel or youtube#searchResult",
        prepare=(pages.view("youtube_pages", _IS_KNOWN), _COMMENTS, _TIMES),
        prepared=("youtube_pages", "youtube_comments", "youtube_times"),
        tallies={
            "resources of other kinds (playlists, captions, categories) left out": (
                f"starts_with(r.kind, 'youtube#') AND NOT ({_IS_KNOWN})"
            )
        },
        unwrap=pages.unwrap,
    )


def _is_page(record: dict[str, Any]) -> bool:
    kind = record.get("kind")
    return isinstance(kind, str) and kind.startswith("youtube#") and "items" in record


def _is_resource(record: dict[str, Any]) -> bool:
    return record.get("kind") in (_VIDEO, _THREAD, _COMMENT, _CHANNEL, _FOUND)


_IS_VIDEO = f"(r.kind = '{_VIDEO}' OR (r.kind = '{_FOUND}' AND {_FOUND_ID} IS NOT NULL))"
_IS_KNOWN = f"{_IS_VIDEO} OR r.kind IN ('{_THREAD}', '{_COMMENT}', '{_CHANNEL}')"


_PLACED = "page, _line, _byte_offset, _raw, _fault"
_NARROW = ", ".join(f'"{name}" := snippet."{name}"' for name in _COMMENT_SNIPPET)
# A thread is its first comment and the replies that the response carries with it.
_COMMENTS = f"""
CREATE TEMP TABLE youtube_comments AS
SELECT
    {_PLACED}, snippet."topLevelComment".id AS id, snippet."topLevelComment".snippet AS snippet,
    snippet."totalReplyCount" AS replies, NULL AS thread
FROM youtube_pages WHERE kind = '{_THREAD}'
UNION ALL BY NAME
SELECT {_PLACED}, reply.id AS id, reply.snippet AS snippet, NULL AS replies, thread
FROM (
    SELECT {_PLACED}, snippet."topLevelComment".id AS thread, unnest(replies.comments) AS reply
    FROM youtube_pages WHERE kind = '{_THREAD}'
)
UNION ALL BY NAME
SELECT {_PLACED}, id, struct_pack({_NARROW}) AS snippet, NULL AS replies, NULL AS thread
FROM youtube_pages WHERE kind = '{_COMMENT}'
"""
_TIMES = f"""
CREATE TEMP TABLE youtube_times AS
SELECT page, max(shown_at) AS newest
FROM (
    SELECT page, {time_of('snippet."publishedAt"')} AS shown_at FROM youtube_pages
    UNION ALL
    SELECT page, greatest({time_of('snippet."publishedAt"')}, {time_of('snippet."updatedAt"')})
    FROM youtube_comments
)
GROUP BY page
"""
_RESOURCES = "youtube_pages AS r JOIN youtube_times AS t ON t.page = r.page"
_REMARKS = "youtube_comments AS r JOIN youtube_times AS t ON t.page = r.page"
_AUTHOR = 'r.snippet."authorChannelId".value'


def _video_posts() -> str:
    text = "r.snippet.description"
    return rows(
        {
            "platform": PLATFORM,
            "post_id": _VIDEO_ID,
            "account_id": 'r.snippet."channelId"',
            "created_at": 'r.snippet."publishedAt"',
            "text": f"concat_ws(chr(10) || chr(10), r.snippet.title, nullif({text}, ''))",
            "lang": 'coalesce(r.snippet."defaultAudioLanguage", r.snippet."defaultLanguage")',
            "hashtags": "r.snippet.tags",
            "urls": links_in_text(text),
        },
        _IS_VIDEO,
        "youtube_pages AS r",
    )


def _comment_posts() -> str:
    shown = plain_text('r.snippet."textDisplay"')
    text = f'coalesce(r.snippet."textOriginal", {shown})'
    parent = 'coalesce(r.snippet."parentId", r.thread)'
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r.id",
            "account_id": _AUTHOR,
            "created_at": 'r.snippet."publishedAt"',
            "text": text,
            "hashtags": hashtags_in_text(text),
            "urls": links_in_text(text),
            "reply_to_post_id": f'coalesce({parent}, r.snippet."videoId")',
        },
        source="youtube_comments AS r",
    )


def _channels() -> str:
    return union(
        rows(
            {
                "platform": PLATFORM,
                "account_id": "r.id",
                "observed_at": "t.newest",
                "handle": 'r.snippet."customUrl"',
                "display_name": "r.snippet.title",
                "created_at": 'r.snippet."publishedAt"',
                "followers_count": 'r.statistics."subscriberCount"',
                "posts_count": 'r.statistics."videoCount"',
            },
            f"r.kind = '{_CHANNEL}'",
            _RESOURCES,
        ),
        rows(
            {
                "platform": PLATFORM,
                "account_id": 'r.snippet."channelId"',
                "observed_at": "t.newest",
                "display_name": 'r.snippet."channelTitle"',
            },
            _IS_VIDEO,
            _RESOURCES,
        ),
    )


def _authors() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "account_id": _AUTHOR,
            "observed_at": "t.newest",
            "display_name": 'r.snippet."authorDisplayName"',
        },
        f"{_AUTHOR} IS NOT NULL",
        _REMARKS,
    )


def _video_metrics() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r.id",
            "observed_at": "t.newest",
            "impressions": 'r.statistics."viewCount"',
            "likes": 'r.statistics."likeCount"',
            "replies": 'r.statistics."commentCount"',
        },
        f"r.kind = '{_VIDEO}' AND r.statistics IS NOT NULL",
        _RESOURCES,
    )


def _comment_metrics() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "post_id": "r.id",
            "observed_at": "t.newest",
            "likes": 'r.snippet."likeCount"',
            "replies": "r.replies",
        },
        source=_REMARKS,
    )
