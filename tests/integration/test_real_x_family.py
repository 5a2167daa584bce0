"""Real exports of X/Twitter land with the counts of their READMEs, whatever wraps the tweets.

A post is one kind: repost, else reply, else quote, else original; two READMEs count a quote among
the originals, which is said where it matters.
"""

from datetime import UTC, datetime

import duckdb
import pytest

from influence.dumps.landing import LandingSummary
from tests.conftest import dataset
from tests.integration.real_dumps import Landed, figures
from tests.unit.dumps.dumps import at, table

FIGURES = {
    # Two of the 128 reposts are of accounts that are gone (id -1): nobody can be named.
    "twitter_archive_new_format": figures(1758, 128 - 2, 160, 0, 1470 + 2, 588, 1),
    # The 1044 "originals" of the README hold 82 quotes.
    "twitter_archive_old_format": figures(2139, 29, 1066, 82, 1044 - 82, 2437, 1),
    "twitter_search_response_ja": figures(100, 73, 6, 0, 21, 87, 100),
    "twitter_v11_cascades_anonymised": figures(359, 47, 8, 0, 304, 187, 339),
    "rumoureval_2017_threads": figures(4519, 0, 4222, 0, 297, 7425, 3085),
}
SPANS = {
    "twitter_archive_new_format": (at(2007, 5, 7, 17, 50, 4), at(2022, 10, 19, 20, 7, 25)),
    "twitter_archive_old_format": (at(2012, 5, 1, 13, 49, 27), at(2017, 4, 30, 19, 1, 11)),
    "twitter_search_response_ja": (at(2014, 8, 31, 0, 28, 56), at(2014, 8, 31, 0, 29, 15)),
    "twitter_v11_cascades_anonymised": (at(2014, 7, 17, 17, 58, 7), at(2014, 12, 25, 4, 3, 18)),
    "rumoureval_2017_threads": (at(2014, 8, 10, 1, 30, 14), at(2015, 4, 1, 20, 12, 15)),
}


@pytest.mark.parametrize("name", FIGURES)
def test_posts_are_counted_as_the_readme_counts_them(name: str, landed: Landed) -> None:
    counts = landed(name).counts
    assert counts.recorded == FIGURES[name]
    assert counts.duplicates == 0
    assert counts.deletions == 0
    assert (counts.first_post_at, counts.last_post_at) == SPANS[name]


@pytest.mark.parametrize("name", FIGURES)
def test_every_file_lands_and_no_row_is_refused(name: str, landed: Landed) -> None:
    summary = landed(name)
    assert {file.status for file in summary.files} == {"landed"}
    assert table(summary, "quarantine") == []
    for file in summary.files:
        assert file.rows_read == file.rows_landed


def test_the_new_archive_belongs_to_the_one_account_that_its_replies_answer(landed: Landed) -> None:
    summary = landed("twitter_archive_new_format")
    (owner,) = set(table(summary, "posts", "account_id"))
    assert owner[0].isdigit()
    likes = table(summary, "post_metrics", "count(*), count(likes), min(likes)")
    assert likes == [(1758, 1758, 0)]
    assert "2 reposts of accounts that are gone" in str(summary.files[0].notes)


def test_likes_of_the_old_archive_are_told_since_its_later_form(landed: Landed) -> None:
    summary = landed("twitter_archive_old_format")
    query = (
        "SELECT count(DISTINCT post_id) FROM read_parquet([{metrics}]) WHERE likes IS NOT NULL "
        "AND post_id IN (SELECT post_id FROM read_parquet([{posts}]) WHERE NOT _is_embedded)"
    )
    with duckdb.connect() as con:
        counted = con.execute(
            query.format(
                metrics=f"'{summary.store}/post_metrics/*.parquet'",
                posts=f"'{summary.store}/posts/*.parquet'",
            )
        ).fetchall()
    assert counted == [(1544,)]
    index = next(file for file in summary.files if file.path == "tweet_index.js")
    assert index.notes == "198 records of the archive's 'tweet_index' left out: they are no posts"


def test_followers_are_told_of_every_author_of_the_anonymised_cascades(landed: Landed) -> None:
    summary = landed("twitter_v11_cascades_anonymised")
    # 359 lines and 47 originals inside of them, of which 17 differ.
    assert table(summary, "posts", "count(*), count(DISTINCT post_id)")[0][0] == 359 + 47
    originals = table(summary, "posts", "DISTINCT repost_of_post_id")
    assert len([row for row in originals if row[0] is not None]) == 17
    assert table(summary, "accounts", "count(*), count(followers_count)") == [(406, 406)]


def test_trees_and_labels_of_rumoureval_are_told_but_not_landed(landed: Landed) -> None:
    summary = landed("rumoureval_2017_threads")
    notes = {file.path: str(file.notes) for file in summary.files if file.notes}
    assert notes["structure_train.jsonl"].startswith("272 reply trees left out")
    assert notes["structure_dev.jsonl"].startswith("25 reply trees left out")
    labels = [note for path, note in notes.items() if path.startswith("labels")]
    assert len(labels) == 4
    assert all(note.startswith("1 files of labels left out") for note in labels)
    # Every reply answers a tweet of its own thread: trees tell no more than the tweets do.
    answered = table(summary, "posts", "reply_to_post_id")
    assert sum(row[0] is not None for row in answered) == 4222


PAYLOADS = {
    "activity_streams_examples.json": ("x-gnip", 25, 0),
    "original_format_examples.json": ("x-v1", 25, 0),
    "broken_and_unsupported_payloads__public_api_sample.json": ("x-v1", 20, 0),
    "broken_and_unsupported_payloads__activity_streams_additional_field.json": ("x-v1", 1, 0),
    "broken_and_unsupported_payloads__activity_streams_missing_field.json": ("x-gnip", 1, 0),
    "broken_and_unsupported_payloads__original_format_additional_field.json": ("x-v1", 1, 0),
    "broken_and_unsupported_payloads__original_format_missing_field.json": ("x-v1", 1, 0),
    # The quoted post lacks its user: it is refused as a post and as an account.
    "broken_and_unsupported_payloads__original_format_missing_quotetweet_field.json": (
        "x-v1",
        1,
        2,
    ),
    # The post itself lacks its user: only its counters land.
    "broken_and_unsupported_payloads__original_format_missing_user.json": ("x-v1", 0, 2),
}


def test_payloads_of_gnip_give_what_they_can_give(landed: Landed) -> None:
    summary = landed("twitter_gnip_payloads")
    found = {
        file.path: (file.format, file.counts.get("posts", 0), file.rows_quarantined)
        for file in summary.files
    }
    assert found == PAYLOADS
    assert set(table(summary, "quarantine", "stream, reason")) == {
        ("posts", "'account_id' is missing"),
        ("accounts", "'account_id' is missing"),
    }
    for file in summary.files:
        assert file.rows_read == file.rows_landed + file.rows_quarantined


def test_the_two_formats_of_gnip_tell_the_same_tweets_alike(landed: Landed) -> None:
    summary = landed("twitter_gnip_payloads")
    # Of embedded quotes the activity does not name what they quote.
    columns = (
        "p.post_id, p._is_embedded, p.account_id, p.created_at, p.lang, p.hashtags, p.mentions, "
        "p.urls, p.reply_to_post_id, p.reply_to_account_id, p.repost_of_post_id, "
        "p.repost_of_account_id, CASE WHEN NOT p._is_embedded THEN p.quote_of_post_id END, "
        "p.quote_of_account_id, p._mentions_count"
    )
    query = (
        f"SELECT DISTINCT {columns} FROM read_parquet('{summary.store}/posts/*.parquet') AS p "
        f"JOIN read_parquet('{summary.store}/receipts/*.parquet') AS f "
        "ON f.file_sha256 = p._file_sha256 AND f.stream = 'posts' WHERE f.path = ? ORDER BY ALL"
    )
    with duckdb.connect() as con:
        activities, originals = (
            con.execute(query, [f"{name}_examples.json"]).fetchall()
            for name in ("activity_streams", "original_format")
        )
    assert len({row[0] for row in activities if not row[1]}) == 25
    # Counted, so that no failure shows what a person wrote.
    assert sum(left != right for left, right in zip(activities, originals, strict=True)) == 0


def test_the_when_to_post_sample_gives_its_reactions_and_posts(landed: Landed) -> None:
    summary = landed("klout_when_to_post")
    columns = "count(*), count(DISTINCT account_id), count(DISTINCT target_account_id)"
    assert table(summary, "interactions", columns) == [(1000, 987, 55)]
    assert set(table(summary, "interactions", "kind")) == {("repost",)}
    assert table(summary, "posts", "count(DISTINCT post_id), count(DISTINCT account_id)") == [
        (57, 55)
    ]
    early = (
        f"SELECT count(*) FROM '{summary.store}/interactions/*.parquet' AS i "
        "JOIN (SELECT post_id, min(created_at) AS created_at "
        f"FROM '{summary.store}/posts/*.parquet' GROUP BY post_id) AS p USING (post_id) "
        "WHERE i.occurred_at < p.created_at"
    )
    with duckdb.connect() as con:
        assert con.execute(early).fetchall() == [(0,)]


HIGGS_KINDS = {"repost": 354930, "mention": 171237, "reply": 36902}


def test_the_higgs_log_lands_whole(landed: Landed) -> None:
    summary = landed("higgs_twitter_actions")
    pattern = f"{summary.store}/interactions/*.parquet"
    with duckdb.connect() as con:
        acts = con.read_parquet(pattern)
        assert dict(acts.aggregate("kind, count(*)").fetchall()) == HIGGS_KINDS
        first, last = acts.aggregate("min(occurred_at), max(occurred_at)").fetchall()[0]
        users = con.execute(
            f"SELECT count(*) FROM (SELECT account_id FROM '{pattern}' UNION "
            f"SELECT target_account_id FROM '{pattern}')"
        ).fetchall()
    assert users == [(304691,)]
    assert first == datetime.fromtimestamp(1341100972, UTC).replace(tzinfo=None)
    assert last == datetime.fromtimestamp(1341705593, UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("kind", "graph", "edges"),
    [
        ("mention", "higgs-mention_network.edgelist.gz", 150818),
        ("reply", "higgs-reply_network.edgelist.gz", 32523),
    ],
)
def test_the_higgs_log_counts_up_to_the_graphs_that_its_authors_published(
    kind: str,
    graph: str,
    edges: int,
    landed: dict[str, LandingSummary],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    summary = landed("higgs_twitter_actions")
    counted = (
        "SELECT account_id, target_account_id, count(*) AS weight "
        f"FROM '{summary.store}/interactions/*.parquet' WHERE kind = '{kind}' GROUP BY ALL"
    )
    published = (
        f"SELECT * FROM read_csv('{dataset('higgs_twitter_actions') / graph}', header = false, "
        "auto_detect = false, delim = ' ', "
        "columns = {'a': 'VARCHAR', 'b': 'VARCHAR', 'weight': 'BIGINT'})"
    )
    with duckdb.connect() as con:
        assert con.execute(f"SELECT count(*) FROM ({published})").fetchall() == [(edges,)]
        for left, right in ((counted, published), (published, counted)):
            assert con.execute(f"({left}) EXCEPT ({right})").fetchall() == []
    note = next(file.notes for file in summary.files if file.path == graph)
    assert str(note).startswith(f"{edges} edges left out")
