"""Tables of page connectors, told by their columns whatever network they are of."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.dumps import dumps

SYNCED = "2026-01-02 12:00:00.000"
SEEN = dumps.at(2026, 1, 2, 12)
NOON = dumps.at(2026, 1, 1, 12)


def _landed(tmp_path: Path, *rows: dict[str, Any]) -> Any:
    told = [{"_fivetran_synced": SYNCED} | row for row in rows]
    return dumps.landed(tmp_path, {"table.csv": dumps.csv_text(told)})


def _facebook_post(**fields: Any) -> dict[str, Any]:
    return {
        "id": "9_1",
        "page_id": "9",
        "created_time": "2026-01-01 12:00:00",
        "updated_time": "2026-01-01 13:00:00",
        "status_type": "wall_post",
        "is_published": "true",
        "share_count": "",
        "message": "#Tea https://example.org/a",
    } | fields


def test_a_facebook_post_keeps_the_time_of_its_version(tmp_path: Path) -> None:
    later = _facebook_post(updated_time="2026-01-02 00:00:00", share_count=5, message="now")
    hidden = _facebook_post(id="9_2", is_published="false", share_count=3)
    summary = _landed(tmp_path, _facebook_post(), later, hidden)
    assert summary.files[0].format == "page-connector"
    columns = "platform, post_id, account_id, created_at, text, hashtags, urls, _version_at"
    assert dumps.table(summary, "posts", columns) == [
        (
            "facebook",
            "9_1",
            "9",
            NOON,
            "#Tea https://example.org/a",
            ["Tea"],
            ["https://example.org/a"],
            dumps.at(2026, 1, 1, 13),
        ),
        ("facebook", "9_1", "9", NOON, "now", [], [], dumps.at(2026, 1, 2)),
    ]
    assert dumps.table(summary, "post_metrics", "post_id, observed_at, reposts") == [
        ("9_1", SEEN, 5)
    ]
    assert summary.files[0].notes == "1 versions of unpublished posts left out"


def test_lifetime_counters_of_facebook_add_reactions_of_every_kind(tmp_path: Path) -> None:
    row = {
        "date": "2026-01-01 12:00:00",
        "post_id": "9_1",
        "post_clicks": 4,
        "post_impressions": "",
        "post_media_view": "70.0",
        "post_reactions_like_total": 5,
        "post_reactions_love_total": 2,
        "post_reactions_wow_total": "",
    }
    summary = _landed(tmp_path, row, row | {"post_id": "9_2", "post_impressions": 90})
    columns = "post_id, observed_at, impressions, likes, clicks"
    assert dumps.table(summary, "post_metrics", columns) == [
        ("9_1", NOON, 70, 7, 4),
        ("9_2", NOON, 90, 7, 4),
    ]


def test_of_the_days_of_a_page_only_its_followers_are_a_counter(tmp_path: Path) -> None:
    day = {"date": "2026-01-01 12:00:00", "page_id": "9", "page_fan_adds": 3, "page_fans": 500}
    summary = _landed(tmp_path, day, day | {"date": "2026-01-02 12:00:00", "page_fans": ""})
    assert dumps.table(summary, "accounts", "account_id, observed_at, followers_count") == [
        ("9", NOON, 500)
    ]
    assert summary.files[0].notes == (
        "2 rows of daily increments left out: they are not cumulative"
    )


def test_a_page_that_its_loader_marks_as_deleted_says_so(tmp_path: Path) -> None:
    page = {"id": "9", "name": "Tea", "username": "tea", "talking_about_count": 1, "fan_count": 8}
    summary = _landed(
        tmp_path,
        page | {"_fivetran_deleted": "false"},
        page | {"id": "8", "_fivetran_deleted": "true"},
    )
    columns = "account_id, observed_at, handle, display_name, followers_count, _is_deleted"
    assert dumps.table(summary, "accounts", columns) == [
        ("8", SEEN, "tea", "Tea", 8, True),
        ("9", SEEN, "tea", "Tea", 8, False),
    ]


def test_a_picture_inside_an_album_is_no_post_of_its_own(tmp_path: Path) -> None:
    media = {
        "id": "1",
        "ig_id": "11",
        "user_id": "7",
        "username": "tea",
        "media_type": "CAROUSEL_ALBUM",
        "is_story": "false",
        "created_time": "2026-01-01T12:00:00",
        "caption": "a #Tea",
        "carousel_album_id": "",
    }
    picture = media | {"id": "2", "media_type": "IMAGE", "carousel_album_id": "1"}
    summary = _landed(tmp_path, media, picture)
    assert dumps.table(summary, "posts", "platform, post_id, account_id, hashtags") == [
        ("instagram", "1", "7", ["Tea"])
    ]
    assert summary.files[0].notes == (
        "1 versions of pictures inside albums left out: the album is the post"
    )


def test_counters_of_instagram_are_those_of_the_kind_of_the_post(tmp_path: Path) -> None:
    row = {
        "id": "1",
        "like_count": 3,
        "comment_count": 1,
        "video_photo_reach": 0,
        "video_photo_views": 0,
        "video_photo_saved": "",
        "carousel_album_views": 22,
        "carousel_album_saved": 2,
        "carousel_album_shares": 4,
        "reel_likes": "",
        "story_replies": "",
    }
    summary = _landed(tmp_path, row, row | {"id": "2", "carousel_album_views": "many"})
    columns = "post_id, observed_at, impressions, likes, reposts, replies, saves"
    assert dumps.table(summary, "post_metrics", columns) == [("1", SEEN, 22, 3, 4, 1, 2)]
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (3, "'impressions' is \"many\", not a whole number")
    ]


def test_instagram_and_x_accounts_are_seen_when_they_were_synced(tmp_path: Path) -> None:
    person = {
        "id": "7",
        "ig_id": "77",
        "username": "tea",
        "name": "Tea",
        "followers_count": 39,
        "follows_count": 4,
        "media_count": 2,
    }
    user = {
        "id": "5",
        "screen_name": "tea",
        "name": "Tea",
        "friends_count": 3,
        "statuses_count": 9,
        "followers_count": "",
        "created_at": "2020-01-01T00:00:00",
        "verified": "false",
    }
    columns = "platform, account_id, observed_at, handle, followers_count, following_count"
    first = _landed(tmp_path / "one", person)
    assert dumps.table(first, "accounts", columns) == [("instagram", "7", SEEN, "tea", 39, 4)]
    second = _landed(tmp_path / "two", user)
    assert dumps.table(second, "accounts", f"{columns}, posts_count, verified") == [
        ("x", "5", SEEN, "tea", None, 3, 9, False)
    ]


def test_posts_of_linkedin_are_shares_or_urns_and_react_to_others(tmp_path: Path) -> None:
    share = {
        "id": "12",
        "author": "urn:li:organization:7",
        "commentary": "tea",
        "created_time": "2026-01-01 11:00:00.5",
        "first_published_at": "2026-01-01 12:00:00",
        "last_modified_time": "2026-01-01 13:00:00",
        "lifecycle_state": "PUBLISHED",
        "response_context_parent": "",
    }
    parent = "urn:li:ugcPost:1"
    summary = _landed(
        tmp_path,
        share,
        share | {"id": "urn:li:ugcPost:13", "response_context_parent": parent},
        share | {"id": "14", "response_context_parent": parent, "commentary": ""},
        share | {"id": "15", "lifecycle_state": "DRAFT"},
    )
    columns = "post_id, account_id, created_at, quote_of_post_id, repost_of_post_id"
    account = "urn:li:organization:7"
    assert dumps.table(summary, "posts", columns) == [
        ("urn:li:share:12", account, NOON, None, None),
        ("urn:li:share:14", account, NOON, None, parent),
        ("urn:li:ugcPost:13", account, NOON, parent, None),
    ]
    assert summary.files[0].notes == "1 versions of posts left out: they are not published"


def test_a_share_count_below_zero_is_no_count(tmp_path: Path) -> None:
    row = {
        "_share_entity_urn": "urn:li:share:12",
        "click_count": 1,
        "comment_count": 2,
        "impression_count": 3,
        "like_count": 4,
        "share_count": -1,
    }
    summary = _landed(tmp_path, row, row | {"_share_entity_urn": ""})
    columns = "post_id, observed_at, impressions, likes, reposts, replies, clicks"
    assert dumps.table(summary, "post_metrics", columns) == [
        ("urn:li:share:12", SEEN, 3, 4, None, 2, 1)
    ]
    assert summary.files[0].notes == (
        "2 share counts below zero, which are no counts; 1 statistics that name no share left out"
    )


def test_an_organization_bears_the_urn_that_its_posts_name(tmp_path: Path) -> None:
    row = {"id": "7", "vanity_name": "tea", "organization_type": "X", "localized_name": "Tea"}
    summary = _landed(tmp_path, row)
    assert dumps.table(summary, "accounts", "account_id, handle, display_name") == [
        ("urn:li:organization:7", "tea", "Tea")
    ]


def test_tweets_of_a_connector_are_posts_with_counters(tmp_path: Path) -> None:
    tweet = {
        "id": "1",
        "user_id": "5",
        "created_at": "2026-01-01T12:00:00",
        "tweet_type": "PUBLISHED",
        "favorite_count": 6,
        "retweet_count": 2,
        "in_reply_to_status_id": "",
        "in_reply_to_user_id": "4",
        "lang": "en",
        "full_test": "tea",
    }
    summary = _landed(tmp_path, tweet, tweet | {"id": "2", "tweet_type": "SCHEDULED"})
    columns = "platform, post_id, account_id, text, reply_to_post_id, reply_to_account_id"
    assert dumps.table(summary, "posts", columns) == [("x", "1", "5", "tea", None, "4")]
    assert dumps.table(summary, "post_metrics", "post_id, observed_at, likes, reposts") == [
        ("1", SEEN, 6, 2)
    ]
    assert summary.files[0].notes == "1 drafts and scheduled posts left out"


def test_videos_of_a_connector_are_posts_of_their_channel(tmp_path: Path) -> None:
    video = {
        "id": "v1",
        "snippet_channel_id": "UC1",
        "snippet_channel_title": "Tea",
        "snippet_published_at": "2026-01-01 12:00:00",
        "snippet_title": "Hot",
        "snippet_description": "",
        "statistics_view_count": 9,
        "statistics_like_count": 2,
        "statistics_comment_count": 0,
        "privacy_status": "public",
    }
    summary = _landed(tmp_path, video, video | {"id": "v2", "privacy_status": "private"})
    assert dumps.table(summary, "posts", "platform, post_id, account_id, text") == [
        ("youtube", "v1", "UC1", "Hot")
    ]
    assert dumps.table(summary, "post_metrics", "post_id, impressions, likes, replies") == [
        ("v1", 9, 2, 0)
    ]


@pytest.mark.parametrize(
    ("columns", "note"),
    [
        ("date organic_tweet_id placement clicks", "rows of daily increments left out"),
        ("date channel_id subscribers_gained views", "rows of daily increments left out"),
        ("date channel_id age_group views_percentage", "shares of age groups left out"),
        ("id approval_status timezone_switch_at", "advertising accounts left out"),
        ("organiation_id ugc_post_id", "rows that tie two tables together left out"),
        ("share_id share_statistic_id", "rows that tie two tables together left out"),
        ("post_id media_id article_source poll_question", "contents of posts"),
    ],
)
def test_tables_without_posts_or_counters_are_counted(
    tmp_path: Path, columns: str, note: str
) -> None:
    summary = _landed(tmp_path, dict.fromkeys(columns.split(), "1"))
    outcome = summary.files[0]
    assert (outcome.status, outcome.format, outcome.rows_read) == ("landed", "page-connector", 0)
    assert (outcome.notes or "").startswith(f"1 {note}")


def test_the_same_columns_without_a_loader_are_no_table_of_a_connector(tmp_path: Path) -> None:
    row = dumps.csv_text([{"id": "7", "vanity_name": "tea", "organization_type": "X"}])
    summary = dumps.landed(tmp_path, {"organizations.csv": row})
    assert summary.files[0].status == "quarantined"
