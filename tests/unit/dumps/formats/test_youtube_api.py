"""Responses of YouTube's Data API, made up after its public documentation."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.dumps import dumps

NOON, NEWEST = dumps.at(2026, 1, 1, 12), dumps.at(2026, 1, 2, 12)


def _video(number: int, published: str = "2026-01-01T12:00:00Z", **parts: Any) -> dict[str, Any]:
    return {
        "kind": "youtube#video",
        "id": f"v{number}",
        "snippet": {
            "publishedAt": published,
            "channelId": "UCann",
            "channelTitle": "Ann",
            "title": "Tea",
            "description": "see https://example.org/a",
            "tags": ["tea", "hot"],
            "defaultAudioLanguage": "en-GB",
        },
        "statistics": {"viewCount": "100", "likeCount": "7", "commentCount": "3"},
    } | parts


def _comment(name: str, author: str, **fields: Any) -> dict[str, Any]:
    snippet = {
        "videoId": "v1",
        "textDisplay": "fine &amp; <b>hot</b>",
        "authorDisplayName": f"@{author}",
        "authorChannelId": {"value": f"UC{author}"},
        "likeCount": 4,
        "publishedAt": "2026-01-01T12:00:00Z",
        "updatedAt": "2026-01-01T12:00:00Z",
    }
    return {"kind": "youtube#comment", "id": name, "snippet": snippet | fields}


def _page(kind: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {"kind": f"youtube#{kind}ListResponse", "etag": "e", "items": list(items)}


@pytest.mark.parametrize("indent", [None, 1])
def test_a_page_of_videos_is_seen_at_its_newest_publication(
    tmp_path: Path, indent: int | None
) -> None:
    hidden = _video(2, "2026-01-02T12:00:00Z", statistics={"viewCount": "50"})
    page = json.dumps(_page("video", _video(1), hidden), indent=indent)
    summary = dumps.landed(tmp_path, {"videos.json": page})
    assert summary.files[0].format == "youtube-api"
    columns = "platform, post_id, account_id, created_at, text, lang, hashtags, urls"
    text, tags, links = (
        "Tea\n\nsee https://example.org/a",
        ["tea", "hot"],
        ["https://example.org/a"],
    )
    assert dumps.table(summary, "posts", columns) == [
        ("youtube", "v1", "UCann", NOON, text, "en-GB", tags, links),
        ("youtube", "v2", "UCann", NEWEST, text, "en-GB", tags, links),
    ]
    columns = "post_id, observed_at, impressions, likes, replies"
    assert dumps.table(summary, "post_metrics", columns) == [
        ("v1", NEWEST, 100, 7, 3),
        ("v2", NEWEST, 50, None, None),
    ]
    assert set(dumps.table(summary, "accounts", "account_id, observed_at, display_name")) == {
        ("UCann", NEWEST, "Ann")
    }


def test_a_thread_is_its_first_comment_and_the_replies_that_came_with_it(tmp_path: Path) -> None:
    thread = {
        "kind": "youtube#commentThread",
        "id": "c1",
        "snippet": {
            "channelId": "UCann",
            "videoId": "v1",
            "topLevelComment": _comment("c1", "ben"),
            "totalReplyCount": 9,
        },
        "replies": {
            "comments": [
                _comment("c1.a", "cat", parentId="c1", textOriginal="no #tea"),
                _comment("c1.b", "dan", updatedAt="2026-01-02T12:00:00Z"),
            ]
        },
    }
    page = _page("commentThread", thread)
    summary = dumps.landed(tmp_path, {"threads.json": json.dumps(page, indent=1)})
    columns = "post_id, account_id, text, hashtags, reply_to_post_id"
    assert dumps.table(summary, "posts", columns) == [
        ("c1", "UCben", "fine & hot", [], "v1"),
        ("c1.a", "UCcat", "no #tea", ["tea"], "c1"),
        ("c1.b", "UCdan", "fine & hot", [], "c1"),
    ]
    assert dumps.table(summary, "post_metrics", "post_id, observed_at, likes, replies") == [
        ("c1", NEWEST, 4, 9),
        ("c1.a", NEWEST, 4, None),
        ("c1.b", NEWEST, 4, None),
    ]
    assert dumps.table(summary, "accounts", "account_id, display_name") == [
        ("UCben", "@ben"),
        ("UCcat", "@cat"),
        ("UCdan", "@dan"),
    ]


def test_resources_one_a_line_are_told_by_their_kind(tmp_path: Path) -> None:
    found = {
        "kind": "youtube#searchResult",
        "id": {"kind": "youtube#video", "videoId": "v3"},
        "snippet": {
            "publishedAt": "2026-01-01T12:00:00Z",
            "channelId": "UCben",
            "channelTitle": "Ben",
            "title": "Pot",
        },
    }
    channel = {
        "kind": "youtube#channel",
        "id": "UCcat",
        "snippet": {
            "title": "Cat",
            "customUrl": "@cat",
            "publishedAt": "2020-01-01T00:00:00Z",
        },
        "statistics": {"subscriberCount": "12", "videoCount": "3", "viewCount": "99"},
    }
    lines = [found, channel, _comment("c9", "dan", parentId="c1"), {"kind": "youtube#playlist"}]
    summary = dumps.landed(tmp_path, {"mixed.jsonl": dumps.ndjson([*lines, {"kind": "other"}])})
    assert dumps.table(summary, "posts", "post_id, account_id, text, reply_to_post_id") == [
        ("c9", "UCdan", "fine & hot", "c1"),
        ("v3", "UCben", "Pot", None),
    ]
    columns = "account_id, handle, display_name, followers_count, posts_count"
    assert dumps.table(summary, "accounts", columns) == [
        ("UCben", None, "Ben", None, None),
        ("UCcat", "@cat", "Cat", 12, 3),
        ("UCdan", None, "@dan", None, None),
    ]
    assert dumps.table(summary, "post_metrics", "post_id, likes") == [("c9", 4)]
    assert summary.files[0].notes == (
        "1 resources of other kinds (playlists, captions, categories) left out"
    )
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (
            5,
            "no resource of the Data API: expected 'kind' youtube#video, youtube#commentThread, "
            "youtube#comment, youtube#channel or youtube#searchResult",
        )
    ]


def test_pages_one_a_line_are_each_seen_at_their_own_time(tmp_path: Path) -> None:
    pages = [_page("video", _video(1)), _page("video", _video(2, "2026-01-02T12:00:00Z"))]
    summary = dumps.landed(tmp_path, {"pages.jsonl": dumps.ndjson(pages)})
    assert dumps.table(summary, "post_metrics", "post_id, observed_at") == [
        ("v1", NOON),
        ("v2", NEWEST),
    ]
