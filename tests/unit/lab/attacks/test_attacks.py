"""What is attempted, and how what was found is told."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from influence.lab.attacks.by_hand import take_out
from influence.lab.attacks.page import page_of, rows_of
from influence.lab.attacks.plans import SIZES, STYLES, plans
from influence.lab.attacks.worlds import Found, people_found
from influence.lab.simulation.scenario import Size
from influence.lab.simulation.truth import Truth


def found(bots: int, bots_found: int, genuine: int, ranks: dict[str, int | None]) -> Found:
    return Found(bots, bots_found, genuine, 0, 0.5 if bots else None, {}, ranks, [])


def test_every_style_is_tried_in_every_size_after_the_world_without_bots() -> None:
    planned = plans(seeds=2)
    attacks = [plan for plan in planned if plan.style]
    assert len({plan.key for plan in planned}) == len(planned)
    assert {(plan.style.name, plan.bots) for plan in attacks if plan.bots and plan.style} == {
        (style.name, bots) for style in STYLES for bots in SIZES
    }
    for plan in attacks:
        assert plan.scenario.boosters * plan.scenario.bots == plan.bots
        before = attacks[: attacks.index(plan) + 1]
        assert any(
            not other.bots and other.scenario.boosters == plan.scenario.boosters for other in before
        )


def test_a_person_is_suspected_with_any_account() -> None:
    truth = Truth(
        people=pl.DataFrame({"person": [0, 1], "kind": ["genuine", "bot"]}),
        accounts=pl.DataFrame(
            {"person": [0, 1, 1], "platform": ["p", "p", "q"], "account_id": ["a", "b", "c"]}
        ),
        topics=pl.DataFrame(),
    )
    accounts = pl.DataFrame(
        {
            "platform": ["p", "q"],
            "account_id": ["b", "c"],
            "is_suspected": [False, True],
            "score": [0.0, 7.5],
            "answerers": [1, 3],
        }
    )
    assert people_found(truth, accounts).to_dicts() == [
        {"person": 0, "kind": "genuine", "is_suspected": False, "score": 0.0, "answerers": 0},
        {"person": 1, "kind": "bot", "is_suspected": True, "score": 7.5, "answerers": 3},
    ]


def test_shares_of_nobody_are_no_number() -> None:
    nobody = found(0, 0, 0, {})
    assert (nobody.precision, nobody.recall) == (None, None)
    some = found(40, 30, 10, {})
    assert (some.precision, some.recall) == (0.75, 0.75)


def test_the_page_tells_found_mistakes_and_ranks() -> None:
    planned = [plan for plan in plans(seeds=1) if plan.style is None or plan.bots in (0, 5)]
    by_plan = {plan: found(plan.bots, plan.bots // 2, 3, {"response": 17}) for plan in planned}
    page = page_of(by_plan, Size(2_000))
    assert "| 5 | 2 of 5, 3 genuine |" in page
    assert "| in seconds | 5 | - | - | 17 | - | - | - |" in page
    assert "| bots, seed 1 | 0 | 0.000 | - | - | 3 | 0 |" in page
    rows = rows_of(by_plan)
    assert rows.height == len(planned)
    assert rows["response_rank_all"].unique().to_list() == [17]


def test_without_ranks_the_page_tells_of_none() -> None:
    by_plan = {plan: found(plan.bots, plan.bots, 0, {}) for plan in plans(seeds=1)}
    assert "What the buyer gains" not in page_of(by_plan, Size(2_000))


def test_ranks_are_held_against_those_of_a_dump_without_bots() -> None:
    [plan] = [plan for plan in plans(seeds=1) if plan.key == "bots, seed 1"]
    one = replace(found(200, 200, 0, {"response": 3}), taken_out=[[3, 90, 100], [5, None, 7]])
    page = page_of({plan: one}, Size(2_000))
    assert "| bots, seed 1 | 3 | 90 | 100 | 10.0% |" in page
    assert "| bots, seed 1 | 5 | - | 7 | - |" in page


def test_bots_are_taken_out_with_all_they_did_and_nobody_else(tmp_path: Path) -> None:
    dump = {
        "posts": {"platform": ["p", "p", "q"], "account_id": ["bot", "a", "bot"]},
        "follows": {
            "platform": ["p", "p", "p"],
            "follower_id": ["a", "bot", "a"],
            "followed_id": ["bot", "a", "b"],
        },
        "interactions": {
            "platform": ["p", "p"],
            "account_id": ["bot", "a"],
            "target_account_id": ["a", "bot"],
        },
    }
    for stream, rows in dump.items():
        (tmp_path / stream).mkdir()
        pl.DataFrame(rows).write_parquet(tmp_path / stream / "part.parquet")
    take_out(tmp_path, pl.DataFrame({"platform": ["p"], "account_id": ["bot"]}))
    left = {stream: pl.read_parquet(tmp_path / stream / "*.parquet").rows() for stream in dump}
    assert sorted(left["posts"]) == [("p", "a"), ("q", "bot")]
    assert left["follows"] == [("p", "a", "b")]
    # What was done to a bot was done by somebody.
    assert left["interactions"] == [("p", "a", "bot")]
