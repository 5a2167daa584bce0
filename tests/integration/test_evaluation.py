"""One small world through the real pipeline, and what is made of it."""

from pathlib import Path

import polars as pl
import pytest

from influence.lab.evaluation import worlds
from influence.lab.evaluation.page import page_of
from influence.lab.evaluation.picture import picture_of
from influence.lab.evaluation.scores import LENSES, read_scores
from influence.lab.evaluation.truths import truth_by_person
from influence.lab.simulation.people import BOOSTER, BOT
from influence.lab.simulation.scenario import SCENARIOS, Size
from influence.lab.simulation.simulate import Simulated, simulate
from influence.lab.simulation.world import World

SIZE = Size(people=800, days=40, seed=2)
SCENARIO = SCENARIOS["everything"]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Simulated, Path]:
    folder = tmp_path_factory.mktemp("world")
    found = simulate(World(SCENARIO, SIZE), folder / "dump")
    worlds.publish(folder / "dump", folder, SIZE)
    return found, folder


def _compared(lived: tuple[Simulated, Path]) -> worlds.Compared:
    found, folder = lived
    database = folder / "published" / "influence.duckdb"
    return worlds.compared(found.truth, database, SCENARIO.name, SIZE.seed)


def test_the_pipeline_reads_no_truth(lived: tuple[Simulated, Path]) -> None:
    """Nothing below the folder of the run has a column of the truth, and no file held it."""
    _, folder = lived
    columns = {
        column for path in folder.rglob("*.parquet") for column in pl.read_parquet_schema(path)
    }
    assert columns
    assert columns.isdisjoint({"charm", "persuasion", "caused_conversions", "expected_responses"})


def test_every_publishable_person_is_one_of_the_truth(lived: tuple[Simulated, Path]) -> None:
    found, folder = lived
    published = read_scores(folder / "published" / "influence.duckdb", worlds.WINDOW_DAYS)
    people = truth_by_person(found.truth, published, worlds.WINDOW_DAYS, "all")
    assert people["person_id"].is_unique().all()
    assert people["person"].is_unique().all()
    # Two of a hundred opted out. Of bots, who write nothing, only flags are published.
    genuine = people.filter(pl.col("kind") != "bot")
    assert 0.95 < genuine.height / SIZE.people < 1
    assert people.height - genuine.height <= SCENARIO.boosters * SCENARIO.bots
    assert people["reach"].drop_nulls().min() >= 1


def test_scores_of_every_lens_are_held_against_its_truth(lived: tuple[Simulated, Path]) -> None:
    agreements = _compared(lived).agreements
    assert set(agreements["lens"]) == set(LENSES)
    names = set(agreements["score_name"])
    assert {
        "followers",
        "posts",
        "raw_responses",
        "klout_like",
        "kred_influence",
        "pagerank",
    } <= names
    assert {"reach lens", "response lens", "conversion lens", "linear credit"} <= names

    def ndcg(lens: str, name: str) -> float:
        row = agreements.filter((pl.col("lens") == lens) & (pl.col("score_name") == name))
        return float(row["ndcg"].item())

    # Who was answered much was seen by many; how much somebody posts says less.
    assert ndcg("reach", "reach lens") > ndcg("reach", "posts")
    assert ndcg("response", "response lens") > ndcg("response", "followers")


def test_bots_lift_their_buyer_in_a_count_of_responses(lived: tuple[Simulated, Path]) -> None:
    found, _ = lived
    boosters = _compared(lived).boosters
    assert set(boosters["person"]) <= set((found.people.kind == BOOSTER).nonzero()[0].tolist())
    assert (found.people.kind == BOT).sum() == SCENARIO.boosters * SCENARIO.bots
    raw = boosters.filter(pl.col("score_name") == "raw_responses")["rank"].median()
    audience = boosters.filter(pl.col("score_name") == "followers")["rank"].median()
    assert isinstance(raw, float)
    assert isinstance(audience, float)
    assert raw < audience


def test_strength_finds_what_others_vouch_for(lived: tuple[Simulated, Path]) -> None:
    topics = _compared(lived).topics.row(0, named=True)
    assert topics["people"] > 30
    # Of three topics luck would put a third first, and half of them above another.
    assert topics["first"] > 0.6
    assert topics["auc"] > 0.8


def test_the_page_names_every_score_scenario_and_knob(lived: tuple[Simulated, Path]) -> None:
    found = _compared(lived)
    idle = found.boosters.with_columns(pl.lit("bots idle").alias("scenario"))
    bots = found.boosters.with_columns(pl.lit("bots").alias("scenario"))
    shown = worlds.Compared(
        found.agreements, found.intervals, pl.concat([bots, idle]), found.topics
    )
    page = page_of(shown, [SCENARIO], SIZE, seeds=1)
    for name in found.agreements["score_name"].unique():
        assert f"| {name.replace('_', ' ')} |" in page
    assert "NDCG@50, everything" in page
    assert "coupon seekers 0.25" in page
    assert picture_of(found.agreements, "everything").startswith(b"\x89PNG")
