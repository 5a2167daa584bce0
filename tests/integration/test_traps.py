"""The traps that the collectors of the real dumps met, one test each, in the order of their list.

Expected figures are those of the list and of the folders' READMEs; what a README does not say is
worked out from the raw files by other means than the product's. Rows are compared by counting
those that differ, so that no failure shows what a person wrote.
"""

import bz2
import csv
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from influence.dumps.landing import LandingSummary, land
from tests.conftest import dataset
from tests.integration.real_dumps import Landed
from tests.unit.dumps.dumps import at, drop, table

LOADED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def tweets_of_2019() -> list[dict[str, Any]]:
    """The tweets of the six minutes, with the fields that traps are about."""
    kept = ("id_str", "is_quote_status", "extended_tweet")
    return [
        {name: record[name] for name in kept if name in record}
        | {"is_repost": "retweeted_status" in record}
        for path in sorted(dataset("twitter_stream_v11_2019").glob("*.bz2"))
        for record in _records(path)
        if "delete" not in record
    ]


def _records(path: Path) -> Iterator[dict[str, Any]]:
    data = path.read_bytes()
    if path.suffix in (".bz2", ".gz"):
        data = (bz2 if path.suffix == ".bz2" else gzip).decompress(data)
    yield from (json.loads(line) for line in data.split(b"\n") if line)


def _ask(summary: LandingSummary, query: str, *streams: str) -> list[tuple[Any, ...]]:
    """Rows of a query that names streams in braces."""
    paths = {name: f"'{summary.store}/{name}/*.parquet'" for name in streams}
    with duckdb.connect() as con:
        return con.execute(query.format(**paths)).fetchall()


def test_trap_01_only_a_line_feed_ends_a_line_and_a_damaged_line_costs_only_itself(
    tmp_path: Path,
) -> None:
    whole = dataset("twitter_stream_v11_2013") / "00.json.bz2"
    lines = [line for line in bz2.decompress(whole.read_bytes()).split(b"\n") if b'"text"' in line]
    separated = json.loads(lines[0])
    separated["text"] = "one\u2028two\u2029three\u0085four"
    cut, controlled = lines[1][:200], lines[2].replace(b'"text":"', b'"text":"\x01', 1)
    kept = [json.dumps(separated, ensure_ascii=False).encode(), lines[3], lines[4]]
    text = b"\n".join([kept[0], cut, kept[1], controlled, kept[2]]) + b"\n"
    summary = land(
        drop(tmp_path / "dump", {"00.json": text}), tmp_path / "raw", loaded_at=LOADED_AT
    )
    assert table(summary, "quarantine", "line, byte_offset") == [
        (2, len(kept[0]) + 1),
        (4, len(kept[0]) + len(cut) + len(kept[1]) + 3),
    ]
    landed_ids = {row[0] for row in table(summary, "posts", "post_id")}
    assert len({json.loads(line)["id_str"] for line in kept} - landed_ids) == 0
    assert sum(row[0] == separated["text"] for row in table(summary, "posts", '"text"')) == 1


def test_trap_02_deletes_between_the_tweets_are_deletions_and_few_hit_a_tweet_of_the_files(
    landed: Landed,
) -> None:
    deletions, hits, lines = 0, 0, 0
    for name in ("twitter_stream_v11_2019", "twitter_stream_v11_2013"):
        summary = landed(name)
        deletions += summary.counts.deletions
        query = "SELECT count(*) FROM {deletions} WHERE post_id IN (SELECT post_id FROM {posts})"
        hits += _ask(summary, query, "deletions", "posts")[0][0]
        lines += summary.counts.recorded["posts"] + summary.counts.deletions
    assert (deletions, hits) == (34829, 62)
    # Every line of the two sets is a tweet or a delete notice.
    assert lines == 44845 + 9239


def test_trap_03_long_tweets_land_with_their_whole_text_and_entities(
    landed: Landed, tweets_of_2019: list[dict[str, Any]]
) -> None:
    extended = [tweet for tweet in tweets_of_2019 if "extended_tweet" in tweet]
    assert len(extended) == 563
    found = {
        row[0]: row[1:]
        for row in _ask(
            landed("twitter_stream_v11_2019"),
            "SELECT post_id, text, hashtags, _mentions_count FROM {posts} WHERE NOT _is_embedded",
            "posts",
        )
    }
    differing = 0
    for tweet in extended:
        whole = tweet["extended_tweet"]
        tags = [tag["text"] for tag in whole["entities"]["hashtags"]]
        mentions = len(whole["entities"]["user_mentions"])
        differing += found[tweet["id_str"]] != (whole["full_text"], tags, mentions)
    assert differing == 0
    pages = landed("twitter_v11_rest_pages")
    assert _ask(pages, "SELECT count(*) FROM {posts} WHERE text IS NULL", "posts") == [(0,)]
    originals = (
        "SELECT count(*) FILTER (length(o.text) > 140), count(*) FILTER (ends_with(r.text, '…') "
        "AND NOT ends_with(o.text, '…')) FROM {posts} AS r JOIN {posts} AS o "
        "ON o.post_id = r.repost_of_post_id WHERE o._is_embedded"
    )
    long, cut_outside_only = _ask(pages, originals, "posts")[0]
    assert long > 0
    assert cut_outside_only > 0


def test_trap_04_a_repost_of_a_quote_is_a_repost_and_quotes_nothing_itself(
    landed: Landed, tweets_of_2019: list[dict[str, Any]]
) -> None:
    flagged = [
        tweet["id_str"]
        for tweet in tweets_of_2019
        if tweet["is_quote_status"] and tweet["is_repost"]
    ]
    assert len(flagged) == 590
    reposts = _ask(
        landed("twitter_stream_v11_2019"),
        "SELECT post_id, quote_of_post_id FROM {posts} "
        "WHERE NOT _is_embedded AND repost_of_post_id IS NOT NULL",
        "posts",
    )
    assert len(reposts) == 5589
    assert len(set(flagged) - {post_id for post_id, _ in reposts}) == 0
    assert {quoted for _, quoted in reposts} == {None}


def test_trap_05_a_tweet_on_several_pages_keeps_every_set_of_its_counters_apart(
    landed: Landed,
) -> None:
    summary = landed("twitter_api_v2_pages")
    assert summary.counts.duplicates == 4757
    several = _ask(
        summary,
        "SELECT count(*), count(*) FILTER (seen > 1) FROM (SELECT post_id, "
        "count(DISTINCT (likes, reposts, replies, quotes)) AS seen FROM {post_metrics} "
        "GROUP BY post_id)",
        "post_metrics",
    )
    assert several == [(4470, 1892)]
    # Authors and referenced tweets stand in `includes`: no post lands without its author.
    assert _ask(summary, "SELECT count(*) FROM {posts} WHERE account_id IS NULL", "posts") == [(0,)]


def test_trap_06_ids_keep_every_digit_and_a_cut_id_names_no_visitor(
    landed: Landed, tweets_of_2019: list[dict[str, Any]]
) -> None:
    topics = {row[0] for row in table(landed("klout_topics"), "topics", "topic")}
    with (dataset("klout_topics") / "klout_topic_ontology_20180601.csv").open() as file:
        written = {row["topicId"] for row in csv.DictReader(file)}
    assert len(written - topics) == 0
    assert max(map(int, written)) > 2**63

    tweets = _ask(
        landed("twitter_stream_v11_2019"),
        "SELECT post_id FROM {posts} WHERE NOT _is_embedded",
        "posts",
    )
    ids = {tweet["id_str"] for tweet in tweets_of_2019}
    assert len({row[0] for row in tweets} ^ ids) == 0
    assert min(map(int, ids)) > 2**53

    with (dataset("ga4_item_rows") / "ga4_sample.csv").open() as file:
        users = {row["user_pseudo_id"] for row in csv.DictReader(file)}
    buyers = {row[0] for row in table(landed("ga4_item_rows"), "conversions", "visitor_id")}
    assert buyers
    assert len(buyers - users) == 0

    with (dataset("ga360_merchandise_store") / "all_sessions.csv").open() as file:
        cut = {row["fullVisitorId"] for row in csv.DictReader(file) if "E+" in row["fullVisitorId"]}
    visitors = {row[0] for row in table(landed("ga360_merchandise_store"), "visits", "visitor_id")}
    assert cut
    assert len(visitors & cut) == 0


SPELLINGS: dict[str, tuple[str, str, str, datetime, datetime]] = {
    "Sat Aug 10 11:00:00 +0000 2013": (
        "twitter_stream_v11_2013",
        "posts",
        "created_at",
        at(2013, 8, 10, 11),
        at(2013, 8, 10, 11, 2, 59),
    ),
    "2021-07-02T01:00:11.000Z": (
        "twitter_api_v2_pages",
        "posts",
        "created_at",
        at(2006, 3, 21, 20, 50, 14),
        at(2021, 7, 2, 1, 0, 11),
    ),
    "2012-05-01 13:49:27 +0000": (
        "twitter_archive_old_format",
        "posts",
        "created_at",
        at(2012, 5, 1, 13, 49, 27),
        at(2017, 4, 30, 19, 1, 11),
    ),
    "written by clients with any offset": (
        "bluesky_search_posts",
        "posts",
        "created_at",
        at(2024, 12, 10, 13, 54, 22, 11_000),
        at(2024, 12, 13, 8, 5, 17, 987_000),
    ),
    "Unix seconds": (
        "higgs_twitter_actions",
        "interactions",
        "occurred_at",
        at(2012, 7, 1, 0, 2, 52),
        at(2012, 7, 7, 23, 59, 53),
    ),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_trap_07_every_spelling_of_a_time_is_the_same_time(spelling: str, landed: Landed) -> None:
    name, stream, column, first, last = SPELLINGS[spelling]
    own = "WHERE NOT _is_embedded" if stream == "posts" else ""
    found = _ask(
        landed(name), f"SELECT min({column}), max({column}) FROM {{{stream}}} {own}", stream
    )
    assert found == [(first, last)]


def test_trap_07_milliseconds_and_microseconds_are_told_apart(landed: Landed) -> None:
    begin = at(1970, 1, 1)
    with (dataset("klout_when_to_post") / "user_timestamp_open_set_tw.tsv").open() as file:
        acted = [int(row["#action_timestamp"]) for row in csv.DictReader(file, delimiter="\t")]
    found = table(
        landed("klout_when_to_post"), "interactions", "min(occurred_at), max(occurred_at)"
    )
    assert found == [
        (begin + timedelta(milliseconds=min(acted)), begin + timedelta(milliseconds=max(acted)))
    ]
    with (dataset("ga4_item_rows") / "ga4_sample.csv").open() as file:
        bought = [
            int(row["event_timestamp"])
            for row in csv.DictReader(file)
            if row["item_revenue_in_usd"]
        ]
    found = table(landed("ga4_item_rows"), "conversions", "min(occurred_at), max(occurred_at)")
    assert found == [
        (begin + timedelta(microseconds=min(bought)), begin + timedelta(microseconds=max(bought)))
    ]


def test_trap_08_scripts_of_archives_are_read_behind_their_first_equals_sign(
    landed: Landed,
) -> None:
    new, old = landed("twitter_archive_new_format"), landed("twitter_archive_old_format")
    assert {file.format for file in (*new.files, *old.files)} == {"x-archive"}
    assert new.counts.recorded["posts"] == 1758
    assert old.counts.recorded["posts"] == 2139
    with (dataset("twitter_archive_new_format") / "tweets.js").open(encoding="utf-8") as file:
        tweets = [item["tweet"] for item in json.loads(file.read().partition("=")[2])]
    assert {type(tweet["favorite_count"]) for tweet in tweets} == {str}
    written = {(tweet["id_str"], int(tweet["favorite_count"])) for tweet in tweets}
    assert len(written) == 1758
    assert len(set(table(new, "post_metrics", "post_id, likes")) ^ written) == 0


def test_trap_09_an_account_may_be_seen_with_several_numbers_of_followers(landed: Landed) -> None:
    seen = _ask(
        landed("twitter_stream_v11_2019"),
        "SELECT count(*), count(*) FILTER (numbers > 1) FROM (SELECT account_id, "
        "count(DISTINCT followers_count) AS numbers FROM {accounts} GROUP BY account_id)",
        "accounts",
    )
    assert seen == [(16234, 283)]


def test_trap_10_repeated_rows_of_ga360_are_one_sale_in_whole_dollars_and_cents(
    landed: Landed,
) -> None:
    summary = landed("ga360_merchandise_store")
    sales = _ask(
        summary,
        "SELECT count(*), count(DISTINCT conversion_id), sum(value) FROM {conversions} "
        "WHERE _file_sha256 IN (SELECT file_sha256 FROM {receipts} "
        "WHERE path = 'analytics_2017-05.csv.gz')",
        "conversions",
        "receipts",
    )
    count, distinct, revenue = sales[0]
    # The plain sum over rows would be 86,821.00.
    assert (count, distinct, round(float(revenue), 2)) == (508, 508, 80374.58)
    events = _ask(
        summary,
        "SELECT count(DISTINCT session_id), count(DISTINCT session_id) FILTER (event = 'bounce'), "
        "count(DISTINCT split_part(session_id, '.', -1)) FILTER (event = 'bounce') FROM {visits} "
        "WHERE _file_sha256 IN (SELECT file_sha256 FROM {receipts} "
        "WHERE path = 'analytics_2017-05.csv.gz')",
        "visits",
        "receipts",
    )
    sessions, bounced, bounced_ids = events[0]
    # A visit id that two visitors share is two sessions.
    assert bounced_ids == 3570
    assert bounced > bounced_ids
    # An empty `bounces` is no bounce: most sessions have none.
    assert sessions > 2 * bounced


def test_trap_11_heartbeats_of_short_links_are_no_clicks_and_direct_is_no_referrer(
    landed: Landed,
) -> None:
    summary = landed("shortlink_clicks")
    notes = " ".join(str(file.notes) for file in summary.files)
    assert notes.count("120 heartbeats") * 120 == 720
    robots = 14
    visits = table(summary, "visits", "referrer, link_id")
    assert len(visits) == 58633 - robots
    assert sum(referrer == "direct" for referrer, _ in visits) == 0
    files = sorted(dataset("shortlink_clicks").glob("usagov*"))
    clicks = [record for path in files for record in _records(path) if "h" in record]
    own = {record["h"] for record in clicks if record["h"] != record["g"]}
    shared = {record["g"] for record in clicks} - {record["h"] for record in clicks}
    links = {link for _, link in visits if link is not None}
    assert len(own & links) > 0
    assert len(shared & links) == 0


def test_trap_12_touchpoints_out_of_order_keep_their_times_and_repeated_conversions_count(
    landed: Landed,
) -> None:
    with (dataset("attribution_touchpoints") / "attribution_data.csv").open() as file:
        rows = list(csv.DictReader(file))
    times = [row["time"] for row in rows]
    assert times != sorted(times)
    summary = landed("attribution_touchpoints")
    visits = table(summary, "visits", "min(occurred_at), max(occurred_at), count(*)")
    assert visits == [(at(2018, 7, 1, 13, 19, 46), at(2018, 7, 31, 23, 39, 52), 38070)]
    assert len(set(table(summary, "visits", "visitor_id"))) == 4785
    sales = _ask(
        summary,
        "SELECT sum(times), max(times), CAST(sum(value) AS DOUBLE) FROM (SELECT visitor_id, "
        "count(*) AS times, sum(value) AS value FROM {conversions} GROUP BY visitor_id)",
        "conversions",
    )
    assert sales == [(1094, 3, 6819.5)]


def test_trap_13_a_negative_counter_is_told_but_is_no_count(landed: Landed) -> None:
    source = dataset("social_pages_connector_tables") / "linkedin_pages_share_statistic_data.csv"
    with source.open() as file:
        shares = [int(row["share_count"] or 0) for row in csv.DictReader(file)]
    assert sum(shares) == -4
    summary = landed("social_pages_connector_tables")
    outcome = next(file for file in summary.files if file.path == source.name)
    negative = sum(share < 0 for share in shares)
    assert str(outcome.notes).startswith(f"{negative} share counts below zero")
    assert (outcome.rows_read, outcome.rows_quarantined) == (len(shares), 0)
    least = _ask(
        summary,
        "SELECT least(min(likes), min(reposts), min(replies), min(clicks), min(impressions)) "
        "FROM {post_metrics}",
        "post_metrics",
    )
    assert least == [(0,)]


def test_trap_14_the_one_cut_line_of_twarc_is_quarantined_with_its_number(landed: Landed) -> None:
    name = "streaming_output_with_error.jsonl"
    lines = (dataset("twitter_api_v2_twarc_jsonl") / name).read_bytes().split(b"\n")
    cut = [number for number, line in enumerate(lines, 1) if line and not _is_json(line)]
    assert len(cut) == 1
    summary = landed("twitter_api_v2_twarc_jsonl")
    assert table(summary, "quarantine", "path, line, byte_offset") == [
        (name, cut[0], sum(len(line) + 1 for line in lines[: cut[0] - 1]))
    ]


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
