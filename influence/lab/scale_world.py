"""A large made-up world: its parameters and how chance is drawn in it, array by array.

Belongs here: parameters, weighted draws, and frames with the columns of a stream.
Does not belong here: which rows a stream gets (`scale_talk`, `scale_shop`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from influence.lab.writers import parquet_schema

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Columns = Mapping[str, pl.Series | npt.NDArray[np.generic] | str]

PLATFORMS = ("plaza", "lantern")
SECOND = 1_000_000  # microseconds
DAY = 86_400 * SECOND


@dataclass(frozen=True)
class Scale:
    """Parameters of a large world. Exponents are those of Zipf's law: 0 is equal, 1 is steep."""

    interactions: int
    people: int
    days: int
    seed: int
    last_day: date = date(2026, 3, 31)
    interactions_per_post: int = 20
    interactions_per_visit: int = 10
    follows_per_person: int = 20
    posts_per_link: int = 20
    sessions_per_conversion: int = 20
    second_account_share: float = 0.1
    topics: int = 30
    off_topic: float = 0.2
    author_exponent: float = 0.8
    popularity_exponent: float = 0.7
    actor_exponent: float = 0.5
    topic_exponent: float = 0.7
    chunk_rows: int = 1_000_000

    @property
    def posts(self) -> int:
        return max(1, self.interactions // self.interactions_per_post)

    @property
    def visits(self) -> int:
        return max(1, self.interactions // self.interactions_per_visit)

    @property
    def accounts(self) -> int:
        return self.people + int(self.people * self.second_account_share)

    @property
    def visitors(self) -> int:
        return 2 * self.people

    @property
    def links(self) -> int:
        return max(1, self.posts // self.posts_per_link)

    @property
    def end(self) -> int:
        """The first moment after the world, in microseconds since 1970 (UTC)."""
        epoch = datetime.combine(date(1970, 1, 1), time())
        after = datetime.combine(self.last_day + timedelta(days=1), time())
        return (after - epoch) // timedelta(microseconds=1)

    @property
    def start(self) -> int:
        return self.end - self.days * DAY

    def chance(self, part: int) -> np.random.Generator:
        """Chance for one part of the world, so that a change in one part leaves the others."""
        return np.random.default_rng((self.seed, part))


def zipf(chance: np.random.Generator, size: int, exponent: float) -> Floats:
    """Weights that follow Zipf's law in shuffled order; they sum to 1."""
    weights: Floats = np.arange(1, size + 1, dtype=np.float64) ** -exponent
    chance.shuffle(weights)
    weights /= weights.sum()
    return weights


def draw(chance: np.random.Generator, weights: Floats, size: int) -> Ints:
    """`size` indices, each with a probability in proportion to its weight."""
    reached = np.cumsum(weights)
    found = np.searchsorted(reached, chance.random(size) * reached[-1], side="right")
    indices: Ints = np.minimum(found, len(weights) - 1).astype(np.int64)
    return indices


def chunks(rows: int, size: int) -> Iterator[slice]:
    """Slices of `size` rows, the last one shorter, that cover `rows` rows."""
    for first in range(0, rows, size):
        yield slice(first, min(rows, first + size))


def frame(stream: str, columns: Columns) -> pl.DataFrame:
    """All columns of the contract in order: texts are constants, missing ones are null."""
    schema = parquet_schema(stream)
    given = {name: value for name, value in columns.items() if not isinstance(value, str)}
    constants = {name: value for name, value in columns.items() if isinstance(value, str)}
    return (
        pl.DataFrame(given)
        .with_columns(pl.lit(value).alias(name) for name, value in constants.items())
        .with_columns(pl.lit(None).alias(name) for name in schema if name not in columns)
        .select(pl.col(name).cast(kind) for name, kind in schema.items())
    )


def names(prefix: str, numbers: npt.NDArray[np.generic]) -> pl.Series:
    """One id per number: the prefix and the number."""
    return pl.select(pl.lit(prefix) + pl.Series(numbers).cast(pl.String)).to_series()


def platforms_of(platform: Ints, accounts: Ints) -> pl.Series:
    """The platform's name of each account."""
    return pl.Series(PLATFORMS).gather(platform[accounts])


def where(mask: npt.NDArray[np.bool_], values: pl.Series) -> pl.Series:
    """`values` where `mask` holds, else null."""
    return pl.select(pl.when(pl.Series(mask)).then(values)).to_series()


def peers(chance: np.random.Generator, platform: Ints, of: Ints, weights: Floats) -> Ints:
    """For each account in `of`, an account of the same platform, drawn by weight."""
    found = np.empty(len(of), dtype=np.int64)
    for number in range(len(PLATFORMS)):
        members = np.flatnonzero(platform == number)
        asked = platform[of] == number
        if len(members):
            found[asked] = members[draw(chance, weights[members], int(asked.sum()))]
    return found


def after(chance: np.random.Generator, scale: Scale, since: Ints) -> Ints:
    """Moments with a heavy-tailed delay after `since`, all before the end of the world."""
    delay = (240 * SECOND * (1 - chance.random(len(since))) ** -1.3).clip(max=1e15)
    left = scale.end - since
    late = delay >= left
    delay[late] = chance.random(int(late.sum())) * left[late]
    moments: Ints = since + delay.astype(np.int64)
    return moments
