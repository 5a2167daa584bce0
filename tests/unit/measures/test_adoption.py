"""Rows of credit and of chosen people, by hand."""

from datetime import date, datetime
from math import exp
from typing import Any

import polars as pl
import pytest

from influence.measures.adoption import adoption_credit, adoption_seeds

START = {7: date(2026, 3, 1), 28: date(2026, 2, 1)}


def at(month: int, day: int) -> datetime:
    return datetime.fromisoformat(f"2026-{month:02}-{day:02}")


ADOPTIONS = pl.DataFrame(
    [
        # On everything (1) and on tea (2): 11 began item 1 in February, 12 and 13 came in March.
        (1, 1, 11, at(2, 10)),
        (1, 1, 12, at(3, 2)),
        (1, 1, 13, at(3, 4)),
        # Item 2 is of everything only: 12 began it in March, with 11 at the same moment.
        (1, 2, 11, at(3, 5)),
        (1, 2, 12, at(3, 5)),
        (2, 3, 11, at(2, 10)),
        (2, 3, 12, at(3, 2)),
        (2, 3, 13, at(3, 4)),
    ],
    schema=["topic_number", "item_number", "person_key", "adopted_at"],
    orient="row",
)
HEARD = pl.DataFrame(
    [(12, 11, None, None), (13, 12, at(3, 3), None), (13, 11, None, at(3, 1))],
    schema={
        "person_key": pl.Int64,
        "heard_person_key": pl.Int64,
        "heard_since": pl.Datetime("us"),
        "heard_until": pl.Datetime("us"),
    },
    orient="row",
)


def rows_of(frame: pl.DataFrame, **where: Any) -> dict[int, tuple[float, ...]]:
    for column, value in where.items():
        frame = frame.filter(pl.col(column) == value)
    columns = frame.select(
        "person_key", "adoptions", "items_started", "adoptions_direct", "adoptions_credited"
    )
    return {row[0]: row[1:] for row in columns.rows()}


def test_credit_is_for_adoptions_of_the_window_whenever_one_adopted_oneself() -> None:
    credit = adoption_credit(ADOPTIONS, HEARD, START, least=1)
    equal = {"adoption_model": "equal", "topic_number": 1}
    # 12 came of 11, and 13 of 12 alone, as 13 had left 11 by then: 11 has 13 along the chain.
    # Item 2 has two who were first.
    assert rows_of(credit, window_days=7, **equal) == {
        11: (1, 1, 1, 2),
        12: (2, 1, 1, 1),
        13: (1, 0, 0, 0),
    }
    assert rows_of(credit, window_days=28, **equal)[11] == (2, 2, 1, 2)
    assert rows_of(credit, window_days=28, topic_number=2, adoption_model="equal") == {
        11: (1, 1, 1, 2),
        12: (1, 0, 1, 1),
        13: (1, 0, 0, 0),
    }


def test_habits_are_learned_of_everything_and_used_on_every_topic() -> None:
    credit = adoption_credit(ADOPTIONS, HEARD, START, least=1)
    aware = rows_of(credit, window_days=7, topic_number=2, adoption_model="time_aware")
    # Each tie has carried one adoption, so it took as long as ever: exp(-1). 13 adopted once,
    # after somebody; 12 twice, one of them after somebody.
    assert aware[12][2] == pytest.approx(exp(-1))
    assert aware[11][2] == pytest.approx(exp(-1) / 2)
    assert aware[11][3] == pytest.approx(exp(-1) / 2 * (1 + exp(-1)))


def test_a_person_counts_once_for_all_adoptions() -> None:
    credit = adoption_credit(ADOPTIONS, HEARD, START, least=1).filter(
        pl.col("adoption_model") == "equal", pl.col("topic_number") == 1
    )
    people = dict(credit.filter(window_days=7).select("person_key", "people_credited").rows())
    # Of the two adoptions of 12 one came of 11; the only one of 13 did as well.
    assert people == {11: 1.5, 12: 1, 13: 0}


def test_seeds_are_chosen_among_candidates_and_add_what_others_left() -> None:
    candidates = pl.DataFrame({"topic_number": [1, 1, 2, 2], "person_key": [12, 13, 11, 12]})
    seeds = adoption_seeds(ADOPTIONS, HEARD, START, 1, candidates, most=3)
    rows = seeds.filter(window_days=7).select("topic_number", "person_key", "people_added").rows()
    # 12 has itself and exp(-1) of 13. On everything 13 then adds the rest of itself; on tea 11, who
    # adopted before the window, has nothing but 12 and what came through 12, so nobody is added.
    assert [row[:2] for row in rows] == [(1, 12), (1, 13), (2, 12)]
    added = [row[2] for row in rows]
    assert added == pytest.approx([1 + exp(-1), 1 - exp(-1), 1 + exp(-1)])


def test_without_adoptions_or_ties_there_is_nothing_to_credit() -> None:
    assert adoption_credit(ADOPTIONS.clear(), HEARD.clear(), START, 1).is_empty()
    alone = adoption_credit(ADOPTIONS, HEARD.clear(), START, 1)
    assert alone["adoptions_credited"].sum() == 0
    assert adoption_seeds(ADOPTIONS.clear(), HEARD, START, 1, ADOPTIONS.clear(), 3).is_empty()
