"""The SQL of the Shapley model against Shapley's axioms, and against every coalition there is.

The model's own file and its macros are read, with table names for its references.
"""

from collections.abc import Iterator

import duckdb
import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.lab.external.workbench import variables
from influence.lab.oracles.journeys import Journey
from influence.lab.oracles.shapley import game_of, shapley
from tests.conftest import REPOSITORY

PROJECT = REPOSITORY / "dbt_project"
MODEL = PROJECT / "models" / "intermediate" / "conversion" / "int_touchpoints_credited.sql"
MACROS = PROJECT / "macros" / "attribution.sql"
PEOPLE = "abcde"
# Shares are told to twelve digits, and a journey has some five of them.
DIGITS = 1e-10
JOURNEYS = st.lists(
    st.tuples(st.text(PEOPLE, min_size=1, max_size=6), st.integers(0, 9)), min_size=1, max_size=6
)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    text = MACROS.read_text(encoding="utf-8") + MODEL.read_text(encoding="utf-8")
    query = jinja2.Template(text).render(ref=str, var=variables().__getitem__)
    with duckdb.connect() as connection:
        connection.execute(
            "create table int_touchpoints_assigned_to_topics (conversion_id integer, "
            "topic_id varchar, touchpoint_id integer, person_key varchar, platform varchar, "
            "post_id varchar, campaign_id varchar, age_days double, is_intercepted boolean, "
            "place integer)"
        )
        connection.execute(
            "create table int_journeys_netted as select range as conversion_id, "
            "current_date as activity_date, range as journey_digest, 1 as conversions, 1 as value, "
            "1 as margin "
            "from range(10)"
        )
        connection.execute(f"create view credited as {query}")
        yield connection


def credit(
    warehouse: duckdb.DuckDBPyConnection, journeys: list[tuple[str, int]]
) -> dict[str, float]:
    """Each person's share of every journey, times what it paid."""
    warehouse.execute("delete from int_touchpoints_assigned_to_topics")
    warehouse.executemany(
        "insert into int_touchpoints_assigned_to_topics "
        "values (?, 'all', ?, ?, null, null, null, 0, false, ?)",
        [
            [number, place, person, place]
            for number, (path, _) in enumerate(journeys)
            for place, person in enumerate(path, start=1)
        ],
    )
    found = dict.fromkeys(PEOPLE, 0.0)
    for number, person, share in warehouse.execute(
        "select conversion_id, person_key, sum(shapley_share) from credited group by all"
    ).fetchall():
        found[person] += float(share) * journeys[number][1]
    return found


@settings(max_examples=60, deadline=None)
@given(journeys=JOURNEYS)
def test_shares_are_the_mean_of_what_each_adds_to_every_coalition(
    warehouse: duckdb.DuckDBPyConnection, journeys: list[tuple[str, int]]
) -> None:
    game = game_of([Journey(tuple(path), paid) for path, paid in journeys])
    found = credit(warehouse, journeys)
    expected = dict.fromkeys(PEOPLE, 0.0) | shapley(game)
    assert found == pytest.approx(expected, abs=DIGITS)


@settings(max_examples=30, deadline=None)
@given(journeys=JOURNEYS, other=st.sampled_from(PEOPLE[1:]))
def test_the_axioms_hold(
    warehouse: duckdb.DuckDBPyConnection, journeys: list[tuple[str, int]], other: str
) -> None:
    found = credit(warehouse, journeys)
    # Efficiency: all that is paid is handed out.
    assert sum(found.values()) == pytest.approx(sum(paid for _, paid in journeys), abs=DIGITS)
    # Null player: who adds to no coalition has nothing.
    paying = {person for path, paid in journeys if paid for person in path}
    assert all(found[person] == 0 for person in set(PEOPLE) - paying)
    # Symmetry: two people who change places change what they have.
    swapped = str.maketrans({"a": other, other: "a"})
    exchanged = credit(warehouse, [(path.translate(swapped), paid) for path, paid in journeys])
    assert exchanged["a"] == pytest.approx(found[other], abs=DIGITS)
    # Additivity: two games together are worth what both are.
    halves = [credit(warehouse, part) for part in (journeys[::2], journeys[1::2]) if part]
    assert found == pytest.approx(
        {person: sum(half[person] for half in halves) for person in PEOPLE}, abs=DIGITS
    )


def test_a_person_who_comes_twice_has_no_more_of_a_journey(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert credit(warehouse, [("abaa", 6)]) == pytest.approx(
        dict.fromkeys(PEOPLE, 0) | {"a": 3, "b": 3}, abs=DIGITS
    )
