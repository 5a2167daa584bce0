"""What is taken back, corrected or counted anew, as a reader of the marts sees it.

Fault 20 of the list of faults: counters that go down, posts that are edited, posts, likes and
follows that are deleted. The dump is three people in the open format; the figures are worked out
beside it.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.integration.dbt_bench import Bench

NOON = "2026-03-10T12:00:00Z"


def _rows(*rows: dict[str, object]) -> list[str]:
    return [json.dumps({"platform": "p"} | row) for row in rows]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A posts twice; b likes both, c likes the first; b and c follow a; then things change."""
    bench = Bench(Path(tmp_path_factory.mktemp("taken_back")))
    posts = [
        {"post_id": post, "account_id": "a", "created_at": NOON, "text": "tea"}
        for post in ("kept", "gone", "edited")
    ]
    bench.drop("posts/1.ndjson", *_rows(*posts))
    likes = [("like-b", "b", "kept"), ("like-c", "c", "kept"), ("like-gone", "b", "gone")]
    bench.drop(
        "interactions/1.ndjson",
        *_rows(
            *(
                {
                    "interaction_id": like,
                    "account_id": account,
                    "kind": "like",
                    "post_id": post,
                    "occurred_at": NOON,
                }
                for like, account, post in likes
            )
        ),
    )
    bench.drop(
        "follows/1.ndjson",
        *_rows(
            *(
                {
                    "follower_id": follower,
                    "followed_id": "a",
                    "follow_id": f"follow-{follower}",
                    "occurred_at": "2026-03-09T12:00:00Z",
                    "action": "follow",
                }
                for follower in ("b", "c", "d")
            )
        ),
    )
    bench.drop(
        "post_metrics/1.ndjson",
        *_rows(
            {"post_id": "kept", "observed_at": "2026-03-10T13:00:00Z", "likes": 9},
            {"post_id": "kept", "observed_at": "2026-03-10T14:00:00Z", "likes": 7},
        ),
    )
    # The later version of the edited post, as a loader tells it; the earlier one sorts after it.
    bench.drop(
        "posts/2.ndjson",
        *_rows(
            posts[2] | {"text": "about coffee", "_fivetran_synced": "2026-03-11T00:00:00Z"},
        ),
    )
    bench.drop(
        "deletions/1.ndjson",
        *_rows(
            {"post_id": "gone", "occurred_at": "2026-03-10T15:00:00Z"},
            {"interaction_id": "like-c", "occurred_at": "2026-03-10T15:00:00Z"},
            {"follow_id": "follow-c", "occurred_at": "2026-03-10T15:00:00Z"},
            # Taken back only after the windows end: not yet.
            {"follow_id": "follow-d", "occurred_at": "2026-03-11T15:00:00Z"},
        ),
    )
    # A tracker sent an order again, and stamped it anew.
    order = {
        "conversion_id": "o",
        "kind": "order",
        "visitor_id": "v",
        "value": 30,
        "currency": "EUR",
    }
    bench.drop(
        "conversions/1.ndjson",
        *_rows(order | {"occurred_at": "2026-03-10T12:20:00Z"}, order | {"occurred_at": NOON}),
    )
    summary = bench.land()
    assert {outcome.status for outcome in summary.files} == {"landed"}
    assert sum(outcome.rows_quarantined for outcome in summary.files) == 0
    bench.dbt("warehouse", "--full-refresh", "--vars", '{"as_of": "2026-03-11"}')
    return bench


def _of_a(bench: Bench, table: str, columns: str) -> tuple[object, ...]:
    rows = bench.query(
        "warehouse",
        f"select {columns} from published.{table} where topic_id = 'all' and window_days = 7 "
        "and posts > 0",
    )
    assert len(rows) == 1
    return rows[0]


def test_a_deleted_like_and_the_likes_of_a_deleted_post_do_not_count(bench: Bench) -> None:
    assert _of_a(bench, "person_response", "likes, unique_responders") == (1, 1)


def test_a_deleted_post_does_not_count(bench: Bench) -> None:
    assert _of_a(bench, "person_response", "posts") == (2,)


def test_a_deleted_follow_is_an_unfollow_from_then_on(bench: Bench) -> None:
    assert _of_a(bench, "person_reach", "audience_potential") == (2,)


def test_the_latest_observation_of_a_counter_stands_also_where_it_went_down(bench: Bench) -> None:
    assert _of_a(bench, "person_response", "counted_likes") == (7,)


def test_the_latest_version_of_an_edited_post_stands(bench: Bench) -> None:
    found = bench.query("warehouse", "select text from staging.stg_posts where post_id = 'edited'")
    assert found == [("about coffee",)]


def test_an_order_told_twice_was_made_when_it_was_told_first(bench: Bench) -> None:
    found = bench.query(
        "warehouse", "select occurred_at::varchar, value from staging.stg_conversions"
    )
    assert found == [("2026-03-10 12:00:00", Decimal(30))]


def test_what_was_taken_back_still_stands_in_the_ledger(bench: Bench) -> None:
    (totals,) = bench.query(
        "warehouse",
        "select sum(rows_read), sum(rows_loaded), sum(rows_duplicate), sum(rows_quarantined) "
        "from published.ingestion_ledger",
    )
    # 4 posts, of which one is a version of another, 3 likes, 3 follows, 2 counters, 4 deletions,
    # an order twice.
    assert totals == (18, 16, 2, 0)
