"""Who lauds and who complains: a dump of a few people worked out by hand, and the sample's tables.

What a text says is tested beside `influence.measures.stance`; here, what becomes of it.
"""

import json
from pathlib import Path

import duckdb
import pytest

from tests.integration.dbt_bench import Bench, Rows

NOON = "2026-03-10T12:00:00Z"
ADVOCATES = """
SELECT people.accounts, advocates.topic_id, advocates.side, advocates.posts,
    advocates.posts_lauding, advocates.posts_complaining, advocates.posts_not_told,
    advocates.texts_lauding, advocates.replies_lauding, advocates.replies_complaining
FROM published.advocates
INNER JOIN marts.dim_people AS people USING (person_id)
WHERE advocates.window_days = 7 ORDER BY people.accounts, advocates.topic_id
"""


def _lines(*rows: dict[str, object]) -> list[str]:
    return [json.dumps({"platform": "p"} | row) for row in rows]


def _post(post_id: str, text: str | None, **more: object) -> dict[str, object]:
    author = post_id.rstrip("0123456789")
    post = {"post_id": post_id, "account_id": author, "created_at": NOON, "text": text}
    return post | {"lang": "en"} | more


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    bench = Bench(Path(tmp_path_factory.mktemp("stance")))
    bench.drop("topics.ndjson", json.dumps({"topic": "tea"}), json.dumps({"topic": "coffee"}))
    bench.drop(
        "topic_terms.ndjson",
        json.dumps({"topic": "tea", "term": "tea", "kind": "phrase"}),
        json.dumps({"topic": "coffee", "term": "coffee", "kind": "hashtag"}),
    )
    bench.drop(
        "posts.ndjson",
        *_lines(
            # Ana lauds tea in three texts, one of which complains of coffee.
            _post("ana1", "I love this tea"),
            _post("ana2", "Der Tea ist ausgezeichnet", lang="de"),
            _post("ana3", "The tea is great but #coffee is awful", hashtags=["coffee"]),
            # Ben complains of tea in three, once in an answer, and says nothing in one.
            _post("ben1", "Terrible tea"),
            _post("ben2", "Your tea was cold, very disappointing", reply_to_post_id="ana1"),
            _post("ben3", "Never again this tea"),
            _post("ben4", "Tea at noon"),
            # Cem says one thing three times.
            *(_post(f"cem{number}", "Lovely tea!") for number in range(3)),
            # Dov opted out, Eli hides the topic, Fay only hands on what Ana said.
            *(_post(f"dov{number}", f"Awful tea, day {number}") for number in range(3)),
            _post("eli1", "Excellent tea"),
            _post("fay1", "I love this tea", repost_of_post_id="ana1"),
            # Gil's answers name no topic: they are no posts on tea, and are what Ana hears.
            _post("gil1", "Wonderful!", reply_to_post_id="ana1"),
            _post("gil2", "So good", reply_to_post_id="ana2"),
            _post("gil3", None, reply_to_post_id="ana2"),
        ),
    )
    bench.drop(
        "consents.ndjson",
        *_lines(
            {"account_id": "dov", "action": "opt_out", "occurred_at": NOON},
            {"account_id": "eli", "action": "hide_topic", "topic": "tea", "occurred_at": NOON},
        ),
    )
    bench.land()
    bench.dbt("warehouse", "--select", "+rpt_advocates", "+rpt_topics")
    return bench


def test_sides_rest_on_distinct_texts_of_people_who_may_be_named(bench: Bench) -> None:
    assert bench.query("warehouse", ADVOCATES) == [
        ("p:ana", "coffee", None, 1, 0, 1, 0, 0, 0, 0),
        ("p:ana", "tea", "advocate", 3, 3, 0, 0, 3, 2, 1),
        ("p:ben", "tea", "detractor", 4, 0, 3, 1, 0, 0, 0),
        ("p:cem", "tea", None, 3, 3, 0, 0, 1, 0, 0),
    ]


def test_people_who_may_not_be_named_count_on_the_topic(bench: Bench) -> None:
    found: Rows = bench.query(
        "warehouse",
        "SELECT topic_id, people_lauding, people_complaining FROM published.topics "
        "WHERE window_days = 7 ORDER BY topic_id",
    )
    # On tea Ana, Cem and Eli laud, Ben and Dov complain.
    assert found == [("all", None, None), ("coffee", 0, 1), ("tea", 3, 2)]


def test_each_text_is_judged_where_it_speaks_of_the_topic(bench: Bench) -> None:
    found = bench.query(
        "warehouse",
        "SELECT topic_id, stance_label, stance_basis FROM intermediate.int_posts_stanced "
        "WHERE post_id = 'ana3' ORDER BY topic_id",
    )
    assert found == [("coffee", "complain", "sentence"), ("tea", "laud", "sentence")]


def test_a_copy_is_judged_once(bench: Bench) -> None:
    copies = bench.query(
        "warehouse",
        "SELECT count(*) FROM intermediate.int_texts_to_judge WHERE text LIKE 'Lovely%'",
    )
    assert copies == [(1,)]


def test_what_stands_beside_a_side_is_what_other_tables_say(
    published: duckdb.DuckDBPyConnection,
) -> None:
    compared, differing = published.execute(
        """
        SELECT count(*), count(*) FILTER (
            WHERE advocates.posts <> person_response.posts
                OR advocates.responses <> person_response.responses
                OR advocates.response_rate IS DISTINCT FROM person_response.response_rate
                OR advocates.audience_observed <> person_reach.audience_observed
                OR advocates.audience_expected IS DISTINCT FROM person_reach.audience_expected
                OR advocates.conversions IS DISTINCT FROM person_conversion.conversions
                OR advocates.value IS DISTINCT FROM person_conversion.value
        )
        FROM advocates
        INNER JOIN person_response USING (as_of, window_days, topic_id, person_id)
        INNER JOIN person_reach USING (as_of, window_days, topic_id, person_id)
        INNER JOIN person_conversion USING (as_of, window_days, topic_id, person_id)
        """
    ).fetchall()[0]
    posting = published.execute(
        "SELECT count(*) FROM person_response WHERE posts > 0 AND topic_id <> 'all'"
    ).fetchall()[0][0]
    assert (compared, differing) == (posting, 0)
    assert posting > 0
