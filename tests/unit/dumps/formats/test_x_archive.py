"""Scripts of an account's own archive become its posts, whoever the archive names as its owner."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.dumps import dumps, packed

NOON = "Thu Jan 01 12:00:00 +0000 2026"
MORNING = "Thu Jan 01 08:00:00 +0000 2026"
ACCOUNT = {
    "account": {
        "accountId": "77",
        "username": "ann",
        "accountDisplayName": "Ann",
        "createdAt": "2016-02-03T04:05:06.000Z",
    }
}


def _tweet(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "id_str": str(number),
        "created_at": NOON,
        "full_text": f"text {number}",
        "lang": "en",
        "favorite_count": "3",
        "retweet_count": "1",
        "entities": {"hashtags": [], "urls": [], "user_mentions": []},
    } | fields


def _mention(number: int, handle: str) -> dict[str, Any]:
    return {"id_str": str(number), "screen_name": handle}


def _script(name: str, records: Any) -> str:
    return f"{name} = {json.dumps(records, indent=1)}"


def _new(*tweets: dict[str, Any], part: str = "tweets") -> str:
    return _script(f"window.YTD.{part}.part0", [{"tweet": tweet} for tweet in tweets])


def _beside(account: Any = ACCOUNT) -> dict[str, str]:
    return {"account.js": _script("window.YTD.account.part0", [account])}


def test_posts_of_the_new_archive_belong_to_the_account_beside_them(tmp_path: Path) -> None:
    tweet = _tweet(
        12,
        in_reply_to_status_id_str="5",
        in_reply_to_user_id_str="6",
        entities={
            "hashtags": [{"text": "Tea"}],
            "urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/a"}],
            "user_mentions": [_mention(6, "bob")],
        },
    )
    summary = dumps.landed(tmp_path, {"tweets.js": _new(tweet)} | _beside())
    columns = (
        "platform, post_id, account_id, created_at, text, lang, hashtags, mentions, urls, "
        "reply_to_post_id, reply_to_account_id, repost_of_account_id, _is_embedded"
    )
    noon = dumps.at(2026, 1, 1, 12)
    assert dumps.table(summary, "posts", columns) == [
        (
            "x",
            "12",
            "77",
            noon,
            "text 12",
            "en",
            ["Tea"],
            ["6"],
            ["https://example.org/a"],
            "5",
            "6",
            None,
            False,
        )
    ]
    assert dumps.table(summary, "post_metrics", "post_id, observed_at, likes, reposts") == [
        ("12", noon, 3, 1)
    ]
    columns = "account_id, observed_at, handle, display_name, created_at"
    assert dumps.table(summary, "accounts", columns) == [
        ("77", noon, "ann", "Ann", dumps.at(2016, 2, 3, 4, 5, 6))
    ]


@pytest.mark.parametrize("part", ["tweet", "tweets"])
def test_items_without_a_wrapper_are_posts_too(tmp_path: Path, part: str) -> None:
    text = _script(f"window.YTD.{part}.part0", [_tweet(1), _tweet(2)])
    summary = dumps.landed(tmp_path, {"tweet.js": text} | _beside())
    assert dumps.table(summary, "posts", "post_id, account_id") == [("1", "77"), ("2", "77")]


def test_the_json_without_its_script_is_known_by_the_wrapper(tmp_path: Path) -> None:
    text = json.dumps([{"tweet": _tweet(1)}])
    summary = dumps.landed(tmp_path, {"tweets.json": text} | _beside())
    assert dumps.table(summary, "posts", "post_id, account_id") == [("1", "77")]


def test_without_an_account_file_replies_to_own_posts_tell_the_owner(tmp_path: Path) -> None:
    tweets = (
        _tweet(1),
        _tweet(2, in_reply_to_status_id_str="1", in_reply_to_user_id_str="77"),
        _tweet(3, in_reply_to_status_id_str="900", in_reply_to_user_id_str="5"),
        _tweet(4, in_reply_to_status_id_str="901", in_reply_to_user_id_str="5"),
    )
    summary = dumps.landed(tmp_path, {"tweets.js": _new(*tweets)})
    assert set(dumps.table(summary, "posts", "account_id")) == {("77",)}
    assert dumps.table(summary, "accounts") == []
    assert "no account.js lies beside" in str(summary.files[0].notes)


def test_an_owner_of_whom_nothing_tells_is_named_after_the_oldest_post(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"tweets.js": _new(_tweet(100), _tweet(99))})
    assert set(dumps.table(summary, "posts", "account_id")) == {("owner of 99",)}


def test_the_manifest_tells_the_owner_and_when_the_archive_was_taken(tmp_path: Path) -> None:
    manifest = {
        "userInfo": {"accountId": "78", "userName": "bea", "displayName": "Bea"},
        "archiveInfo": {"generationDate": "2026-02-01T00:00:00.000Z"},
    }
    files = {
        "tweets.js": _new(_tweet(1)),
        "manifest.js": _script("window.__THAR_CONFIG", manifest),
    }
    summary = dumps.landed(tmp_path, files)
    assert dumps.table(summary, "posts", "account_id") == [("78",)]
    taken = dumps.at(2026, 2, 1)
    assert dumps.table(summary, "accounts", "account_id, observed_at, handle") == [
        ("78", taken, "bea")
    ]
    assert dumps.table(summary, "post_metrics", "observed_at") == [(taken,)]
    assert {file.status for file in summary.files} == {"landed"}


def test_a_text_that_begins_with_its_first_mention_is_a_repost(tmp_path: Path) -> None:
    entities = {"hashtags": [], "urls": [], "user_mentions": [_mention(6, "Bob")]}
    gone = {"hashtags": [], "urls": [], "user_mentions": [_mention(-1, "cid")]}
    tweets = (
        _tweet(1, full_text="RT @bob: hello", entities=entities),
        _tweet(2, full_text="RT @bob I agree", entities=entities),
        _tweet(3, full_text="thanks, RT @bob: hello", entities=entities),
        _tweet(4, full_text="RT @cid: hello", entities=gone),
    )
    summary = dumps.landed(tmp_path, {"tweets.js": _new(*tweets)} | _beside())
    columns = "post_id, repost_of_post_id, repost_of_account_id, mentions, _mentions_count"
    assert dumps.table(summary, "posts", columns) == [
        ("1", None, "6", ["6"], 1),
        ("2", None, None, ["6"], 1),
        ("3", None, None, ["6"], 1),
        ("4", None, None, [], 1),
    ]
    outcome = next(file for file in summary.files if file.path == "tweets.js")
    assert outcome.notes == "1 reposts of accounts that are gone, kept as posts of the owner"


def test_a_deleted_post_is_a_post_and_its_deletion(tmp_path: Path) -> None:
    text = _new(_tweet(1, created_at=MORNING, deleted_at=NOON), part="deleted_tweets")
    summary = dumps.landed(tmp_path, {"deleted-tweets.js": text} | _beside())
    assert dumps.table(summary, "posts", "post_id") == [("1",)]
    assert dumps.table(summary, "deletions", "post_id, account_id, occurred_at") == [
        ("1", "77", dumps.at(2026, 1, 1, 12))
    ]


def test_followers_are_follows_known_before_all_else(tmp_path: Path) -> None:
    files = {
        "follower.js": _script(
            "window.YTD.follower.part0", [{"follower": {"accountId": "5", "userLink": "l"}}]
        ),
        "following.js": _script("window.YTD.following.part0", [{"following": {"accountId": "6"}}]),
    }
    summary = dumps.landed(tmp_path, files | _beside())
    before = dumps.at(1990, 1, 1)
    assert dumps.table(summary, "follows", "follower_id, followed_id, action, occurred_at") == [
        ("5", "77", "follow", before),
        ("77", "6", "follow", before),
    ]


def test_followers_of_an_unnamed_owner_ask_for_the_account_file(tmp_path: Path) -> None:
    text = _script("window.YTD.follower.part0", [{"follower": {"accountId": "5"}}])
    outcome = dumps.landed(tmp_path, {"follower.js": text}).files[0]
    assert outcome.status == "quarantined"
    assert "put the archive's account.js into the same folder" in str(outcome.reason)


def test_other_parts_of_an_archive_are_left_out_and_counted(tmp_path: Path) -> None:
    files = {
        "like.js": _script("window.YTD.like.part0", [{"like": {"tweetId": "1"}}] * 2),
        "direct-messages.js": _script("window.YTD.direct_messages.part0", [{"dmConversation": {}}]),
        "tweet_index.js": _script("var tweet_index", [{"year": 2026, "tweet_count": 3}]),
    }
    summary = dumps.landed(tmp_path, files)
    assert {(file.path, file.status, file.rows_read, file.notes) for file in summary.files} == {
        (
            "like.js",
            "landed",
            0,
            "2 records of the archive's 'like' left out: they do not say when",
        ),
        (
            "direct-messages.js",
            "landed",
            0,
            "1 records of the archive's 'direct_messages' left out: they are no posts",
        ),
        (
            "tweet_index.js",
            "landed",
            0,
            "1 records of the archive's 'tweet_index' left out: they are no posts",
        ),
    }


def test_old_archives_carry_their_author_and_spell_times_in_two_ways(tmp_path: Path) -> None:
    user = {"id_str": "77", "screen_name": "ann", "name": "Ann"}
    original = {
        "id_str": "1",
        "created_at": "2012-05-01 08:00:00 +0000",
        "text": "first",
        "user": {"id_str": "5", "screen_name": "bob", "name": "Bob"},
        "entities": {"hashtags": [], "urls": [], "user_mentions": []},
    }
    repost = {
        "id_str": "2",
        "created_at": "2012-05-01 12:00:00 +0200",
        "text": "RT @bob: first",
        "user": user,
        "retweeted_status": original,
        "entities": {"hashtags": [], "urls": [], "user_mentions": [_mention(5, "bob")]},
    }
    later = {
        "id_str": "3",
        "created_at": "Wed May 02 09:00:00 +0000 2012",
        "text": "second",
        "user": user | {"followers_count": 8},
        "favorite_count": 2,
        "retweet_count": 0,
    }
    text = _script("Grailbird.data.tweets_2012_05", [repost, later])
    summary = dumps.landed(tmp_path, {"2012_05.js": text})
    columns = (
        "post_id, account_id, created_at, repost_of_post_id, repost_of_account_id, _is_embedded"
    )
    assert dumps.table(summary, "posts", columns) == [
        ("1", "5", dumps.at(2012, 5, 1, 8), None, None, True),
        ("2", "77", dumps.at(2012, 5, 1, 10), "1", "5", False),
        ("3", "77", dumps.at(2012, 5, 2, 9), None, None, False),
    ]
    newest = dumps.at(2012, 5, 2, 9)
    assert dumps.table(summary, "post_metrics", "post_id, observed_at, likes, reposts") == [
        ("3", newest, 2, 0)
    ]
    assert dumps.table(summary, "accounts", "account_id, observed_at, handle, followers_count") == [
        ("5", newest, "bob", None),
        ("77", newest, "ann", 8),
        ("77", newest, "ann", None),
    ]


def test_a_post_without_a_readable_time_is_quarantined_where_it_stands(tmp_path: Path) -> None:
    text = _new(_tweet(1), _tweet(2, created_at="once"))
    summary = dumps.landed(tmp_path, {"tweets.js": text} | _beside())
    line = text[: text.index('"id": "2"')].count("\n") - 1
    assert dumps.table(summary, "quarantine", "stream, line, reason") == [
        ("posts", line, "'created_at' is \"once\", not a time (ISO-8601 or epoch ms)")
    ]
    assert dumps.table(summary, "posts", "post_id") == [("1",)]


def test_an_item_that_is_no_post_is_quarantined(tmp_path: Path) -> None:
    text = _script("window.YTD.tweets.part0", [{"tweet": _tweet(1)}, {"weather": "fair"}])
    summary = dumps.landed(tmp_path, {"tweets.js": text} | _beside())
    assert dumps.table(summary, "quarantine", "stream, reason") == [
        ("posts", "not a post of an X/Twitter archive")
    ]


@pytest.mark.parametrize("in_archive", [False, True])
def test_an_account_that_comes_later_has_the_posts_read_again(
    tmp_path: Path, in_archive: bool
) -> None:
    tweets = {"tweets.js": _new(_tweet(12))}
    pack = _zipped if in_archive else dict
    summary = dumps.landed(tmp_path, pack(tweets))
    assert dumps.table(summary, "posts", "account_id") == [("owner of 12",)]
    summary = dumps.landed(tmp_path, pack(tweets | _beside()))
    assert dumps.table(summary, "posts", "account_id") == [("77",)]
    other = {"account": ACCOUNT["account"] | {"accountId": "78"}}
    summary = dumps.landed(tmp_path, pack(tweets | _beside(other)))
    assert dumps.table(summary, "posts", "account_id") == [("78",)]
    again = dumps.landed(tmp_path, pack(tweets | _beside(other)))
    assert {file.status for file in again.files} == {"unchanged"}


def test_an_account_that_comes_later_has_its_followers_read(tmp_path: Path) -> None:
    text = _script("window.YTD.follower.part0", [{"follower": {"accountId": "5"}}])
    dumps.landed(tmp_path, {"follower.js": text})
    summary = dumps.landed(tmp_path, {"follower.js": text} | _beside())
    assert dumps.table(summary, "follows", "follower_id, followed_id") == [("5", "77")]


def _zipped(files: dict[str, str]) -> dict[str, bytes]:
    return {"archive.zip": packed.zipped(files)}
