"""Tweets of the v1.1 API become streams by the meaning of their fields."""

import json
from pathlib import Path
from typing import Any

from tests.unit.dumps import dumps

NOON = "Thu Jan 01 12:00:00 +0000 2026"
MORNING = "Thu Jan 01 08:00:00 +0000 2026"
JOINED = "Fri Jan 01 00:00:00 +0000 2016"


def _user(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "id_str": str(number),
        "screen_name": f"user{number}",
        "name": f"User {number}",
        "created_at": JOINED,
        "followers_count": number * 10,
        "friends_count": 5,
        "statuses_count": 7,
        "verified": False,
    } | fields


def _tweet(number: int, user: int, **fields: Any) -> dict[str, Any]:
    return {
        "created_at": NOON,
        "id": number,
        "id_str": str(number),
        "text": f"text {number}",
        "user": _user(user),
        "entities": {"hashtags": [], "urls": [], "user_mentions": []},
        "is_quote_status": False,
        "retweet_count": 1,
        "favorite_count": 2,
        "lang": "en",
    } | fields


def _stream(*records: dict[str, Any]) -> dict[str, str]:
    return {"00.json": "".join(json.dumps(record) + "\n" for record in records)}


def test_a_long_tweet_gives_its_whole_text_and_entities(tmp_path: Path) -> None:
    tweet = _tweet(
        1,
        2,
        truncated=True,
        extended_tweet={
            "full_text": "the whole text",
            "entities": {
                "hashtags": [{"text": "Tea"}],
                "urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/a"}],
                "user_mentions": [{"id_str": "3"}, {"id_str": "4"}],
            },
        },
    )
    summary = dumps.landed(tmp_path, _stream(tweet))
    assert dumps.table(summary, "posts", "text, hashtags, mentions, urls, _mentions_count") == [
        ("the whole text", ["Tea"], ["3", "4"], ["https://example.org/a"], 2)
    ]


def test_a_repost_of_a_quote_is_a_repost_and_its_originals_are_embedded(tmp_path: Path) -> None:
    quoted = _tweet(7, 70, created_at=MORNING)
    original = _tweet(
        8,
        80,
        created_at=MORNING,
        is_quote_status=True,
        quoted_status_id_str="7",
        quoted_status=quoted,
    )
    repost = _tweet(
        9,
        90,
        is_quote_status=True,
        quoted_status_id_str="7",
        quoted_status=quoted,
        retweeted_status=original,
    )
    summary = dumps.landed(tmp_path, _stream(repost))
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
    assert summary.files[0].counts == {
        "posts": 1,
        "reposts": 1,
        "replies": 0,
        "quotes": 0,
        "originals": 0,
        "mentions": 0,
        "authors": 1,
    }


def test_a_quote_whose_post_is_missing_still_names_it(tmp_path: Path) -> None:
    quote = _tweet(1, 2, is_quote_status=True, quoted_status_id_str="7")
    summary = dumps.landed(tmp_path, _stream(quote))
    assert dumps.table(summary, "posts", "quote_of_post_id, quote_of_account_id") == [("7", None)]


def test_a_reply_names_its_post_and_account(tmp_path: Path) -> None:
    reply = _tweet(1, 2, in_reply_to_status_id_str="7", in_reply_to_user_id_str="70")
    summary = dumps.landed(tmp_path, _stream(reply))
    assert dumps.table(summary, "posts", "reply_to_post_id, reply_to_account_id") == [("7", "70")]


def test_followers_and_counters_are_seen_at_the_time_of_the_line(tmp_path: Path) -> None:
    original = _tweet(8, 80, created_at=MORNING, favorite_count=50)
    repost = _tweet(9, 90, retweeted_status=original, timestamp_ms="1767268800250")
    summary = dumps.landed(tmp_path, _stream(repost))
    seen = dumps.at(2026, 1, 1, 12, 0, 0, 250_000)
    assert dumps.table(summary, "post_metrics", "post_id, observed_at, likes, reposts") == [
        ("8", seen, 50, 1),
        ("9", seen, 2, 1),
    ]
    columns = "account_id, observed_at, handle, followers_count, following_count, created_at"
    joined = dumps.at(2016, 1, 1)
    assert dumps.table(summary, "accounts", columns) == [
        ("80", seen, "user80", 800, 5, joined),
        ("90", seen, "user90", 900, 5, joined),
    ]


def test_a_delete_notice_is_a_deletion_and_control_messages_are_counted(tmp_path: Path) -> None:
    delete = {
        "delete": {
            "status": {"id": 5, "id_str": "5", "user_id": 6, "user_id_str": "6"},
            "timestamp_ms": "1767268800000",
        }
    }
    control = {"limit": {"track": 3, "timestamp_ms": "1767268800000"}}
    summary = dumps.landed(tmp_path, _stream(delete, control, _tweet(1, 2)))
    assert dumps.table(summary, "deletions", "platform, post_id, account_id, occurred_at") == [
        ("x", "5", "6", dumps.at(2026, 1, 1, 12))
    ]
    assert summary.files[0].notes == "1 limit messages ignored"
    assert summary.counts.deletions == 1


def test_a_line_that_is_nothing_known_is_quarantined(tmp_path: Path) -> None:
    records = (_tweet(1, 2), {"weather": "fair"}, _tweet(3, 2) | {"user": None})
    summary = dumps.landed(tmp_path, _stream(*records))
    assert dumps.table(summary, "quarantine", "stream, line, reason") == [
        ("accounts", 3, "'account_id' is missing"),
        ("posts", 2, "neither a tweet, a user, a delete notice nor a known control message"),
        ("posts", 3, "'account_id' is missing"),
    ]
    assert dumps.table(summary, "posts", "post_id") == [("1",)]


def test_a_cut_line_keeps_its_text_and_the_tweets_around_it(tmp_path: Path) -> None:
    cut = json.dumps(_tweet(2, 3))[:100]
    text = json.dumps(_tweet(1, 3)) + "\n" + cut + "\n" + json.dumps(_tweet(4, 3)) + "\n"
    summary = dumps.landed(tmp_path, {"00.json": text})
    first = len(json.dumps(_tweet(1, 3))) + 1
    assert dumps.table(summary, "quarantine", "stream, line, byte_offset, raw_text") == [
        ("posts", 2, first, cut)
    ]
    assert dumps.table(summary, "posts", "post_id") == [("1",), ("4",)]


def test_tweets_of_rest_pages_are_seen_at_the_newest_time_of_their_page(tmp_path: Path) -> None:
    page = {
        "statuses": [
            _tweet(1, 2, text=None, full_text="whole", created_at=MORNING),
            _tweet(3, 4, created_at=NOON),
        ],
        "search_metadata": {"count": 2},
    }
    files = {
        "one line.json": json.dumps(page),
        "indented.json": json.dumps(page, indent=1),
        "list.json": json.dumps(page["statuses"], indent=1),
        "lines.json": json.dumps(page) + "\n" + json.dumps(page | {"n": 2}) + "\n",
    }
    summary = dumps.landed(tmp_path, files)
    assert {(file.path, file.format, file.rows_read) for file in summary.files} == {
        ("one line.json", "x-v1", 6),
        ("indented.json", "x-v1", 6),
        ("list.json", "x-v1", 6),
        ("lines.json", "x-v1", 12),
    }
    noon = dumps.at(2026, 1, 1, 12)
    assert set(dumps.table(summary, "post_metrics", "post_id, observed_at")) == {
        ("1", noon),
        ("3", noon),
    }
    assert ("1", "whole") in dumps.table(summary, "posts", "post_id, text")


def test_a_bad_tweet_in_a_rest_document_is_quarantined_where_it_stands(tmp_path: Path) -> None:
    good, bad = _tweet(1, 2), _tweet(3, 4, created_at="soon")
    text = "[\n " + json.dumps(good) + ",\n " + json.dumps(bad) + "\n]"
    summary = dumps.landed(tmp_path, {"page.json": text})
    offset = 2 + 1 + len(json.dumps(good)) + 1 + 1 + 1
    assert dumps.table(summary, "quarantine", "stream, line, byte_offset, reason") == [
        ("posts", 3, offset, "'created_at' is \"soon\", not a time (ISO-8601 or epoch ms)")
    ]
    assert dumps.table(summary, "quarantine", "raw_text") == [(json.dumps(bad),)]


def test_users_are_accounts_and_their_last_posts_are_embedded(tmp_path: Path) -> None:
    last = {key: value for key, value in _tweet(1, 0).items() if key != "user"}
    orphan = {key: value for key, value in _tweet(5, 0).items() if key != "user"}
    users = [
        _user(20, status=last),
        _user(30),
        _user(40, status=last | {"id_str": "6", "retweeted_status": orphan}),
    ]
    summary = dumps.landed(tmp_path, {"users.json": json.dumps(users)})
    assert dumps.table(
        summary, "posts", "post_id, account_id, repost_of_post_id, _is_embedded"
    ) == [
        ("1", "20", None, True),
        ("6", "40", "5", True),
    ]
    noon = dumps.at(2026, 1, 1, 12)
    assert dumps.table(summary, "accounts", "account_id, observed_at, followers_count") == [
        ("20", noon, 200),
        ("30", noon, 300),
        ("40", noon, 400),
    ]
    assert summary.files[0].notes == "1 last posts whose original names no author"


def test_users_without_posts_are_seen_when_the_newest_of_them_joined(tmp_path: Path) -> None:
    users = [_user(20), _user(30, created_at=MORNING)]
    summary = dumps.landed(tmp_path, {"users.json": json.dumps(users)})
    assert set(dumps.table(summary, "accounts", "observed_at")) == {(dumps.at(2026, 1, 1, 8),)}


def test_ids_beyond_what_a_fraction_can_hold_keep_every_digit(tmp_path: Path) -> None:
    tweet = _tweet(1, 2)
    tweet["id"] = 1234567890123456789
    del tweet["id_str"]
    summary = dumps.landed(tmp_path, _stream(tweet))
    assert dumps.table(summary, "posts", "post_id") == [("1234567890123456789",)]


def test_the_same_post_read_twice_is_recorded_twice_and_distinct_once(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, _stream(_tweet(1, 2), _tweet(1, 2), _tweet(3, 2)))
    assert summary.counts.recorded["posts"] == 3
    assert summary.counts.distinct["posts"] == 2
    assert summary.counts.duplicates == 1


def test_a_file_of_tweets_that_all_lack_their_user_is_refused_with_that_reason(
    tmp_path: Path,
) -> None:
    tweet = _tweet(1, 2)
    del tweet["user"]
    summary = dumps.landed(tmp_path, _stream(tweet))
    assert dumps.table(summary, "quarantine", "stream, reason") == [
        ("accounts", "'account_id' is missing"),
        ("posts", "'account_id' is missing"),
    ]
    assert dumps.table(summary, "post_metrics", "post_id, likes") == [("1", 2)]


def test_a_mention_of_an_account_that_is_gone_is_counted_but_names_nobody(tmp_path: Path) -> None:
    entities = {"user_mentions": [{"id_str": "-1"}, {"id_str": "4"}]}
    summary = dumps.landed(tmp_path, _stream(_tweet(1, 2, entities=entities)))
    assert dumps.table(summary, "posts", "mentions, _mentions_count") == [(["4"], 2)]


def test_a_tweet_without_counters_gives_no_row_of_counters(tmp_path: Path) -> None:
    tweet = _tweet(1, 2)
    del tweet["retweet_count"], tweet["favorite_count"]
    summary = dumps.landed(tmp_path, _stream(tweet, _tweet(3, 2, favorite_count=0)))
    assert dumps.table(summary, "post_metrics", "post_id, likes, reposts") == [("3", 0, 1)]


def test_pages_of_the_premium_search_hold_tweets(tmp_path: Path) -> None:
    page = {"results": [_tweet(1, 2), _tweet(3, 4)], "requestParameters": {"maxResults": 100}}
    files = {"one line.json": json.dumps(page), "indented.json": json.dumps(page, indent=1)}
    summary = dumps.landed(tmp_path, files)
    assert {(file.format, file.rows_read) for file in summary.files} == {("x-v1", 6)}
