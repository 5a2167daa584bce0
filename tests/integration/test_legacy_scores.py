"""The old scores of the sample, against independent arithmetic and the tables beside them."""

import duckdb
import networkx as nx

DAMPING = 0.85
STEPS = 30
# A step brings the ranks of a graph nearer to the fixed point by the damping at least (the steps
# are a contraction in the sum of absolute differences, which is 2 at most to begin with).
FARTHEST = 2 * DAMPING**STEPS


def graphs(warehouse: duckdb.DuckDBPyConnection) -> dict[tuple[int, str], nx.DiGraph]:
    """Who answers whom, with the number of responses, by window and topic."""
    found: dict[tuple[int, str], nx.DiGraph] = {}
    for window, topic, answered, responder, responses in warehouse.execute(
        "select window_days, topic_id, person_key, audience_key, responses "
        "from marts.fct_response_graph where responses > 0"
    ).fetchall():
        graph = found.setdefault((window, topic), nx.DiGraph())
        graph.add_edge(responder, answered, weight=responses)
    return found


def test_pagerank_is_that_of_another_implementation(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    ours: dict[tuple[int, str], dict[int, float]] = {}
    for window, topic, person, rank in warehouse.execute(
        "select window_days, topic_id, person_key, pagerank from marts.fct_pageranks"
    ).fetchall():
        ours.setdefault((window, topic), {})[person] = rank
    theirs = graphs(warehouse)
    assert ours.keys() == theirs.keys()
    assert len(ours) > 3
    for key, graph in theirs.items():
        expected = nx.pagerank(graph, alpha=DAMPING, weight="weight", tol=1e-14, max_iter=1000)
        assert ours[key].keys() == expected.keys()
        off = sum(abs(ours[key][person] - rank) for person, rank in expected.items())
        assert off <= FARTHEST, key


def test_the_steps_of_pagerank_are_those_of_the_method(
    published: duckdb.DuckDBPyConnection,
) -> None:
    """The bound above is worked out from the numbers that the tables were made with."""
    rules = dict(
        published.execute(
            "select component, weight from legacy_score_rules where score_name = 'pagerank'"
        ).fetchall()
    )
    assert rules == {"damping": DAMPING, "iterations": STEPS}


def test_counts_are_those_of_the_tables_beside_them(
    published: duckdb.DuckDBPyConnection,
) -> None:
    compared = published.execute(
        """
        select
            legacy_scores.score_name,
            count(*),
            count(*) filter (
                where legacy_scores.score is distinct from case legacy_scores.score_name
                    when 'posts' then person_response.posts
                    when 'raw_responses' then person_response.responses_all
                    when 'followers' then person_reach.audience_potential
                end
            )
        from legacy_scores
        left join person_response using (as_of, window_days, topic_id, person_id)
        left join person_reach using (as_of, window_days, topic_id, person_id)
        where legacy_scores.score_name in ('posts', 'raw_responses', 'followers')
        group by legacy_scores.score_name
        """
    ).fetchall()
    people = published.execute("select count(*) from person_response").fetchall()[0][0]
    assert sorted(compared) == [
        ("followers", people, 0),
        ("posts", people, 0),
        ("raw_responses", people, 0),
    ]


def test_outreach_is_the_same_in_every_window(published: duckdb.DuckDBPyConnection) -> None:
    """It is cumulative: a person who is counted in two windows has given the same in both."""
    twice, differing = published.execute(
        """
        select count(*), count(*) filter (where least_points <> most_points)
        from (
            select min(score) as least_points, max(score) as most_points
            from legacy_scores
            where score_name = 'kred_outreach'
            group by topic_id, person_id
            having count(*) > 1
        ) as people
        """
    ).fetchall()[0]
    assert twice > 0
    assert differing == 0


def test_every_score_has_rules_and_every_rule_a_score(
    published: duckdb.DuckDBPyConnection,
) -> None:
    scores = published.execute("select distinct score_name from legacy_scores").fetchall()
    rules = published.execute("select distinct score_name from legacy_score_rules").fetchall()
    assert sorted(scores) == sorted(rules)


def test_an_old_score_is_no_ranking(published: duckdb.DuckDBPyConnection) -> None:
    """No rank beside them, and none of them among the lenses."""
    columns = {name for name, *_ in published.execute("describe legacy_scores").fetchall()}
    assert not {column for column in columns if column.startswith("rank")}
    lenses = {
        lens for (lens,) in published.execute("select distinct lens from topic_rankings").fetchall()
    }
    names = published.execute("select distinct score_name from legacy_scores").fetchall()
    assert not lenses & {name for (name,) in names}
