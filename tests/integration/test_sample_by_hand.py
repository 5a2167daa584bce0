"""The sourdough corner of the sample, published, against numbers worked out by hand.

The arithmetic is in `sample_expectations.py` and in `data/sample/README.md`.
"""

import math
from typing import Any

import duckdb
import pytest

from influence.lab.sample import crowd_rows
from tests.integration import sample_expectations as by_hand

Key = tuple[str, str, int]
# Of the committed sample.
SEED = 7


@pytest.fixture(scope="module")
def people(published: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """person_id of each person of the corner."""
    found = {}
    for name, (platform, account) in by_hand.ACCOUNTS.items():
        row = published.execute(
            "select person_id from people "
            "where list_contains(string_split(accounts, ','), ? || ':' || ?)",
            [platform, account],
        ).fetchall()
        assert len(row) == 1, f"{name} is one published person"
        found[name] = row[0][0]
    return found


def rows_by_person(
    published: duckdb.DuckDBPyConnection, people: dict[str, str], table: str, columns: str
) -> dict[Key, tuple[Any, ...]]:
    names = {person_id: name for name, person_id in people.items()}
    rows = published.execute(
        f"select person_id, topic_id, window_days, {columns} from {table}"
    ).fetchall()
    return {(names[row[0]], row[1], row[2]): row[3:] for row in rows if row[0] in names}


def test_the_windows_end_the_day_after_the_last_event(
    published: duckdb.DuckDBPyConnection,
) -> None:
    assert published.execute("select as_of from publication").fetchall() == [(by_hand.AS_OF,)]


def test_potential_audience_is_a_union_over_accounts(
    published: duckdb.DuckDBPyConnection, people: dict[str, str]
) -> None:
    rows = rows_by_person(published, people, "person_reach", "audience_potential, audience_basis")
    for name, expected in by_hand.AUDIENCE_POTENTIAL.items():
        assert rows[(name, by_hand.TOPIC, 90)] == (expected, "follow_graph"), name


@pytest.mark.parametrize(("key", "expected"), by_hand.AUDIENCE_OBSERVED.items())
def test_observed_audience(
    published: duckdb.DuckDBPyConnection, people: dict[str, str], key: Key, expected: int
) -> None:
    rows = rows_by_person(published, people, "person_reach", "audience_observed")
    assert rows[key] == (expected,)


@pytest.fixture(scope="module")
def ratios(warehouse: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], float]:
    """By platform and kind of post: views for each one to be expected, which the crowd decides."""
    rows = warehouse.execute(
        "select platform, post_kind, ratio from intermediate.int_exposure_ratios "
        "where estimate_name = 'expected_views' and ratio_basis <> 'none'"
    ).fetchall()
    return {(platform, kind): ratio for platform, kind, ratio in rows}


@pytest.mark.parametrize(("key", "expected"), by_hand.RESPONSE.items())
def test_responses_by_kind_and_the_pairs_behind_the_rate(
    published: duckdb.DuckDBPyConnection,
    ratios: dict[tuple[str, str], float],
    people: dict[str, str],
    key: Key,
    expected: by_hand.Response,
) -> None:
    rows = rows_by_person(
        published,
        people,
        "person_response",
        "likes, reposts, quotes, replies, saves, votes, unique_responders, mentions, posts, "
        "active_days, coalesce(responding_pairs, 0), coalesce(exposed_pairs, 0), responses",
    )
    uncounted = (by_hand.UNCOUNTED[post] for post in expected.uncounted)
    exposed = expected.counted + sum(
        max(followers * ratios[platform, kind], answered)
        for platform, kind, followers, answered in uncounted
    )
    assert rows[key] == (
        expected.likes,
        expected.reposts,
        expected.quotes,
        expected.replies,
        expected.saves,
        expected.votes,
        expected.unique_responders,
        expected.mentions,
        expected.posts,
        expected.active_days,
        expected.responders_of_posts,
        round(exposed),
        expected.responses,
    )


def test_a_rate_without_posts_is_null_with_a_reason(
    published: duckdb.DuckDBPyConnection, people: dict[str, str]
) -> None:
    rows = rows_by_person(
        published, people, "person_response", "response_rate, response_rate_missing_because"
    )
    assert rows[("tamsin", by_hand.TOPIC, 7)] == (None, "no post in the window")


@pytest.mark.parametrize("window", by_hand.WINDOWS)
def test_clicks(published: duckdb.DuckDBPyConnection, people: dict[str, str], window: int) -> None:
    rows = rows_by_person(published, people, "person_conversion", "clicks")
    for name, expected in by_hand.CLICKS.items():
        assert rows[(name, by_hand.TOPIC, window)] == (expected,), name


@pytest.mark.parametrize(("key", "expected"), by_hand.SESSIONS.items())
def test_sessions_and_bounces(
    published: duckdb.DuckDBPyConnection,
    people: dict[str, str],
    key: Key,
    expected: tuple[int, int],
) -> None:
    sessions, engaged = expected
    rows = rows_by_person(published, people, "person_conversion", "sessions, bounces")
    assert rows[key] == (sessions, sessions - engaged)


@pytest.mark.parametrize(("key", "expected"), by_hand.CREDIT.items())
def test_credit_of_each_model(
    published: duckdb.DuckDBPyConnection,
    people: dict[str, str],
    key: tuple[str, int, str],
    expected: by_hand.Credit,
) -> None:
    topic, window, model = key
    names = {person_id: name for name, person_id in people.items()}
    rows = published.execute(
        "select person_id, conversions, value from conversion_credit "
        "where topic_id = ? and window_days = ? and attribution_model = ?",
        [topic, window, model],
    ).fetchall()
    found = {names[row[0]]: row[1:] for row in rows if row[0] in names}
    for name, (conversions, value) in expected.items():
        assert found.get(name, (0, 0)) == pytest.approx(
            (float(conversions), float(value)), abs=1e-9
        ), name


@pytest.mark.parametrize("model", ["markov_1", "markov_2"])
def test_removal_effects_and_their_credit(
    published: duckdb.DuckDBPyConnection, people: dict[str, str], model: str
) -> None:
    names = {person_id: name for name, person_id in people.items()}
    rows = published.execute(
        "select person_id, removal_effect, value_removal_effect, conversions, value "
        "from conversion_credit where topic_id = ? and window_days = 7 and attribution_model = ? "
        "and person_id is not null",
        [by_hand.TOPIC, model],
    ).fetchall()
    effects = by_hand.REMOVAL_EFFECTS[model]
    totals = by_hand.TOTALS[7]
    conversions, value = (sum(effect[at] for effect in effects.values()) for at in (0, 1))
    assert {names[person_id]: tuple(found) for person_id, *found in rows} == {
        name: pytest.approx(
            (
                float(effect),
                float(of_value),
                float(effect / conversions * totals.attributed_conversions),
                float(of_value / value) * float(totals.attributed_value),
            ),
            abs=1e-9,
        )
        for name, (effect, of_value) in effects.items()
    }


def test_credit_by_post_and_campaign(
    published: duckdb.DuckDBPyConnection, people: dict[str, str]
) -> None:
    rows = published.execute(
        "select post_id, campaign_id, conversions, value from conversion_credit_by_post "
        "where topic_id = ? and window_days = 28 and attribution_model = 'first' "
        "and person_id = ? and conversions <> 0",
        [by_hand.TOPIC, people["marlow"]],
    ).fetchall()
    found = {(post_id, campaign_id): credit for post_id, campaign_id, *credit in rows}
    assert found == {key: pytest.approx(list(by_hand.FIRST_BY_POST[key])) for key in found}
    assert found.keys() == by_hand.FIRST_BY_POST.keys()


@pytest.mark.parametrize("window", by_hand.WINDOWS)
@pytest.mark.parametrize(
    "model",
    ["first", "last", "linear", "time_decay", "position", "shapley", "markov_1", "markov_2"],
)
def test_each_model_sums_to_the_topics_total_with_the_unattributed_rest_shown(
    published: duckdb.DuckDBPyConnection, window: int, model: str
) -> None:
    expected = by_hand.TOTALS[window]
    rows = {
        credited_to: (conversions, value)
        for credited_to, conversions, value in published.execute(
            "select credited_to, sum(conversions), sum(value) from conversion_credit "
            "where topic_id = ? and window_days = ? and attribution_model = ? group by all",
            [by_hand.TOPIC, window, model],
        ).fetchall()
    }
    assert rows["person"] == pytest.approx(
        (expected.attributed_conversions, float(expected.attributed_value)), abs=1e-9
    )
    assert rows["unattributed"] == pytest.approx(
        (
            expected.conversions - expected.attributed_conversions,
            float(expected.value - expected.attributed_value),
        ),
        abs=1e-9,
    )


def test_the_ledger_counts_what_was_loaded_repeated_and_refused(
    published: duckdb.DuckDBPyConnection,
) -> None:
    rows = {
        stream: counts
        for stream, *counts in published.execute(
            "select stream, sum(rows_read), sum(rows_loaded), sum(rows_duplicate), "
            "sum(rows_quarantined) from ingestion_ledger group by stream"
        ).fetchall()
    }
    crowd = crowd_rows(SEED)
    for stream, of_the_corner in by_hand.ROWS.items():
        loaded = of_the_corner + len(crowd.get(stream, []))
        is_repeated = stream in by_hand.REPEATED
        duplicate = math.ceil(loaded / by_hand.REPEATED_EVERY) if is_repeated else 0
        refused = by_hand.QUARANTINED.get(stream, 0)
        assert rows[stream] == [loaded + duplicate + refused, loaded, duplicate, refused], stream


def test_topics_of_people_rest_on_their_posts_and_show_who_vouched(
    published: duckdb.DuckDBPyConnection, people: dict[str, str]
) -> None:
    topics = rows_by_person(published, people, "person_topics", "posts, endorsers, topic_rank")
    posts = rows_by_person(published, people, "person_response", "posts")
    # Sol vouched for Odile, nobody else for anybody.
    assert {key[0]: row[1] for key, row in topics.items()} == {"marlow": 0, "odile": 1, "tamsin": 0}
    # All three write on one topic only.
    assert {(key[1], row[2]) for key, row in topics.items()} == {(by_hand.TOPIC, 1)}
    for key, row in topics.items():
        assert row[:1] == posts[key], key
