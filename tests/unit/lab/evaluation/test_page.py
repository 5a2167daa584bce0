"""What the page says of made-up figures."""

import polars as pl

from influence.lab.evaluation.page import page_of
from influence.lab.evaluation.worlds import Compared
from influence.lab.simulation.scenario import SCENARIOS, Size

EVERYTHING = SCENARIOS["everything"]


def _compared() -> Compared:
    """Two seeds, one lens: ours leads by 0.3 in one and loses by 0.1 in the other."""
    ndcg = {
        (1, "conversion lens"): 0.8,
        (1, "linear credit"): 0.4,
        (1, "followers"): 0.5,
        (1, "audience_observed"): 0.9,
        (2, "conversion lens"): 0.6,
        (2, "linear credit"): 0.7,
        (2, "followers"): None,
        (2, "audience_observed"): 0.9,
    }
    agreements = pl.DataFrame(
        [
            {"scenario": "everything", "seed": seed, "lens": "conversion", "score_name": name,
             "people": 50, "spearman": 0.5, "ndcg": value, "overlap": 0.5}
            for (seed, name), value in ndcg.items()
        ]
    )  # fmt: skip
    intervals = [
        {
            "scenario": "everything",
            "seed": 1,
            "interval": "conversion",
            "people": 50,
            "covered": 0.9,
        }
    ]
    boosters = [
        {"scenario": scenario, "seed": 1, "score_name": "followers", "person": 1, "rank": rank}
        for scenario, rank in (("bots", 3.0), ("bots idle", 12.0))
    ]
    topics = [
        {"scenario": "everything", "seed": seed, "people": 1_000, "first": first, "auc": 0.97}
        for seed, first in ((1, 0.9), (2, 0.8))
    ]
    return Compared(
        agreements, pl.DataFrame(intervals), pl.DataFrame(boosters), pl.DataFrame(topics)
    )


def _lines(heading: str) -> list[str]:
    page = page_of(_compared(), [EVERYTHING], Size(500), 2)
    return page.split(f"## {heading}\n")[1].split("\n## ")[0].splitlines()


def test_a_lens_is_told_where_it_loses_most_and_to_which_rival() -> None:
    # Another number of ours is no rival.
    assert "| conversion | -0.10 (linear credit) |" in _lines("Who leads")


def test_scores_stand_by_their_mean_with_the_lowest_and_the_highest() -> None:
    rows = [line for line in _lines("Conversion") if line.startswith("| ")][2:]
    assert [row.split(" | ")[:2] for row in rows] == [
        ["| audience observed", "0.90 (0.90–0.90)"],
        ["| conversion lens", "0.70 (0.60–0.80)"],
        ["| linear credit", "0.55 (0.40–0.70)"],
        ["| followers", "0.50 (0.50–0.50)"],
    ]


def test_what_bots_buy_is_the_rank_without_over_the_rank_with() -> None:
    assert "| followers | 3 | 12 | 4.0 |" in _lines("What bots buy")


def test_topics_of_all_seeds_stand_in_one_line() -> None:
    line = "| everything | 2,000 | 0.85 (0.80–0.90) | 0.97 (0.97–0.97) |"
    assert line in _lines("What people are about")
