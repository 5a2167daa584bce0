"""Rows of YouTube videos and comments, with what their tables say of time."""

import json
from pathlib import Path
from typing import Any

from tests.unit.dumps import dumps

TRENDING = (
    "video_id,title,publishedAt,channelId,channelTitle,categoryId,trending_date,tags,view_count,"
    "likes,dislikes,comment_count,thumbnail_link,comments_disabled,ratings_disabled,description\n"
)


def _video(number: int, date: str, **fields: Any) -> dict[str, Any]:
    return {
        "title": "Tea",
        "type": "video",
        "id": f"v{number}",
        "viewCount": 100,
        "date": date,
        "likes": 7,
        "channelName": "Ann",
        "channelUsername": "annstea",
        "channelId": "UCann",
        "numberOfSubscribers": 50,
        "commentsCount": 3,
        "text": "see https://example.org/t…",
        "descriptionLinks": [
            {"text": "0:00", "url": f"https://www.youtube.com/watch?v=v{number}&t=0s"},
            {"text": "#tea", "url": "https://www.youtube.com/hashtag/tea"},
            {"text": "https://example.org/t…", "url": "https://example.org/tea"},
        ],
        "commentsTurnedOff": False,
        "hashtags": ["#tea"],
    } | fields


def test_scraped_videos_are_seen_at_the_newest_publication(tmp_path: Path) -> None:
    videos = [
        _video(1, "2026-01-01T12:00:00.000Z"),
        _video(2, "2026-01-02T12:00:00.000Z", commentsTurnedOff=True, commentsCount=0),
    ]
    summary = dumps.landed(tmp_path, {"videos.json": json.dumps(videos, indent=1)})
    assert summary.files[0].format == "youtube-rows"
    newest = dumps.at(2026, 1, 2, 12)
    columns = "platform, post_id, account_id, created_at, text, hashtags, urls"
    text = "Tea\n\nsee https://example.org/t…"
    link = ["https://example.org/tea"]
    assert dumps.table(summary, "posts", columns) == [
        ("youtube", "v1", "UCann", dumps.at(2026, 1, 1, 12), text, ["tea"], link),
        ("youtube", "v2", "UCann", newest, text, ["tea"], link),
    ]
    columns = "post_id, observed_at, impressions, likes, replies"
    assert dumps.table(summary, "post_metrics", columns) == [
        ("v1", newest, 100, 7, 3),
        ("v2", newest, 100, 7, None),
    ]
    columns = "account_id, observed_at, handle, display_name, followers_count"
    assert set(dumps.table(summary, "accounts", columns)) == {
        ("UCann", newest, "annstea", "Ann", 50)
    }


def test_scraped_videos_one_a_line_are_seen_at_their_own_time(tmp_path: Path) -> None:
    videos = [_video(1, "2026-01-01T12:00:00Z", descriptionLinks=None), {"title": "no video"}]
    summary = dumps.landed(tmp_path, {"videos.jsonl": dumps.ndjson(videos)})
    assert dumps.table(summary, "post_metrics", "observed_at") == [(dumps.at(2026, 1, 1, 12),)]
    assert dumps.table(summary, "posts", "urls") == [(["https://example.org/t…"],)]
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (2, "no scraped video: expected 'id', 'date' and 'channelId'")
    ]


def test_comments_dated_by_a_page_are_refused_with_the_remedy(tmp_path: Path) -> None:
    comment = {"cid": "c1", "comment": "fine", "author": "@ben", "videoId": "v1"}
    relative = comment | {"publishedTimeText": "2 months ago"}
    summary = dumps.landed(tmp_path, {"comments.json": json.dumps([relative], indent=1)})
    assert summary.files[0].status == "quarantined"
    assert summary.files[0].reason == (
        "YouTube comments that tell their time only as the page did ('2 months ago'), in a file "
        "that does not say when that was: they cannot be placed in time; export them again with "
        "'publishedAt'"
    )


def test_comments_with_a_time_of_their_own_answer_a_comment_or_the_video(tmp_path: Path) -> None:
    comment = {
        "cid": "c1",
        "replyToCid": None,
        "comment": "fine #tea",
        "author": "@ben",
        "videoId": "v1",
        "publishedAt": "2026-01-01T12:00:00Z",
        "voteCount": 4,
        "replyCount": 1,
    }
    answer = comment | {"cid": "c2", "replyToCid": "c1", "author": "@cat"}
    summary = dumps.landed(tmp_path, {"comments.json": json.dumps([comment, answer], indent=1)})
    noon = dumps.at(2026, 1, 1, 12)
    columns = "post_id, account_id, created_at, text, hashtags, reply_to_post_id"
    assert dumps.table(summary, "posts", columns) == [
        ("c1", "@ben", noon, "fine #tea", ["tea"], "v1"),
        ("c2", "@cat", noon, "fine #tea", ["tea"], "c1"),
    ]
    assert dumps.table(summary, "post_metrics", "post_id, observed_at, likes, replies") == [
        ("c1", noon, 4, 1),
        ("c2", noon, 4, 1),
    ]


def test_a_trending_table_says_when_by_year_day_and_month(tmp_path: Path) -> None:
    rows = (
        'v1,Tea,2018-10-30T12:00:00.000Z,UCann,Ann,1,18.02.11,"""hot tea""|""cups""",100,7,1,3,x,'
        'False,False,"line\nsee https://example.org/a"\n'
        "v2,Pot,2018-10-30T12:00:00.000Z,UCben,Ben,1,2018-11-03,[none],50,0,0,0,x,True,True,\n"
    )
    summary = dumps.landed(tmp_path, {"trending.csv": TRENDING + rows})
    columns = "post_id, account_id, text, hashtags, urls"
    assert dumps.table(summary, "posts", columns) == [
        (
            "v1",
            "UCann",
            "Tea\n\nline\nsee https://example.org/a",
            ["hot tea", "cups"],
            ["https://example.org/a"],
        ),
        ("v2", "UCben", "Pot", None, None),
    ]
    columns = "post_id, observed_at, impressions, likes, replies"
    assert dumps.table(summary, "post_metrics", columns) == [
        ("v1", dumps.at(2018, 11, 2), 100, 7, 3),
        ("v2", dumps.at(2018, 11, 3), 50, None, None),
    ]


def test_a_trending_date_that_is_none_is_quarantined_with_its_value(tmp_path: Path) -> None:
    row = "v1,Tea,2018-10-30T12:00:00.000Z,UCann,Ann,1,18.31.31,[none],1,7,1,3,x,False,False,\n"
    summary = dumps.landed(tmp_path, {"trending.csv": TRENDING + row})
    reason = "'observed_at' is \"18.31.31\", not a time (ISO-8601 or epoch ms)"
    assert dumps.table(summary, "quarantine", "stream, line, reason") == [
        ("accounts", 2, reason),
        ("post_metrics", 2, reason),
    ]
