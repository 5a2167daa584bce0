"""Who follows whom, since when, until when, and who is kept from seeing whom.

Belongs here: follow edges by popularity and shared interest, and the arms of experiments.
Does not belong here: what runs along the edges (`attention`).
"""

from dataclasses import dataclass

import numpy as np

from influence.lab.simulation.people import BOT, HARVESTER, People
from influence.lab.simulation.world import (
    DAY,
    PLATFORMS,
    Array,
    World,
    distinct,
    draw,
    is_among,
    log_normal,
)

# Who followed before the world began did so at some time in these days.
_BEFORE_DAYS = 300
# A share of followers by interest looks for each slot's topic.
_SLOT_SHARES = np.array([0.6, 0.3, 0.1])


@dataclass(frozen=True)
class Graph:
    """Edges of readers who are no bots, in the order of the reading person, then those of bots.

    `first` is the first edge of each person, and the number of edges of people who read.
    """

    follower: Array
    followed: Array
    reader: Array
    since: Array
    until: Array
    first: Array
    is_withheld: Array
    # Each edge as one number, sorted.
    pairs: Array
    accounts: int

    def has(self, follower: Array, followed: Array) -> Array:
        """Whether there is such an edge, at any time."""
        return is_among(follower.astype(np.int64) * self.accounts + followed, self.pairs)

    @property
    def read_edges(self) -> int:
        return int(self.first[-1])


@dataclass(frozen=True)
class Experiments:
    """Partners with a randomised holdout. `of` is the number of a person's experiment, or -1."""

    partner: Array
    of: Array
    # By experiment and person: followers when it began, and those of them who are held out.
    is_unit: Array
    is_held_out: Array


def graph_of(world: World, people: People) -> tuple[Graph, Experiments]:
    """Draw the edges and the arms. An edge that is drawn twice is one, so fewer than asked."""
    chance = world.chance("follows")
    is_bot = people.kind[people.account_person] == BOT
    degree = world.scenario.follows * log_normal(
        chance, world.scenario.follows_spread, people.accounts
    )
    degree[is_bot] = 10
    most = max(1, people.accounts // 4)
    follower = np.repeat(np.arange(people.accounts), np.minimum(degree, most).astype(np.int64))
    followed = _chosen(world, people, chance, follower)
    # Bots follow who bought them.
    bots = np.flatnonzero(is_bot)
    follower = np.r_[follower, bots]
    followed = np.r_[followed, people.booster[people.account_person[bots]]]
    same_platform = people.account_platform[follower] == people.account_platform[followed]
    other = people.account_person[follower] != people.account_person[followed]
    edges = distinct((follower * people.accounts + followed)[same_platform & other])
    follower, followed = edges // people.accounts, edges % people.accounts
    reader = people.account_person[follower]
    # Already in the order of followers, which are people but for their second accounts.
    order = np.argsort(reader + people.count * is_bot[follower], kind="stable")
    follower, followed, reader = follower[order], followed[order], reader[order]
    since, until = _times(world, len(order))
    reads = np.bincount(reader[~is_bot[follower]], minlength=people.count)
    experiments = _experiments(world, people, reader, followed, since)
    number = experiments.of[people.account_person[followed]]
    graph = Graph(
        follower.astype(np.int32),
        followed.astype(np.int32),
        reader.astype(np.int32),
        since,
        until,
        np.r_[0, np.cumsum(reads)],
        (number >= 0) & experiments.is_held_out[number, reader],
        edges,
        people.accounts,
    )
    return graph, experiments


def _chosen(world: World, people: People, chance: np.random.Generator, follower: Array) -> Array:
    """Whom each follower chooses on the own platform: by interest or not, always by popularity."""
    topics = world.scenario.topics
    person = people.account_person
    group = people.account_platform.astype(np.int64) * topics + people.topic[person, 0]
    order = np.argsort(group, kind="stable")
    weight = people.popularity[person[order]]
    reached = np.r_[0, np.cumsum(weight)]
    begins = np.searchsorted(group[order], np.arange(len(PLATFORMS) * topics + 1))
    low, high = reached[begins[:-1]], reached[begins[1:]]
    platform = people.account_platform[follower].astype(np.int64)
    slot = draw(chance, _SLOT_SHARES, len(follower))
    wanted = platform * topics + people.topic[person[follower], slot]
    by_interest = chance.random(len(follower)) < world.scenario.homophily
    by_interest &= high[wanted] > low[wanted]
    lowest = np.where(by_interest, low[wanted], low[platform * topics])
    highest = np.where(by_interest, high[wanted], high[platform * topics + topics - 1])
    reach = lowest + chance.random(len(follower)) * (highest - lowest)
    found = np.searchsorted(reached, reach, side="right") - 1
    chosen: Array = order[np.clip(found, 0, len(order) - 1)]
    return chosen


def _times(world: World, edges: int) -> tuple[Array, Array]:
    scenario = world.scenario
    chance = world.chance("follow times")
    since = world.start - chance.integers(DAY, _BEFORE_DAYS * DAY, edges)
    new = chance.random(edges) < scenario.new_follows
    since[new] = world.start + chance.integers(0, world.end - world.start, int(new.sum()))
    until = np.full(edges, np.iinfo(np.int64).max)
    left = np.flatnonzero((chance.random(edges) < scenario.unfollows) & ~new)
    until[left] = world.start + chance.integers(0, world.end - world.start, len(left))
    return since, until


def _experiments(
    world: World, people: People, reader: Array, followed: Array, since: Array
) -> Experiments:
    """Partners with one account: half of those with most followers, and half of the harvesters."""
    chance = world.chance("experiments")
    followers = np.bincount(followed, minlength=people.accounts)[: people.count]
    single = np.bincount(people.account_person, minlength=people.count) == 1
    fit = np.flatnonzero(people.is_partner & single & (followers > 0))
    wanted = min(world.scenario.experiments, len(fit))
    largest = fit[np.argsort(-followers[fit], kind="stable")][: 2 * wanted]
    harvesters = fit[people.kind[fit] == HARVESTER]
    partner = np.union1d(
        chance.choice(largest, wanted, replace=False),
        chance.choice(harvesters, (len(harvesters) + 1) // 2, replace=False),
    )
    of = np.full(people.count, -1)
    of[partner] = np.arange(len(partner))
    number = of[people.account_person[followed]]
    is_unit = np.zeros((len(partner) + 1, people.count), dtype=bool)
    began = (number >= 0) & (since < world.start) & (people.kind[reader] != BOT)
    is_unit[number[began], reader[began]] = True
    coin = chance.random((len(partner) + 1, people.count)) < 0.5
    return Experiments(partner, of, is_unit, is_unit & coin)
