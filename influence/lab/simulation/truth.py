"""The truth of a world, as tables that no pipeline ever reads.

Belongs here: what each person is, who saw them, and what they caused.
Does not belong here: how it came about (the other modules), and what measures make of it.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from influence.lab.frames import names
from influence.lab.simulation.people import KINDS, SLOTS, People
from influence.lab.simulation.purchases import Caused
from influence.lab.simulation.taxonomy import slug_of
from influence.lab.simulation.viewers import WINDOWS, Viewers
from influence.lab.simulation.world import DAY, PLATFORMS, World
from influence.lab.writers import write_frame

ALL = "all"


@dataclass(frozen=True)
class Truth:
    """`people`: one row a person; `accounts`: one an account; `topics`: a window, topic and person.

    Of `topics`, `viewers` are the distinct people who really saw a post of the person on the topic
    in the window, `views` how often, `expected_responses` what that was bound to bring on average,
    `usual_responses` what it would have, had each post had average luck, and `caused_conversions`
    and `caused_value` what would not have happened without the person (see `purchases`): refunded
    purchases are none, and their value is nothing.
    """

    people: pl.DataFrame
    accounts: pl.DataFrame
    topics: pl.DataFrame

    def write(self, out: Path) -> None:
        """One Parquet file a table."""
        for name in ("people", "accounts", "topics"):
            write_frame(out / f"{name}.parquet", getattr(self, name))


def truth_of(world: World, people: People, viewers: Viewers, caused: Caused) -> Truth:
    """The tables, for the windows that end with the world."""
    person = np.arange(people.count)
    about = pl.DataFrame(
        {
            "person": person,
            "kind": pl.Series(KINDS).gather(people.kind),
            "is_partner": people.is_partner,
            "charm": people.charm,
            "quality": people.quality,
            "persuasion": people.persuasion,
            "popularity": people.popularity,
            "loudness": people.loudness,
        }
    )
    accounts = pl.DataFrame(
        {
            "person": people.account_person,
            "platform": pl.Series(PLATFORMS).gather(people.account_platform),
            "account_id": names("a", people.account_number),
        }
    )
    topics = pl.concat(_window(world, people, viewers, caused, days) for days in WINDOWS)
    return Truth(about, accounts, topics)


def _window(
    world: World, people: People, viewers: Viewers, caused: Caused, days: int
) -> pl.DataFrame:
    person = np.arange(people.count)
    seen = viewers.counted(days)
    views, responses, usual = viewers.responses(days)
    slugs = pl.Series([slug_of(topic) for topic in range(world.scenario.topics)])

    def audience(column: int, topic: pl.Series | pl.Expr) -> pl.DataFrame:
        counts = {
            "person": person,
            "viewers": seen[:, column],
            "views": views[:, column].astype(np.int64),
            "expected_responses": responses[:, column],
            "usual_responses": usual[:, column],
        }
        return pl.DataFrame(counts).with_columns(topic.alias("topic"))

    audiences = [
        audience(slot, slugs.gather(people.topic[:, slot].astype(np.int64)))
        for slot in range(SLOTS)
    ]
    # Past the slots and the posts of no topic: all of them.
    audiences.append(audience(SLOTS + 1, pl.lit(ALL)))
    inside = (caused.at >= world.end - days * DAY) & ~caused.is_refunded
    changes = pl.DataFrame(
        {
            "person": caused.person[inside],
            "topic": slugs.gather(caused.topic[inside]),
            "caused_conversions": caused.sign[inside],
            "caused_value": caused.sign[inside] * caused.value[inside],
        }
    )
    changes = (
        pl.concat([changes, changes.with_columns(pl.lit(ALL).alias("topic"))])
        .group_by("person", "topic")
        .agg(pl.col("caused_conversions").sum(), pl.col("caused_value").sum().round(2))
    )
    return (
        pl.concat(audiences)
        .join(changes, on=["person", "topic"], how="left")
        .with_columns(
            pl.lit(days).alias("window_days"),
            pl.col("caused_conversions").fill_null(0),
            pl.col("caused_value").fill_null(0.0),
        )
        .filter((pl.col("viewers") > 0) | (pl.col("caused_conversions") != 0))
        .sort("window_days", "topic", "person")
    )
