"""YouTube as scraping services and spreadsheets write it: videos, comments, and trending tables.

Belongs here: flat rows of videos and of comments.
Does not belong here: responses of the Data API (`youtube_api`).

Nuances
- *Ids*: a channel is its channel id. A comment names its author by handle only, which is then the
  account; a comment is a reply to another comment, else to its video.
- *Times of comments*: a scraper writes what the page shows, "2 months ago", and not when it looked.
  Such comments cannot be placed in time, and their file is refused; with `publishedAt` it is read.
- *observed_at*: a trending table has its `trending_date` (`18.01.11` is 2018-11-01: year, day,
  month). Scraped videos do not say when they were looked at: it is the newest publication in the
  document, a lower bound; of videos one a line or row, their own.
- *Hidden* counters: where comments or ratings are turned off, a 0 is no count, and null.
- *Hashtags* are those of the video and, in trending tables, the keywords that its channel gave it.
- *Links* of a description leave out those to its own chapters and to pages of hashtags. Dislikes
  are in no column of the contract.
"""

from typing import Any

from influence.dumps.formats.signs import hashtags_in_text, links_in_text
from influence.dumps.sample import Sample, Table
from influence.dumps.translation import Translation
from influence.dumps.validation import time_of
from influence.dumps.values import from_format, rows
from influence.errors import DumpSchemaError

FORMAT = "youtube-rows"
VERSION = 1
NAME = "YouTube videos and comments (scrapers, trending tables)"
PLATFORM = "'youtube'"

_COMMENT = {"cid", "comment", "author", "videoid"}
_VIDEO = {"id", "title", "date", "viewcount", "channelid"}
_TRENDING = {"video_id", "publishedat", "channelid", "trending_date", "view_count"}


def claims(sample: Sample) -> Translation | None:
    """Rows of comments, of scraped videos, or of trending videos."""
    if sample.has(*_COMMENT):
        if not sample.has("publishedat"):
            raise DumpSchemaError(
                "YouTube comments that tell their time only as the page did ('2 months ago'), in a "
                "file that does not say when that was: they cannot be placed in time; export them "
                "again with 'publishedAt'"
            )
        return _comments(Table(sample))
    if sample.has(*_TRENDING):
        return _trending(Table(sample))
    if sample.has(*_VIDEO) and any(map(_is_scraped, sample.records)):
        return _scraped(sample)
    return None


def _is_scraped(record: dict[str, Any]) -> bool:
    return "numberOfSubscribers" in record or "channelName" in record


def _comments(table: Table) -> Translation:
    text = table["comment"]
    return table.translation(
        FORMAT,
        VERSION,
        "posts",
        {
            "posts": rows(
                {
                    "platform": PLATFORM,
                    "post_id": table["cid"],
                    "account_id": table["author"],
                    "created_at": table["publishedat"],
                    "text": text,
                    "hashtags": hashtags_in_text(text),
                    "urls": links_in_text(text),
                    "reply_to_post_id": _filled(table.get("replytocid"), table["videoid"]),
                }
            ),
            "post_metrics": rows(
                {
                    "platform": PLATFORM,
                    "post_id": table["cid"],
                    # The comment was seen no earlier than it was made.
                    "observed_at": table["publishedat"],
                    "likes": table.get("votecount"),
                    "replies": table.get("replycount"),
                }
            ),
        },
    )


def _filled(*values: str) -> str:
    return "coalesce(" + ", ".join(f"nullif({value}, '')" for value in values) + ")"


def _unless(flag: str, value: str) -> str:
    return f"CASE WHEN lower(coalesce({flag}, 'false')) <> 'true' THEN {value} END"


def _trending(table: Table) -> Translation:
    observed = from_format(table["trending_date"], "%y.%d.%m")
    text = table.get("description")
    # Keywords stand between bars, each in quotes; '[none]' for none.
    keywords = f"string_split(nullif(replace({table.get('tags')}, '\"', ''), '[none]'), '|')"
    return table.translation(
        FORMAT,
        VERSION,
        "posts",
        {
            "posts": rows(
                {
                    "platform": PLATFORM,
                    "post_id": table["video_id"],
                    "account_id": table["channelid"],
                    "created_at": table["publishedat"],
                    "text": f"concat_ws(chr(10) || chr(10), {table.get('title')}, {text})",
                    "hashtags": keywords,
                    "urls": links_in_text(text),
                }
            ),
            "accounts": rows(
                {
                    "platform": PLATFORM,
                    "account_id": table["channelid"],
                    "observed_at": observed,
                    "display_name": table.get("channeltitle"),
                }
            ),
            "post_metrics": rows(
                {
                    "platform": PLATFORM,
                    "post_id": table["video_id"],
                    "observed_at": observed,
                    "impressions": table["view_count"],
                    "likes": _unless(table.get("ratings_disabled"), table.get("likes")),
                    "replies": _unless(table.get("comments_disabled"), table.get("comment_count")),
                }
            ),
        },
    )


_SCRAPED = dict.fromkeys(
    (
        "id",
        "title",
        "date",
        "viewCount",
        "likes",
        "channelId",
        "channelName",
        "channelUsername",
        "numberOfSubscribers",
        "commentsCount",
        "commentsTurnedOff",
        "text",
    ),
    "VARCHAR",
) | {"hashtags": "VARCHAR[]", "descriptionLinks": "STRUCT(url VARCHAR)[]"}


def _scraped(sample: Sample) -> Translation:
    source, observed = "records AS r", 'r."date"'
    prepare: tuple[str, ...] = ()
    if sample.container == "document":
        newest = time_of('r."date"')
        prepare = (
            f"CREATE TEMP TABLE youtube_times AS SELECT max({newest}) AS newest FROM records AS r",
        )
        source, observed = "records AS r CROSS JOIN youtube_times AS t", "t.newest"
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=sample.container,
        main_stream="posts",
        structure=_SCRAPED,
        candidates=_of_scraped(source, observed),
        unclaimed='r._fault IS NULL AND (r.id IS NULL OR r."channelId" IS NULL)',
        unclaimed_reason="no scraped video: expected 'id', 'date' and 'channelId'",
        prepare=prepare,
        prepared=("youtube_times",) if prepare else (),
    )


def _of_scraped(source: str, observed: str) -> dict[str, str]:
    is_known = 'r.id IS NOT NULL AND r."channelId" IS NOT NULL'
    own = "link.url LIKE '%youtube.com/hashtag/%' OR contains(link.url, 'watch?v=' || r.id)"
    written = links_in_text('r."text"')
    listed = f'[link.url FOR link IN r."descriptionLinks" IF NOT ({own})]'
    return {
        "posts": rows(
            {
                "platform": PLATFORM,
                "post_id": "r.id",
                "account_id": 'r."channelId"',
                "created_at": 'r."date"',
                "text": 'concat_ws(chr(10) || chr(10), r.title, r."text")',
                "hashtags": "[ltrim(tag, '#') FOR tag IN r.hashtags]",
                "urls": f"coalesce({listed}, {written})",
            },
            is_known,
        ),
        "accounts": rows(
            {
                "platform": PLATFORM,
                "account_id": 'r."channelId"',
                "observed_at": observed,
                "handle": 'r."channelUsername"',
                "display_name": 'r."channelName"',
                "followers_count": 'r."numberOfSubscribers"',
            },
            is_known,
            source,
        ),
        "post_metrics": rows(
            {
                "platform": PLATFORM,
                "post_id": "r.id",
                "observed_at": observed,
                "impressions": 'r."viewCount"',
                "likes": "r.likes",
                "replies": _unless('r."commentsTurnedOff"', 'r."commentsCount"'),
            },
            is_known,
            source,
        ),
    }
