"""One world through the real pipeline: simulated, landed, built, published, and only then compared.

Belongs here: running `orchestration.run` aside, and the rows that come of one world.
Does not belong here: how they are shown (`page`).

*Nuances*. While the pipeline runs, the truth is in the memory of this process alone.
"""

import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import polars as pl

from influence.errors import InfluenceError
from influence.lab.evaluation.agreement import agreement_of, covered
from influence.lab.evaluation.labels import vouched
from influence.lab.evaluation.scores import (
    ALL,
    CONVERSION,
    LENSES,
    REACH,
    RESPONSE,
    Published,
    read_scores,
)
from influence.lab.evaluation.truths import THESE_POSTS, truth_by_person
from influence.lab.simulation.scenario import Scenario, Size
from influence.lab.simulation.simulate import simulate
from influence.lab.simulation.truth import Truth
from influence.lab.simulation.world import World

REPOSITORY = Path(__file__).resolve().parents[3]
WINDOW_DAYS = 90
# Intervals that are held against a truth: how they are called, whose they are, and which truth.
INTERVALS = (
    (REACH, "reach lens", REACH),
    (RESPONSE, "response lens", RESPONSE),
    ("response, with suspects", "response lens, with suspects", RESPONSE),
    ("response, of these posts alone", "response lens", THESE_POSTS),
    (CONVERSION, "conversion lens", CONVERSION),
)
BY_TOPIC = "response, by topic"


@dataclass(frozen=True)
class Compared:
    """Of one world: how scores agree with the truth, intervals with it, and where boosters stand.

    `agreements`: scenario, seed, lens, score_name, people, spearman, ndcg, overlap.
    `intervals`: scenario, seed, interval, people, covered. `boosters`: scenario, seed, lens,
    score_name, person, rank (1 is best; ties share their average). `topics`: scenario, seed,
    people, first, auc (see `labels`).
    """

    agreements: pl.DataFrame
    intervals: pl.DataFrame
    boosters: pl.DataFrame
    topics: pl.DataFrame


def compare(scenario: Scenario, size: Size, folder: Path) -> Compared:
    """Simulate a world below `folder`, run the pipeline on its dump, compare what it published.

    Raises InfluenceError where the pipeline fails.
    """
    dump = folder / "dump"
    truth = simulate(World(scenario, size), dump).truth
    publish(dump, folder, size)
    return compared(truth, folder / "published" / "influence.duckdb", scenario.name, size.seed)


def publish(dump: Path, folder: Path, size: Size) -> None:
    """Land, build and publish a dump with all that is made of it below `folder`."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    settings = (REPOSITORY / "dagster.yaml").read_text(encoding="utf-8")
    (home / "dagster.yaml").write_text(
        settings.replace("data/dagster", str(home / "dagster")), encoding="utf-8"
    )
    # The windows end with the world, whatever its last event is.
    as_of = (size.last_day + timedelta(days=1)).isoformat()
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.run", "--dumps", str(dump), "--as-of", as_of,
         "--people", "0"],
        cwd=REPOSITORY,
        env=os.environ | {"INFLUENCE_DATA": str(folder), "DAGSTER_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise InfluenceError(f"the pipeline failed on {dump}: {done.stdout[-2000:]}")


def compared(truth: Truth, database: Path, scenario: str, seed: int) -> Compared:
    """The rows of one world, topic `all`, the longest window."""
    published = read_scores(database, WINDOW_DAYS)
    people = truth_by_person(truth, published, WINDOW_DAYS, ALL)
    named = {"scenario": scenario, "seed": seed}
    agreements, boosters = [], []
    for lens in LENSES:
        compared_people = people.filter(pl.col(lens).is_not_null())
        truths = compared_people[lens].to_numpy()
        for name, scores in _by_name(published):
            of_people = compared_people.join(scores, on="person_id", how="left")
            values = of_people["score"].to_numpy().astype(float)
            row = {"lens": lens, "score_name": name}
            agreements.append(named | row | asdict(agreement_of(values, truths)))
            if lens == LENSES[0]:
                boosters += [
                    named | {"score_name": name} | place for place in _places(people, scores)
                ]
    intervals = [
        named | {"interval": interval} | _covered(_held(people, published, score, asked))
        for interval, score, asked in INTERVALS
    ]
    by_topic = _covered(_held_by_topic(truth, database))
    intervals.append(named | {"interval": BY_TOPIC} | by_topic)
    intervals += [named | row for row in _of_experiments(published, people)]
    return Compared(
        pl.DataFrame(agreements),
        pl.DataFrame(intervals),
        pl.DataFrame(boosters),
        pl.DataFrame([named | asdict(vouched(database, WINDOW_DAYS))]),
    )


def _held(people: pl.DataFrame, published: Published, score: str, asked: str) -> pl.DataFrame:
    """Interval and truth of everybody of whom the truth is known: `low`, `high`, `truth`."""
    scores = published.scores.filter(pl.col("score_name") == score)
    return (
        people.filter(pl.col(asked).is_not_null())
        .join(scores, on="person_id", how="left")
        .select(
            pl.col("score_low").cast(pl.Float64).alias("low"),
            pl.col("score_high").cast(pl.Float64).alias("high"),
            pl.col(asked).alias("truth"),
        )
    )


def _held_by_topic(truth: Truth, database: Path) -> pl.DataFrame:
    """As `_held`, of the response lens on every topic but `all`."""
    _, score, asked = INTERVALS[1]
    parts = []
    for topic in truth.topics.filter(pl.col("topic") != ALL)["topic"].unique().sort():
        published = read_scores(database, WINDOW_DAYS, topic)
        people = truth_by_person(truth, published, WINDOW_DAYS, topic)
        parts.append(_held(people, published, score, asked))
    return pl.concat(parts)


def _covered(held: pl.DataFrame) -> dict[str, float | int | None]:
    low, high, truths = (held[name].to_numpy().astype(float) for name in ("low", "high", "truth"))
    return {"people": len(truths), "covered": covered(low, high, truths)}


def _of_experiments(published: Published, people: pl.DataFrame) -> list[dict[str, object]]:
    """How often intervals of people with experiments hold the truth; that of harvesters is 0."""
    found = people.join(published.experiments, on="person_id").filter(
        pl.col(CONVERSION).is_not_null()
    )
    of_harvesters = found.filter(pl.col("kind") == "harvester")
    rows: list[dict[str, object]] = []
    for whose, some in (("people", found), ("harvesters", of_harvesters)):
        for kind, label in (("experiment", "experiments alone"), ("incremental", "best evidence")):
            held = some.select(
                pl.col(f"{kind}_conversions_low").alias("low"),
                pl.col(f"{kind}_conversions_high").alias("high"),
                pl.col(CONVERSION).alias("truth"),
            )
            rows.append({"interval": f"{label}, {whose} with experiments", **_covered(held)})
    return rows


def _by_name(published: Published) -> list[tuple[str, pl.DataFrame]]:
    scores = published.scores
    return [
        (name, scores.filter(pl.col("score_name") == name))
        for name in scores["score_name"].unique().sort()
    ]


def _places(people: pl.DataFrame, scores: pl.DataFrame) -> list[dict[str, object]]:
    """The rank of each booster among all who have this score."""
    ranked = people.join(scores, on="person_id").with_columns(
        pl.col("score").rank("average", descending=True).alias("rank")
    )
    boosters = ranked.filter(pl.col("kind") == "booster").sort("person")
    return boosters.select("person", "rank").to_dicts()
