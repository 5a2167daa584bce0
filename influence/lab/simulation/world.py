"""A world before anything happens: its clock, its chance, and arrays of numbers.

Belongs here: time, random draws by purpose and day, weighted draws, runs of equal numbers.
Does not belong here: who is there (`people`) and what they do.

*Nuances*. Times are microseconds since 1970, UTC. Each purpose has chance of its own, so a change
in one part of a world leaves the others as they were.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from influence.lab.simulation.scenario import Scenario, Size

Array = npt.NDArray[Any]

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 86_400 * SECOND
PLATFORMS = ("plaza", "lantern", "harbor")
PLATFORM_SHARES = (0.5, 0.35, 0.15)
# Of each platform, what it tells: impressions as counters, clicks, and each view.
TELLS_IMPRESSIONS, TELLS_CLICKS, TELLS_VIEWS = "plaza", "lantern", "harbor"
# Share of a day's posts in each hour, UTC: few at night, most in the evening.
_HOURS = np.array([2, 1, 1, 1, 1, 2, 4, 6, 7, 7, 6, 6, 7, 7, 6, 6, 6, 7, 9, 10, 10, 9, 6, 4.0])


@dataclass(frozen=True)
class World:
    """A scenario at a size."""

    scenario: Scenario
    size: Size

    @property
    def end(self) -> int:
        """The first moment after the world."""
        after = datetime.combine(self.size.last_day + timedelta(days=1), time())
        return (after - datetime.combine(date(1970, 1, 1), time())) // timedelta(microseconds=1)

    @property
    def start(self) -> int:
        return self.end - self.size.days * DAY

    def day_start(self, day: int) -> int:
        return self.start + day * DAY

    def chance(self, purpose: str, day: int = 0) -> np.random.Generator:
        """Chance for one purpose on one day."""
        words = [ord(letter) for letter in purpose]
        return np.random.Generator(np.random.SFC64([self.size.seed, day, *words]))


def log_normal(chance: np.random.Generator, spread: float, size: int) -> Array:
    """Draws with a mean of 1."""
    draws: Array = np.exp(chance.normal(-(spread**2) / 2, spread, size))
    return draws


def draw(chance: np.random.Generator, weights: Array, size: int) -> Array:
    """`size` indices, each with a probability in proportion to its weight."""
    reached = np.cumsum(weights)
    found = np.searchsorted(reached, chance.random(size) * reached[-1], side="right")
    drawn: Array = np.minimum(found, len(weights) - 1)
    return drawn


def times_of_day(chance: np.random.Generator, size: int) -> Array:
    """Moments after midnight, by the hours in which people are awake."""
    hours = draw(chance, _HOURS, size)
    return hours * 60 * MINUTE + chance.integers(0, 60 * MINUTE, size)


def distinct(numbers: Array) -> Array:
    """The numbers sorted, each once; NumPy hashes large arrays for that, ten times slower."""
    ordered = np.sort(numbers)
    is_new = np.ones(len(ordered), dtype=bool)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]


def is_among(wanted: Array, ordered: Array) -> Array:
    """Whether each number is one of those in a sorted array."""
    if not len(ordered):
        return np.zeros(len(wanted), dtype=bool)
    found = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    is_there: Array = ordered[found] == wanted
    return is_there


def places_in_runs(numbers: Array) -> Array:
    """For each item of an array in which equal numbers stand together, its place in its run."""
    if not len(numbers):
        return np.zeros(0, dtype=np.int64)
    begins = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
    lengths = np.diff(np.r_[begins, len(numbers)])
    return np.arange(len(numbers)) - np.repeat(begins, lengths)
