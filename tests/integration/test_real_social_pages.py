"""Real exports of videos, shares and owned pages land with the counts of their READMEs."""

import pytest

from tests.integration.real_dumps import Landed
from tests.unit.dumps.dumps import at, table


def test_scraped_videos_land_and_comments_dated_by_a_page_are_refused(landed: Landed) -> None:
    summary = landed("youtube_comments_export")
    statuses = {file.path: (file.status, file.rows_landed) for file in summary.files}
    assert statuses == {
        "youtube_comments.json": ("quarantined", 0),
        # A post, its channel and its counters for each of 100 videos.
        "youtube_videos.json": ("landed", 3 * 100),
    }
    reasons = [file.reason or "" for file in summary.files if file.reason]
    assert ["2 months ago" in reason for reason in reasons] == [True]
    assert len(table(summary, "posts", "DISTINCT post_id")) == 100


def test_trending_videos_count_as_their_readme_does(landed: Landed) -> None:
    summary = landed("youtube_trending")
    assert summary.counts.recorded["posts"] == 200
    assert summary.counts.recorded["authors"] == 200
    columns = "count(*), sum(impressions), sum(likes), sum(replies), min(observed_at)"
    seen = at(2018, 11, 1)
    # Where ratings or comments are turned off (one video, five videos) the README adds zeros.
    assert table(summary, "post_metrics", columns) == [(200, 1285154051, 41152604, 3391964, seen)]
    assert table(summary, "post_metrics", "count(likes), count(replies)") == [(199, 195)]
    assert summary.files[0].rows_quarantined == 0


def test_shares_of_a_linkedin_member_land_whole(landed: Landed) -> None:
    summary = landed("linkedin_export")
    assert summary.counts.recorded["posts"] == 202
    assert summary.counts.recorded["authors"] == 1
    assert summary.files[0].rows_quarantined == 0
    # The mark that LinkedIn leaves at every end of a line is in no text any more.
    shared = table(summary, "posts", "count(*) FILTER (text LIKE '%\"' || chr(10) || '\"%')")
    assert shared == [(0,)]


# Rows of each table by its README, the stream that they are rows of, and how many become one.
TABLES = {
    "account_history.csv": (3, None, 0),
    "facebook_pages_daily_page_metrics_total_data.csv": (6, "accounts", 6),
    "facebook_pages_lifetime_post_metrics_total_data.csv": (25, "post_metrics", 25),
    "facebook_pages_page_data.csv": (1, "accounts", 1),
    "facebook_pages_post_history_data.csv": (100, "posts", 100),
    # 49 of the versions are of pictures inside an album.
    "instagram_business_media_history_data.csv": (100, "posts", 51),
    "instagram_business_media_insights_data.csv": (5, "post_metrics", 5),
    "instagram_business_user_history_data.csv": (1, "accounts", 1),
    "linkedin_pages_organization_data.csv": (2, "accounts", 2),
    "linkedin_pages_organization_share_data.csv": (10, None, 0),
    "linkedin_pages_organization_ugc_post_data.csv": (100, None, 0),
    "linkedin_pages_post_content_data.csv": (50, None, 0),
    "linkedin_pages_share_content_data.csv": (10, None, 0),
    "linkedin_pages_share_history_data.csv": (10, "posts", 10),
    "linkedin_pages_share_share_statistic_data.csv": (10, None, 0),
    "linkedin_pages_share_statistic_data.csv": (100, "post_metrics", 100),
    "linkedin_pages_ugc_post_history_data.csv": (75, "posts", 75),
    "linkedin_pages_ugc_post_share_statistic_data.csv": (100, None, 0),
    "organic_tweet_report.csv": (100, None, 0),
    "tweet.csv": (100, "posts", 100),
    "twitter_user_history.csv": (1, "accounts", 1),
    "youtube_channel_basic_data.csv": (1000, None, 0),
    "youtube_channel_demographics_data.csv": (11, None, 0),
    "youtube_video_data.csv": (3, "posts", 3),
}


def test_the_tables_of_the_readme_are_all_there() -> None:
    assert (len(TABLES), sum(rows for rows, _, _ in TABLES.values())) == (24, 1923)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_a_connectors_table_lands_or_is_counted(landed: Landed, name: str) -> None:
    rows, stream, landing = TABLES[name]
    summary = landed("social_pages_connector_tables")
    file = next(file for file in summary.files if file.path == name)
    assert (file.status, file.format, file.rows_quarantined) == ("landed", "page-connector", 0)
    receipts = {
        (row[0], row[1])
        for row in table(summary, "receipts", "stream, rows_landed, path")
        if row[2] == name
    }
    assert (stream or "none", landing) in receipts
    counted = sum(int(note.split()[0]) for note in (file.notes or "").split("; ") if note)
    if landing < rows:
        assert counted == rows - landing


def test_share_counts_below_zero_are_null_and_the_others_sum_to_what_is_left(
    landed: Landed,
) -> None:
    summary = landed("social_pages_connector_tables")
    figures = table(
        summary,
        "post_metrics",
        "count(*) FILTER (platform = 'linkedin'), "
        "count(reposts) FILTER (platform = 'linkedin'), "
        "sum(reposts) FILTER (platform = 'linkedin')",
    )
    # Their sum is -4: four times -1, and nothing else.
    assert figures == [(100, 96, 0)]


def test_versions_of_one_post_are_told_apart_by_their_time(landed: Landed) -> None:
    summary = landed("social_pages_connector_tables")
    figures = table(
        summary,
        "posts",
        "count(*) FILTER (platform = 'facebook'), "
        "count(DISTINCT post_id) FILTER (platform = 'facebook'), "
        "count(*) FILTER (_version_at IS NULL), count(*) FILTER (_is_deleted)",
    )
    assert figures == [(100, 99, 0, 0)]
