"""Credit for adoptions by topic, window and person, and the few who have the most of it together.

Belongs here: from rows of adoptions and of who hears whom to rows of credit and of chosen people.
Does not belong here: the credit itself (`credit_distribution`); which uses count, who may be named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from influence.measures.credit_distribution import (
    Habits,
    Heard,
    Log,
    Propagation,
    choose_seeds,
    direct_credit,
    equal_credit,
    habits,
    propagation,
    time_aware_credit,
    total_credit,
)

Array = npt.NDArray[Any]
EQUAL, TIME_AWARE = "equal", "time_aware"
CREDIT = {
    "window_days": pl.Int32,
    "topic_number": pl.Int64,
    "adoption_model": pl.String,
    "person_key": pl.Int64,
    "adoptions": pl.Int64,
    "items_started": pl.Int64,
    "adoptions_direct": pl.Float64,
    "adoptions_credited": pl.Float64,
    "adoptions_credited_squared": pl.Float64,
    "people_credited": pl.Float64,
}
SEEDS = {
    "window_days": pl.Int32,
    "topic_number": pl.Int64,
    "chosen_people": pl.Int64,
    "person_key": pl.Int64,
    "people_added": pl.Float64,
    "people_bound": pl.Float64,
}


@dataclass(frozen=True)
class _Topic:
    """The adoptions of a topic, who may have come of whom, and gamma by model."""

    number: int
    log: Log
    found: Propagation
    gamma: dict[str, Array]


def adoption_credit(
    adoptions: pl.DataFrame, heard: pl.DataFrame, starts: dict[int, date], least: int
) -> pl.DataFrame:
    """Credit by window, topic, model and person.

    Args: adoptions with `topic_number` (1 is the topic that holds everything), `item_number` (of
        one topic each), `person_key` and `adopted_at`, ordered by item and time; heard with
        `person_key`, `heard_person_key`, `heard_since` and `heard_until` (null: ever), among
        adopters; `starts` is the first day of each window; `least` is that of `habits`.
    Returns one row per window_days, topic_number, adoption_model, person_key with any of: own
        `adoptions` in the window; `items_started`, where the own one was the first of all;
        `adoptions_direct` of others; `adoptions_credited`, with those along chains, and by item
        squared; `people_credited`, where a person counts 1 for all of the own adoptions together.
    Cost: that of `propagation` for each topic, two scans for each window and model. Memory: some
        60 bytes an adoption of the largest topic, 20 a parent, 40 a tie.
    Invariant: `adoptions_direct` sums over people to the topic's adoptions at the most.
    """
    people = _people(adoptions)
    rows = [pl.DataFrame(schema=CREDIT)]
    for topic in _topics(adoptions, heard, people, least):
        local, person = np.unique(topic.log.person, return_inverse=True)
        keys = people.gather(local)
        first_at = np.repeat(topic.log.at[topic.log.first[:-1]], np.diff(topic.log.first))
        for days, start in starts.items():
            is_in = (topic.log.at >= _microseconds(start)).astype(np.float64)
            share = _share_of_person(topic.log, is_in)
            for model, gamma in topic.gamma.items():
                credited = total_credit(topic.found, gamma, is_in) - is_in
                columns = {
                    "adoptions": is_in,
                    "items_started": is_in * (topic.log.at == first_at),
                    "adoptions_direct": direct_credit(topic.found, gamma, is_in),
                    "adoptions_credited": credited,
                    "adoptions_credited_squared": credited**2,
                    "people_credited": total_credit(topic.found, gamma, share) - share,
                }
                by_person = pl.DataFrame(
                    {name: np.bincount(person, weights=of) for name, of in columns.items()}
                ).with_columns(
                    window_days=pl.lit(days),
                    topic_number=pl.lit(topic.number),
                    adoption_model=pl.lit(model),
                    person_key=keys,
                )
                has_some = (pl.col("adoptions") > 0) | (pl.col("adoptions_credited") > 0)
                rows.append(
                    by_person.filter(has_some).select(
                        pl.col(name).cast(kind) for name, kind in CREDIT.items()
                    )
                )
    return pl.concat(rows)


def adoption_seeds(
    adoptions: pl.DataFrame,
    heard: pl.DataFrame,
    starts: dict[int, date],
    least: int,
    candidates: pl.DataFrame,
    most: int,
) -> pl.DataFrame:
    """The people of each window and topic who together have the most time-aware credit.

    Args: as of `adoption_credit`; candidates with `topic_number` and `person_key` of who may be
        chosen. Of people who add alike the one with the smaller key is chosen.
    Returns one row per window_days, topic_number, chosen_people: `person_key` of who is added,
        `people_added` in people (each adopter counts 1 for all of the own adoptions of the
        window, as in the paper), and `people_bound`.
    Cost: that of `propagation` and of `choose_seeds` for each topic and window.
    """
    people = _people(adoptions)
    of_topic = {
        number: frame["person_key"] for (number,), frame in candidates.group_by("topic_number")
    }
    rows = [pl.DataFrame(schema=SEEDS)]
    for topic in _topics(adoptions, heard, people, least):
        local, person = np.unique(topic.log.person, return_inverse=True)
        keys = people.gather(local)
        log = Log(topic.log.first, person.astype(np.int32), topic.log.at)
        may_be_chosen = keys.is_in(of_topic.get(topic.number, keys.clear()).implode()).to_numpy()
        for days, start in starts.items():
            weight = _share_of_person(log, (log.at >= _microseconds(start)).astype(np.float64))
            gamma = topic.gamma[TIME_AWARE]
            seeds = choose_seeds(log, topic.found, gamma, weight, may_be_chosen, most)
            steps = len(seeds.chosen)
            columns = (
                np.full(steps, days),
                np.full(steps, topic.number),
                np.arange(1, steps + 1),
                keys.gather(seeds.chosen),
                seeds.gained,
                seeds.bound[:steps],
            )
            rows.append(pl.DataFrame(dict(zip(SEEDS, columns, strict=True)), schema=SEEDS))
    return pl.concat(rows)


def _microseconds(start: date) -> int:
    return int(datetime(start.year, start.month, start.day, tzinfo=UTC).timestamp()) * 1_000_000


def _share_of_person(log: Log, is_in: Array) -> Array:
    """By adoption, its share of its person's adoptions in the window; 0 outside of it."""
    counted = np.bincount(log.person, weights=is_in)
    share: Array = is_in / np.maximum(counted, 1)[log.person]
    return share


def _people(adoptions: pl.DataFrame) -> pl.Series:
    """Every adopter once, ascending; a person's number is the place in it."""
    return adoptions["person_key"].unique().sort()


def _topics(
    adoptions: pl.DataFrame, heard: pl.DataFrame, people: pl.Series, least: int
) -> Iterator[_Topic]:
    """Each topic; what is learned of people is learned of the first, which holds everything."""
    ties = _heard(heard, people)
    known: Habits | None = None
    for (number,), rows in adoptions.group_by("topic_number", maintain_order=True):
        item = rows["item_number"].to_numpy()
        begins = np.flatnonzero(np.r_[True, item[1:] != item[:-1]])
        log = Log(
            np.r_[begins, len(item)],
            people.search_sorted(rows["person_key"]).cast(pl.Int32).to_numpy(),
            rows["adopted_at"].dt.epoch("us").to_numpy(),
        )
        found = propagation(log, ties)
        known = known or habits(log, found, ties, least)
        gamma = {EQUAL: equal_credit(found), TIME_AWARE: time_aware_credit(log, found, known)}
        yield _Topic(int(str(number)), log, found, gamma)


def _heard(heard: pl.DataFrame, people: pl.Series) -> Heard:
    numbered = heard.select(
        hearer=people.search_sorted(heard["person_key"]),
        who=people.search_sorted(heard["heard_person_key"]).cast(pl.Int32),
        since=pl.col("heard_since").dt.epoch("us").fill_null(np.iinfo(np.int64).min),
        until=pl.col("heard_until").dt.epoch("us").fill_null(np.iinfo(np.int64).max),
    ).sort("hearer", "who")
    return Heard(
        numbered["hearer"].search_sorted(np.arange(len(people) + 1)).to_numpy().astype(np.int64),
        *(numbered[column].to_numpy() for column in ("who", "since", "until")),
    )
