"""Credit by one scan against the recursion that defines it, SQL by levels, and every choice."""

from itertools import combinations
from math import e, exp

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.measures.credit_distribution import (
    Heard,
    Log,
    choose_seeds,
    direct_credit,
    equal_credit,
    habits,
    propagation,
    time_aware_credit,
    total_credit,
)

PEOPLE = 6
FOREVER = 10**9
Uses = list[dict[int, int]]
Ties = dict[tuple[int, int], tuple[int, int]]
# Items as {person: time}; ties as {(hearer, heard): (since, until)}.
USES = st.lists(
    st.dictionaries(st.integers(0, PEOPLE - 1), st.integers(0, 5), min_size=1), max_size=4
)
TIES = st.dictionaries(
    st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    st.tuples(st.integers(0, 4), st.integers(3, 7)),
    max_size=20,
)


def log_of(uses: Uses) -> Log:
    rows = [sorted((at, person) for person, at in item.items()) for item in uses]
    return Log(
        np.cumsum([0, *(len(item) for item in rows)]),
        np.array([person for item in rows for _, person in item], dtype=np.int32),
        np.array([at for item in rows for at, _ in item], dtype=np.int64),
    )


def heard_of(ties: Ties) -> Heard:
    pairs = sorted(ties)
    return Heard(
        np.searchsorted([hearer for hearer, _ in pairs], np.arange(PEOPLE + 1)),
        np.array([who for _, who in pairs], dtype=np.int32),
        np.array([ties[pair][0] for pair in pairs], dtype=np.int64),
        np.array([ties[pair][1] for pair in pairs], dtype=np.int64),
    )


def parents_of(person: int, item: dict[int, int], ties: Ties) -> list[int]:
    return [
        who
        for (hearer, who), (since, until) in ties.items()
        if hearer == person
        and who in item
        and item[who] < item[person]
        and since <= item[person] < until
    ]


def credit_of_set(seeds: set[int], person: int, item: dict[int, int], ties: Ties) -> float:
    """What the paper defines, with equal direct credit."""
    if person in seeds:
        return 1
    parents = parents_of(person, item, ties)
    return sum(credit_of_set(seeds, one, item, ties) for one in parents) / max(1, len(parents))


def spread(seeds: set[int], uses: Uses, ties: Ties) -> float:
    return sum(credit_of_set(seeds, person, item, ties) for item in uses for person in item)


def test_credit_runs_along_chains_and_is_shared_by_those_who_came_before() -> None:
    # 0 at 1, 1 at 2 and 2 at 3: 1 hears 0; 2 hears both; 3, at 3 as well, hears 2 and 0.
    ties = dict.fromkeys([(1, 0), (2, 0), (2, 1), (3, 2), (3, 0)], (0, FOREVER))
    log = log_of([{0: 1, 1: 2, 2: 3, 3: 3}])
    found = propagation(log, heard_of(ties))
    gamma = equal_credit(found)
    one = np.ones(4)
    # 1 owes all to 0; 2 owes half to each; 3 owes all to 0, as 2 is of the same moment.
    assert direct_credit(found, gamma, one).tolist() == [1 + 1 / 2 + 1, 1 / 2, 0, 0]
    # 0 also has what 1 has, as 1 owes all to 0: 1 + 1/2 + 1 + 1/2, and its own.
    assert total_credit(found, gamma, one).tolist() == [4, 3 / 2, 1, 1]


def test_a_tie_counts_while_it_holds() -> None:
    log = log_of([{0: 1, 1: 5}])
    for since, until, expected in ((5, FOREVER, 1), (6, FOREVER, 0), (0, 5, 0), (0, 6, 1)):
        found = propagation(log, heard_of({(1, 0): (since, until)}))
        assert len(found.parent) == expected


def test_time_takes_credit_away() -> None:
    # 1 took up two items after 0, 2 and 6 later: a mean of 4, within which one of the two came.
    # 1 took up a third one alone: one of three adoptions came after somebody.
    log = log_of([{0: 0, 1: 2}, {0: 0, 1: 6}, {1: 3}])
    heard = heard_of({(1, 0): (0, FOREVER)})
    found = propagation(log, heard)
    known = habits(log, found, heard, least=2)
    assert known.delay.tolist() == [4]
    assert known.influenceability[:2].tolist() == [0, 1 / 3]
    assert time_aware_credit(log, found, known) == pytest.approx([exp(-0.5) / 3, exp(-1.5) / 3])


def test_a_tie_that_carried_little_has_the_delay_of_all() -> None:
    log = log_of([{0: 0, 1: 2}, {0: 0, 1: 4}, {2: 0, 1: 9}])
    heard = heard_of({(1, 0): (0, FOREVER), (1, 2): (0, FOREVER)})
    known = habits(log, propagation(log, heard), heard, least=2)
    assert known.delay.tolist() == [3, 5]


def test_a_log_without_any_tie_gives_no_credit() -> None:
    log, heard = log_of([{0: 0, 1: 2}]), heard_of({})
    found = propagation(log, heard)
    known = habits(log, found, heard, least=2)
    assert time_aware_credit(log, found, known).size == 0
    assert total_credit(found, equal_credit(found), np.ones(2)).tolist() == [1, 1]
    assert propagation(log_of([]), heard).parent.size == 0


@settings(deadline=None)  # the first call compiles
@given(USES, TIES)
def test_one_scan_finds_what_the_recursion_defines(uses: Uses, ties: Ties) -> None:
    log = log_of(uses)
    found = propagation(log, heard_of(ties))
    credit = total_credit(found, equal_credit(found), np.ones(len(log.person)))
    for number, item in enumerate(uses):
        for place in range(log.first[number], log.first[number + 1]):
            person = int(log.person[place])
            expected = sum(credit_of_set({person}, other, item, ties) for other in item)
            assert credit[place] == pytest.approx(expected)


@settings(deadline=None)
@given(USES, TIES)
def test_direct_credit_for_an_adoption_is_at_most_the_adoption(uses: Uses, ties: Ties) -> None:
    log = log_of(uses)
    heard = heard_of(ties)
    found = propagation(log, heard)
    adoption = np.repeat(np.arange(len(log.person)), found.parents)
    for gamma in (
        equal_credit(found),
        time_aware_credit(log, found, habits(log, found, heard, least=2)),
    ):
        assert (np.bincount(adoption, weights=gamma) <= 1 + 1e-12).all()
        assert (gamma >= 0).all()


@settings(deadline=None)
@given(USES, TIES)
def test_many_ties_and_few_adopters_give_the_same_parents(uses: Uses, ties: Ties) -> None:
    """Strangers among those whom somebody hears turn the look at ties into a search."""
    strangers = {(hearer, PEOPLE + more): (0, 9) for hearer, _ in ties for more in range(40)}
    log = log_of(uses)
    pairs = sorted(ties | strangers)
    every = ties | strangers
    many = Heard(
        np.searchsorted([hearer for hearer, _ in pairs], np.arange(PEOPLE + 41)),
        np.array([who for _, who in pairs], dtype=np.int32),
        np.array([every[pair][0] for pair in pairs], dtype=np.int64),
        np.array([every[pair][1] for pair in pairs], dtype=np.int64),
    )
    few, more = propagation(log, heard_of(ties)), propagation(log, many)
    assert few.first.tolist() == more.first.tolist()
    for begin, end in zip(few.first[:-1], few.first[1:], strict=True):
        assert sorted(few.parent[begin:end]) == sorted(more.parent[begin:end])


BY_LEVELS = """
with recursive levels as (
    select child as root, child, cast(weight as double) as credit
    from (select distinct adoption as child, weight from adoptions)
    union all
    select edges.parent, levels.child, levels.credit * edges.gamma
    from levels
    inner join edges on levels.root = edges.child
)
select root, sum(credit) from levels group by root order by root
"""


@settings(deadline=None, max_examples=20)
@given(USES, TIES)
def test_one_scan_finds_what_sql_finds_level_by_level(uses: Uses, ties: Ties) -> None:
    log, heard = log_of(uses), heard_of(ties)
    found = propagation(log, heard)
    gamma = time_aware_credit(log, found, habits(log, found, heard, least=1))
    weight = 1.0 / (1 + np.arange(len(log.person)))
    with duckdb.connect() as connection:
        connection.execute("create table adoptions (adoption bigint, weight double)")
        connection.execute("create table edges (parent bigint, child bigint, gamma double)")
        child = np.repeat(np.arange(len(weight)), found.parents)
        for row in zip(range(len(weight)), weight.tolist(), strict=True):
            connection.execute("insert into adoptions values (?, ?)", row)
        for edge in zip(found.parent.tolist(), child.tolist(), gamma.tolist(), strict=True):
            connection.execute("insert into edges values (?, ?, ?)", edge)
        by_levels = [credit for _, credit in connection.execute(BY_LEVELS).fetchall()]
    assert total_credit(found, gamma, weight) == pytest.approx(by_levels)


@settings(deadline=None)
@given(USES, TIES, st.integers(1, 3))
def test_seeds_gain_what_the_set_gains_and_come_near_the_best_of_all_choices(
    uses: Uses, ties: Ties, most: int
) -> None:
    log = log_of(uses)
    found = propagation(log, heard_of(ties))
    weight = np.ones(len(log.person))
    everybody = np.ones(PEOPLE, dtype=np.bool_)
    seeds = choose_seeds(log, found, equal_credit(found), weight, everybody, most)
    so_far: set[int] = set()
    for step, person in enumerate(seeds.chosen.tolist()):
        before = spread(so_far, uses, ties)
        gains = [spread({*so_far, one}, uses, ties) - before for one in range(PEOPLE)]
        assert seeds.gained[step] == pytest.approx(gains[person])
        # nobody adds more, and of those who add as much nobody comes earlier
        assert person == next(one for one in range(PEOPLE) if gains[one] > max(gains) - 1e-9)
        so_far.add(person)
        best = max(spread(set(some), uses, ties) for some in combinations(range(PEOPLE), step + 1))
        assert seeds.gained[: step + 1].sum() >= (1 - 1 / e) * best - 1e-9
        assert seeds.bound[step] >= best - 1e-9


def test_who_may_not_be_chosen_is_passed_over_and_passes_credit_on() -> None:
    # 1 hears 0 and 2 hears 1: without 1 the choice is 0, who has the credit for all three.
    log = log_of([{0: 1, 1: 2, 2: 3}])
    found = propagation(log, heard_of({(1, 0): (0, FOREVER), (2, 1): (0, FOREVER)}))
    may_be_chosen = np.array([True, False, True, False, False, False])
    seeds = choose_seeds(log, found, equal_credit(found), np.ones(3), may_be_chosen, 3)
    assert seeds.chosen.tolist() == [0]
    assert seeds.gained.tolist() == [3]
