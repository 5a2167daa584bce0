"""The description of a made-up world: its parameters, its topics and its people.

Belongs here: what is chosen before anything happens.
Does not belong here: what happens then (`crowd`, `talk`, `shop`), how it is written (`writers`).
"""

import math
import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True)
class Term:
    """One sign of a topic, as the stream `topic_terms` has it."""

    term: str
    kind: str
    weight: float | None = None


@dataclass(frozen=True)
class Topic:
    """One topic with its signs. `parent` names another topic of the world."""

    topic: str
    name: str
    terms: tuple[Term, ...]
    parent: str | None = None

    def terms_of(self, kind: str) -> list[str]:
        return [term.term for term in self.terms if term.kind == kind]


TOPICS = (
    Topic(
        "trail-running",
        "Trail running",
        (
            Term("trailrunning", "hashtag", 1.0),
            Term("muddyshoes", "hashtag", 0.8),
            Term("trail run", "phrase", 0.9),
            Term("trails.example.org", "domain"),
            Term("https://news.example.com/running/", "url_prefix"),
        ),
    ),
    Topic(
        "home-coffee",
        "Coffee at home",
        (
            Term("homecoffee", "hashtag", 1.0),
            Term("pour over", "phrase"),
            Term("beans.example.net", "domain", 0.7),
            Term("https://news.example.com/coffee/", "url_prefix"),
        ),
    ),
    Topic(
        "espresso",
        "Espresso",
        (
            Term("espresso", "hashtag", 1.0),
            Term("pulled a shot", "phrase"),
            Term("crema.example.org", "domain"),
            # Inside the parent's domain: such a post shows signs of parent and child at once.
            Term("https://beans.example.net/espresso/", "url_prefix"),
        ),
        parent="home-coffee",
    ),
)


@dataclass(frozen=True)
class Account:
    """One account of a person on one platform."""

    platform: str
    account_id: str
    handle: str


@dataclass(frozen=True)
class Person:
    """One person. The four traits are independent draws, so that the lenses disagree.

    loudness: how much they post; popularity: how many follow; charm: how much they are answered;
    persuasion: how often a visitor whom they sent buys. All are weights >= 1 without a unit.
    """

    number: int
    accounts: tuple[Account, ...]
    favourite: str
    loudness: float
    popularity: float
    charm: float
    persuasion: float


@dataclass(frozen=True)
class World:
    """Parameters of a world; the same parameters give the same dump. Days are UTC, inclusive."""

    seed: int
    first_day: date = date(2025, 12, 18)
    last_day: date = date(2026, 3, 31)
    platforms: tuple[str, ...] = ("plaza", "lantern")
    topics: tuple[Topic, ...] = TOPICS
    people: int = 35
    second_accounts: int = 5
    posts: int = 400
    interactions: int = 4000
    impressions: int = 300
    visitors: int = 240
    sessions: int = 430
    purchases: int = 66
    promo_purchases: int = 8
    refunds: int = 6
    # The share of posts that show no sign of any topic.
    off_topic: float = 0.06
    usd_rates: dict[int, float] = field(
        default_factory=lambda: {12: 0.92, 1: 0.91, 2: 0.89, 3: 0.90}
    )

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first_day, time())

    @property
    def end(self) -> datetime:
        """The first moment after the world."""
        return datetime.combine(self.last_day + timedelta(days=1), time())

    def dice(self, part: str) -> random.Random:
        """Chance for one part of the world, so that a change in one part leaves the others."""
        return random.Random(f"{self.seed}:{part}")  # noqa: S311 - a simulation keeps no secret


_FIRST = [
    "river",
    "mossy",
    "copper",
    "paper",
    "cloudy",
    "velvet",
    "tin",
    "maple",
    "hollow",
    "amber",
    "rusty",
    "silent",
    "woolly",
    "brisk",
    "dusty",
]
_SECOND = [
    "reads",
    "miles",
    "kettle",
    "otter",
    "compass",
    "biscuit",
    "gravel",
    "sparrow",
    "teapot",
    "badger",
    "lichen",
]


def heavy_tail(dice: random.Random) -> float:
    """A weight of at least 1 with a heavy tail, at most 12."""
    return min(12.0, math.pow(1.0 - dice.random(), -0.8))


def people_of(world: World) -> list[Person]:
    """The people of `world`; account ids are equal on different platforms by intent."""
    dice = world.dice("people")
    handles = dice.sample([f"{a}_{b}" for a in _FIRST for b in _SECOND], world.people)
    people = []
    next_id = dict.fromkeys(world.platforms, 41)
    for number, handle in enumerate(handles):
        platforms = (
            world.platforms
            if number < world.second_accounts
            else (dice.choices(world.platforms, (3, 2))[0],)
        )
        accounts = []
        for platform in platforms:
            suffix = "" if platform == platforms[0] else "_too"
            accounts.append(Account(platform, f"{next_id[platform]:05d}", handle + suffix))
            next_id[platform] += dice.randrange(1, 9)
        people.append(
            Person(
                number,
                tuple(accounts),
                dice.choice(world.topics).topic,
                *(heavy_tail(dice) for _ in range(4)),
            )
        )
    return people


def moment(dice: random.Random, after: datetime, before: datetime) -> datetime:
    """A whole second in [after, before), or `after` where nothing lies between."""
    seconds = int((before - after).total_seconds())
    return after + timedelta(seconds=dice.randrange(max(1, seconds)))
