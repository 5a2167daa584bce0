"""Real exports of social networks land with the counts that their READMEs measured.

What a README counts otherwise than the product does is worked out here from its figures, and said.
"""

from datetime import datetime
from typing import Any

import duckdb
import pytest

from influence.dumps.landing import LandingSummary
from tests.integration.real_dumps import Landed
from tests.unit.dumps.dumps import at, table


def _one(
    summary: LandingSummary, stream: str, columns: str, where: str = "true"
) -> tuple[Any, ...]:
    """One row of figures over a raw stream."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        rows = con.execute(
            f"SELECT {columns} FROM read_parquet('{summary.store / stream}/*.parquet') "
            f"WHERE {where}"
        ).fetchall()
    return tuple(rows[0])


OWN = "NOT _is_embedded"
_BOTH = ("posts", "post_metrics")


def test_the_live_stream_of_bluesky_gives_every_event_a_row_or_a_count(landed: Landed) -> None:
    summary = landed("bluesky_jetstream_v1")
    kinds = ("posts", "reposts", "replies", "quotes", "originals", "mentions")
    # Eight posts, and eight reposts, which are posts too.
    assert [summary.counts.recorded[kind] for kind in kinds] == [8 + 8, 8, 4, 0, 4, 0]
    assert _one(summary, "interactions", "count(*), count(*) FILTER (kind = 'like')") == (54, 54)
    assert _one(summary, "follows", "count(*), count(follow_id)") == (3, 3)
    assert _one(summary, "deletions", "count(*), count(follow_id)") == (1, 1)
    assert _one(summary, "posts", "count(*)", "len(urls) > 0") == (1,)
    events = next(file for file in summary.files if file.path == "events.jsonl")
    # A status of another app and a block.
    assert events.notes == (
        "2 writes to other collections (blocks, lists, statuses) read and left out"
    )
    assert (events.rows_landed, events.rows_quarantined) == (76 - 2, 0)


def test_actors_of_the_live_stream_are_those_of_its_readme(landed: Landed) -> None:
    summary = landed("bluesky_jetstream_v1")
    actors: set[str] = set()
    for stream, actor in (
        ("posts", "account_id"),
        ("interactions", "account_id"),
        ("follows", "follower_id"),
        ("deletions", "account_id"),
    ):
        actors |= {row[0] for row in table(summary, stream, actor)}
    # The README counts those of the two events that give no row as well.
    assert 74 - 2 <= len(actors) <= 74


def test_acts_in_the_live_stream_of_bluesky_happen_about_when_the_server_saw_them(
    landed: Landed,
) -> None:
    summary = landed("bluesky_jetstream_v1")
    seen = at(2026, 7, 4, 14, 38, 8, 85434), at(2026, 7, 4, 14, 38, 8, 231457)
    # The one event without a client's time is as exact as the server.
    (deleted_at,) = _one(summary, "deletions", "min(occurred_at)")
    assert seen[0] <= deleted_at <= seen[1]
    first, last = _one(summary, "interactions", "min(occurred_at), max(occurred_at)")
    assert abs(first - seen[0]).days == 0
    assert abs(last - seen[1]).days == 0


def test_a_repository_beside_the_stream_is_refused_by_its_name(landed: Landed) -> None:
    refused = {
        file.path: file.reason or ""
        for file in landed("bluesky_jetstream_v1").files
        if file.status == "quarantined"
    }
    assert refused.keys() == {"repo.car", "car_expected_records.tsv"}
    assert "a Bluesky repository" in refused["repo.car"]
    assert "a Bluesky repository's records" in refused["car_expected_records.tsv"]


def test_pages_of_bluesky_count_as_their_readme_does(landed: Landed) -> None:
    summary = landed("bluesky_search_posts")
    assert summary.counts.recorded == {
        "posts": 586,
        "reposts": 0,
        "replies": 190,
        "quotes": 27,
        "originals": 586 - 190 - 27,
        "mentions": 23,
        "authors": 504,
    }
    assert (summary.counts.first_post_at, summary.counts.last_post_at) == (
        at(2024, 12, 10, 13, 54, 22, 11_000),
        at(2024, 12, 13, 8, 5, 17, 987_000),
    )
    assert _one(summary, "posts", "count(*)", f"{OWN} AND len(urls) > 0") == (68,)
    # Twenty-seven more are the posts that are quoted.
    assert _one(summary, "posts", "count(*)") == (586 + 27,)


def test_counters_of_bluesky_pages_sum_to_those_of_the_readme(landed: Landed) -> None:
    summary = landed("bluesky_search_posts")
    posts, metrics = (f"read_parquet('{summary.store / name}/*.parquet')" for name in _BOTH)
    with duckdb.connect() as con:
        # A post that is also quoted on the page is told twice, with the same counters.
        figures = con.execute(
            "SELECT count(*), sum(likes), sum(reposts), sum(replies), sum(quotes), "
            "count(DISTINCT observed_at) FROM (SELECT DISTINCT post_id, likes, reposts, replies, "
            f"quotes, observed_at FROM {metrics}) "
            f"WHERE post_id IN (SELECT post_id FROM {posts} WHERE {OWN})"
        ).fetchone()
    assert figures == (586, 2931, 399, 366, 57, 1)


def test_collectors_tables_of_bluesky_land_but_for_those_that_name_nobody(landed: Landed) -> None:
    summary = landed("bluesky_graph_and_engagement")
    found = {file.path: (file.rows_landed, file.notes) for file in summary.files}
    undated = "the table does not say when it was made: known since before all else"
    assert found == {
        "part01_follows.csv": (116, undated),
        "part03_edges.csv": (1311, undated),
        "part03_nodes.csv": (101, undated),
        "part04_case_study_likes.csv": (
            0,
            "2889 likes left out: they name neither who liked nor what",
        ),
        # A post, its author and its counters for each of 241 rows.
        "part04_engagement_summary.csv": (3 * 241, None),
        "part10_stream_sample.csv": (
            0,
            "200 posts left out: their authors are hashed and they have no id",
        ),
        "part10_stream_summary.csv": (0, "58 counts by second left out: they name nobody"),
    }
    assert _one(summary, "posts", "count(DISTINCT post_id), count(DISTINCT account_id)") == (241, 2)
    assert {file.rows_quarantined for file in summary.files} == {0}


@pytest.mark.parametrize(
    ("name", "create", "replies", "announce", "mentions", "hashtags", "with_mention", "span"),
    [
        (
            "mastodon_outbox",
            1185,
            383,
            326,
            290,
            123,
            262,
            (at(2022, 11, 8, 3, 7, 14), at(2024, 7, 23, 18, 39, 6)),
        ),
        (
            "mastodon_outbox_small",
            163,
            128,
            26,
            167,
            12,
            125,
            (at(2022, 11, 11, 17, 33, 26), at(2022, 12, 6, 13, 9, 15)),
        ),
    ],
)
def test_archives_of_mastodon_count_as_their_readmes_do(
    landed: Landed,
    name: str,
    create: int,
    replies: int,
    announce: int,
    mentions: int,
    hashtags: int,
    with_mention: int,
    span: tuple[datetime, datetime],
) -> None:
    summary = landed(name)
    assert summary.counts.recorded == {
        "posts": create + announce,
        "reposts": announce,
        "replies": replies,
        "quotes": 0,
        "originals": create - replies,
        "mentions": mentions,
        "authors": 1,
    }
    assert (summary.counts.first_post_at, summary.counts.last_post_at) == span
    assert _one(summary, "posts", "sum(len(hashtags))") == (hashtags,)
    assert _one(summary, "posts", "count(*)", "len(mentions) > 0") == (with_mention,)
    assert summary.files[0].rows_quarantined == 0
    assert summary.files[0].notes is None


@pytest.mark.parametrize(
    ("name", "with_anchor"), [("mastodon_outbox", 619), ("mastodon_outbox_small", 142)]
)
def test_links_of_mastodon_are_the_anchors_that_name_nobody_and_tag_nothing(
    landed: Landed, name: str, with_anchor: int
) -> None:
    # `posts_with_link` of the README counts anchors of every kind.
    signs = "len(urls) > 0 OR len(mentions) > 0 OR len(hashtags) > 0"
    assert _one(landed(name), "posts", "count(*)", signs) == (with_anchor,)


def test_reddit_lands_through_its_long_window_and_keeps_what_was_deleted_apart(
    landed: Landed,
) -> None:
    summary = landed("reddit_pushshift")
    notes = {file.path: file.notes for file in summary.files}
    assert {file.status for file in summary.files} == {"landed"}
    assert notes["RC_2005-12.zst"] == "124 scores below zero, which are no counts of likes"
    comments, submissions = "post_id LIKE 't1_%'", "post_id LIKE 't3_%'"
    assert _one(summary, "deletions", "count(*)", comments) == (185,)
    assert _one(summary, "deletions", "count(*)", submissions) == (4233,)
    # One "author" of each README is "[deleted]".
    columns = "count(*), count(DISTINCT account_id)"
    assert _one(summary, "posts", columns, comments) == (1075 - 185, 394 - 1)
    assert _one(summary, "posts", columns, submissions) == (8103 - 4233, 3128 - 1)
    assert _one(summary, "posts", "count(*)", "repost_of_post_id IS NOT NULL") == (0,)
    columns = "count(*), sum(likes), sum(replies)"
    assert _one(summary, "post_metrics", columns, submissions) == (8103, 125169, 99475)
    assert _one(summary, "post_metrics", "count(*), count(likes)", comments) == (1075, 1075 - 124)
    assert {file.rows_quarantined for file in summary.files} == {0}


def test_comments_of_reddit_answer_comments_and_submissions(landed: Landed) -> None:
    summary = landed("reddit_pushshift")
    # 329 of all 1,075 answer a comment; those whose author is gone are not posts any more.
    (below_comments, below_submissions) = _one(
        summary,
        "posts",
        "count(*) FILTER (reply_to_post_id LIKE 't1_%'), "
        "count(*) FILTER (reply_to_post_id LIKE 't3_%')",
        "post_id LIKE 't1_%'",
    )
    assert below_comments + below_submissions == 1075 - 185
    assert 329 - 185 <= below_comments <= 329
    with_url = _one(summary, "posts", "count(*)", "post_id LIKE 't1_%' AND len(urls) > 0")[0]
    assert 99 - 185 < with_url <= 99


def test_an_hour_of_github_gives_every_event_a_row_or_a_count(landed: Landed) -> None:
    summary = landed("gharchive_hour")
    comments = 650 + 85 + 56
    made = 24  # Releases, all of them published.
    counts = summary.counts.recorded
    assert (counts["reposts"], counts["replies"]) == (213, comments)
    assert _one(summary, "interactions", "count(*)") == (642,)
    notes = dict(
        reversed(note.split(" ", 1)) for note in (summary.files[0].notes or "").split("; ")
    )
    assert notes["pushes left out"] == "4280"
    assert notes["wiki edits left out"] == "90"
    assert notes["changes of members, teams and sponsors left out"] == "16"
    # Of 815 CreateEvents those of branches and tags, with all 141 DeleteEvents.
    branches = int(notes["branches and tags made or deleted, left out"]) - 141
    changes = int(notes["changes of issues, pull requests, releases and comments left out"])
    opened = 373 + 315 - changes
    repositories = 815 - branches + 2
    assert counts["originals"] == repositories + opened + made
    assert counts["posts"] + 642 + 4280 + 90 + 16 + 141 + branches + changes == 7702
    assert summary.files[0].rows_quarantined == 0


def test_events_of_github_fall_within_their_hour(landed: Landed) -> None:
    first, last = _one(landed("gharchive_hour"), "posts", "min(created_at), max(created_at)", OWN)
    assert at(2015, 1, 1) <= first <= last <= at(2015, 1, 1, 0, 59, 58)


def test_items_of_hacker_news_are_put_together_from_their_columns(landed: Landed) -> None:
    summary = landed("hackernews_items")
    assert summary.counts.recorded["posts"] == 1770
    assert summary.counts.recorded["originals"] == 1770
    assert _one(summary, "post_metrics", "count(*), count(likes)") == (1770, 1770)
    assert summary.files[0].rows_quarantined == 0
    assert len(table(summary, "posts", "DISTINCT post_id")) == 1770
