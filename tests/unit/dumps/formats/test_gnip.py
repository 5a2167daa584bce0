"""Activities of the enterprise format become the same streams as v1.1 tweets do."""

import json
from pathlib import Path
from typing import Any

from tests.unit.dumps import dumps

NOON = "2026-01-01T12:00:00.000Z"
MORNING = "2026-01-01T08:00:00.000Z"


def _actor(number: int) -> dict[str, Any]:
    return {
        "objectType": "person",
        "id": f"id:twitter.com:{number}",
        "preferredUsername": f"user{number}",
        "displayName": f"User {number}",
        "postedTime": "2016-01-01T00:00:00.000Z",
        "followersCount": number * 10,
        "friendsCount": 5,
        "statusesCount": 7,
        "verified": False,
    }


def _activity(number: int, author: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"tag:search.twitter.com,2005:{number}",
        "objectType": "activity",
        "verb": "post",
        "actor": _actor(author),
        "postedTime": NOON,
        "body": f"text {number}",
        "twitter_lang": "en",
        "retweetCount": 1,
        "favoritesCount": 2,
        "twitter_entities": {"hashtags": [], "urls": [], "user_mentions": []},
        "object": {"objectType": "note", "id": f"object:search.twitter.com,2005:{number}"},
    } | fields


def test_a_post_is_read_without_the_prefixes_of_its_ids(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"a.json": dumps.ndjson([_activity(1, 20)])})
    columns = "platform, post_id, account_id, created_at, text, lang, repost_of_post_id"
    noon = dumps.at(2026, 1, 1, 12)
    assert dumps.table(summary, "posts", columns) == [("x", "1", "20", noon, "text 1", "en", None)]
    columns = (
        "account_id, observed_at, handle, display_name, created_at, followers_count, "
        "following_count, posts_count, verified"
    )
    assert dumps.table(summary, "accounts", columns) == [
        ("20", noon, "user20", "User 20", dumps.at(2016, 1, 1), 200, 5, 7, False)
    ]
    assert dumps.table(summary, "post_metrics", "post_id, observed_at, likes, reposts") == [
        ("1", noon, 2, 1)
    ]


def test_a_long_post_gives_its_whole_text_and_entities(tmp_path: Path) -> None:
    entities = {
        "hashtags": [{"text": "Tea"}],
        "urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/a"}],
        "user_mentions": [{"id_str": "3", "screen_name": "user3"}],
    }
    long = {"body": "the whole text", "twitter_entities": entities}
    summary = dumps.landed(tmp_path, {"a.json": dumps.ndjson([_activity(1, 20, long_object=long)])})
    assert dumps.table(summary, "posts", "text, hashtags, mentions, urls, _mentions_count") == [
        ("the whole text", ["Tea"], ["3"], ["https://example.org/a"], 1)
    ]


def test_a_share_of_a_quote_is_a_repost_and_its_originals_are_embedded(tmp_path: Path) -> None:
    quoted = _activity(7, 70, postedTime=MORNING)
    original = _activity(8, 80, postedTime=MORNING, twitter_quoted_status=quoted)
    share = _activity(9, 90, verb="share", object=original, twitter_quoted_status=quoted)
    summary = dumps.landed(tmp_path, {"a.json": dumps.ndjson([share])})
    columns = (
        "post_id, account_id, repost_of_post_id, repost_of_account_id, quote_of_post_id, "
        "quote_of_account_id, _is_embedded"
    )
    assert dumps.table(summary, "posts", columns) == [
        ("7", "70", None, None, None, None, True),
        ("7", "70", None, None, None, None, True),
        ("8", "80", None, None, "7", "70", True),
        ("9", "90", "8", "80", None, None, False),
    ]


def test_a_quote_names_the_quoted_post_and_its_author(tmp_path: Path) -> None:
    quote = _activity(9, 90, twitter_quoted_status=_activity(7, 70))
    summary = dumps.landed(tmp_path, {"a.json": dumps.ndjson([quote])})
    assert dumps.table(summary, "posts", "post_id, quote_of_post_id, quote_of_account_id") == [
        ("7", None, None),
        ("9", "7", "70"),
    ]


def test_the_answered_account_is_the_mentioned_handle_or_the_author(tmp_path: Path) -> None:
    def link(handle: str, number: int) -> dict[str, str]:
        return {"link": f"http://twitter.com/{handle}/statuses/{number}"}

    mentions = [
        {"id_str": "5", "screen_name": "user5"},
        {"id_str": "6", "screen_name": "User6"},
    ]
    entities = {"hashtags": [], "urls": [], "user_mentions": mentions}
    records = [
        _activity(1, 20, inReplyTo=link("user6", 100), twitter_entities=entities),
        _activity(2, 20, inReplyTo=link("user20", 101)),
        _activity(3, 20, inReplyTo=link("stranger", 102)),
        _activity(4, 20, inReplyTo={"link": "http://twitter.com/"}),
    ]
    summary = dumps.landed(tmp_path, {"a.json": dumps.ndjson(records)})
    assert dumps.table(summary, "posts", "post_id, reply_to_post_id, reply_to_account_id") == [
        ("1", "100", "6"),
        ("2", "101", "20"),
        ("3", "102", None),
        ("4", None, None),
    ]
    assert summary.files[0].notes == "1 replies whose link names no post, kept as posts"


def test_deletions_are_honoured_and_other_notices_are_counted(tmp_path: Path) -> None:
    delete = {
        "id": "tag:search.twitter.com,2005:500",
        "objectType": "activity",
        "verb": "delete",
        "object": {"id": "object:search.twitter.com,2005:5", "objectType": "tweet"},
        "actor": {"id": "id:twitter.com:20"},
        "timestampMs": NOON,
    }
    protect = {"verb": "user_protect", "actor": {"id": "id:twitter.com:20"}}
    info = {"info": {"message": "Replay Request Completed", "sent": NOON, "activity_count": 1}}
    summary = dumps.landed(tmp_path, {"a.json": dumps.ndjson([delete, protect, info])})
    assert dumps.table(summary, "deletions", "platform, post_id, account_id, occurred_at") == [
        ("x", "5", "20", dumps.at(2026, 1, 1, 12))
    ]
    assert summary.files[0].notes == (
        "1 notices of withheld, protected or suspended accounts and posts left out; "
        "1 messages of the delivery left out"
    )


def test_messages_of_a_delivery_alone_are_known_and_give_nothing(tmp_path: Path) -> None:
    info = {"info": {"message": "Replay Request Completed", "sent": NOON}}
    outcome = dumps.landed(tmp_path, {"a.json": dumps.ndjson([info])}).files[0]
    assert (outcome.format, outcome.status, outcome.rows_read) == ("x-gnip", "landed", 0)


def test_pages_of_the_enterprise_search_are_read(tmp_path: Path) -> None:
    page = {"results": [_activity(1, 20), _activity(2, 20)], "requestParameters": {}}
    files = {"one line.json": json.dumps(page), "indented.json": json.dumps(page, indent=1)}
    summary = dumps.landed(tmp_path, files)
    assert {(file.format, file.rows_read) for file in summary.files} == {("x-gnip", 6)}


def test_what_an_activity_lacks_is_the_reason_why_it_is_refused(tmp_path: Path) -> None:
    nobody = _activity(1, 20)
    del nobody["actor"]
    records = [nobody, _activity(2, 20, verb="sing"), _activity(3, 20, postedTime="soon")]
    summary = dumps.landed(tmp_path, {"a.json": dumps.ndjson(records)})
    late = 'is "soon", not a time (ISO-8601 or epoch ms)'
    assert dumps.table(summary, "quarantine", "line, stream, reason") == [
        (1, "accounts", "'account_id' is missing"),
        (1, "posts", "'account_id' is missing"),
        (2, "posts", "neither a post, a share, a deletion, a notice nor a message"),
        (3, "accounts", f"'observed_at' {late}"),
        (3, "post_metrics", f"'observed_at' {late}"),
        (3, "posts", f"'created_at' {late}"),
    ]
