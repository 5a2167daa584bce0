"""The README's queries, run as an analyst would, and what they say of the sample by hand."""

import re
from typing import Any

import duckdb
import pytest

from tests.conftest import REPOSITORY
from tests.integration import sample_expectations as by_hand

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", README, flags=re.DOTALL)
BUYERS, NO_RESPONSE, STAYING, DISAGREEMENT, SIDES, FIRST, SKETCHED = range(7)


def answer(published: duckdb.DuckDBPyConnection, number: int) -> list[dict[str, Any]]:
    result = published.execute(QUERIES[number])
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def test_the_readme_has_seven_queries() -> None:
    assert len(QUERIES) == 7


@pytest.mark.parametrize("number", range(7))
def test_each_query_answers_with_rows(published: duckdb.DuckDBPyConnection, number: int) -> None:
    assert answer(published, number)


def test_who_moves_buyers_on_sourdough_is_whom_the_linear_model_credits(
    published: duckdb.DuckDBPyConnection,
) -> None:
    rows = [row for row in answer(published, BUYERS) if row["topic_id"] == by_hand.TOPIC]
    expected = sorted(
        (
            round(float(conversions), 2)
            for conversions, _ in by_hand.CREDIT[(by_hand.TOPIC, 90, "linear")].values()
        ),
        reverse=True,
    )
    assert [row["conversions"] for row in rows] == expected


def test_reach_without_response_names_only_those_surely_below_the_median(
    published: duckdb.DuckDBPyConnection,
) -> None:
    medians = dict(
        published.execute(
            "select topic_id, median(response_rate) from person_response "
            "where window_days = 90 group by topic_id"
        ).fetchall()
    )
    for row in answer(published, NO_RESPONSE):
        assert row["response_rate_high"] < medians[row["topic_id"]]


def test_bounces_by_topic_are_those_worked_by_hand(
    published: duckdb.DuckDBPyConnection,
) -> None:
    found = sorted(
        (row["sessions"], row["bounces"])
        for row in answer(published, STAYING)
        if row["topic_id"] == by_hand.TOPIC
    )
    # tamsin brought four sessions only
    expected = sorted(
        (sessions, sessions - engaged)
        for (_, topic, window), (sessions, engaged) in by_hand.SESSIONS.items()
        if topic == by_hand.TOPIC and window == 90 and sessions >= 5
    )
    assert found == expected


def test_the_unattributed_rest_is_no_matter_of_models(
    published: duckdb.DuckDBPyConnection,
) -> None:
    rows = {
        row["credited"]: row
        for row in answer(published, DISAGREEMENT)
        if row["topic_id"] == by_hand.TOPIC
    }
    totals = by_hand.TOTALS[90]
    assert rows["unattributed"]["disagreement"] == 0
    assert rows["unattributed"]["linear"] == totals.conversions - totals.attributed_conversions


def test_one_text_that_praises_is_told_and_is_no_side(
    published: duckdb.DuckDBPyConnection,
) -> None:
    """Marlow's "The best yet" is all that takes a side; his repost of it is not his words."""
    rows = [row for row in answer(published, SIDES) if row["topic_id"] == by_hand.TOPIC]
    told = [
        (row["handle"], row["side"], row["texts_lauding"], row["texts_complaining"]) for row in rows
    ]
    assert told == [("marlow_loaves", None, 1, 0)]


def test_the_leader_is_always_among_those_who_may_be_first(
    published: duckdb.DuckDBPyConnection,
) -> None:
    leaders = published.execute(
        "select topic_id, lens, handle from topic_rankings where window_days = 28 and rank = 1"
    ).fetchall()
    found = {(row["topic_id"], row["lens"]): row["leader"] for row in answer(published, FIRST)}
    assert found == {(topic, lens): handle for topic, lens, handle in leaders}


def test_sketches_count_the_people_of_two_topics_once(
    published: duckdb.DuckDBPyConnection, warehouse: duckdb.DuckDBPyConnection
) -> None:
    [(people,)] = warehouse.execute(
        "select count(distinct members.audience_key) "
        "from marts.fct_topic_audience_members as members "
        "inner join marts.dim_people as people on members.audience_key = people.person_key "
        "left join intermediate.int_consents_latest as consents "
        "on members.audience_key = consents.person_key and consents.action = 'hide_topic' "
        "and members.topic_id = consents.topic_id "
        "where members.window_days = 90 and members.topic_id in ('sourdough', 'espresso') "
        "and people.is_publishable and consents.person_key is null"
    ).fetchall()
    assert answer(published, SKETCHED) == [{"audience": people, "standard_error": 0}]
