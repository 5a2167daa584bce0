"""Who is there: people with traits that know nothing of each other, their accounts and devices.

Belongs here: what is true of a person before anything happens.
Does not belong here: who follows whom (`graph`), what they write (`posting`) and buy (`purchases`).

*Nuances*
- Charm draws responses, quality draws clicks that stay, persuasion causes purchases. They are drawn
  by themselves and without a look at popularity or loudness: that is what makes a score that counts
  one of them wrong about the others.
- Bots are people too, at the end of the arrays; they read nothing, and buy nothing.
- The numbers in ids are shuffled, so that an id tells nothing of a person.
"""

import math
from dataclasses import dataclass

import numpy as np

from influence.errors import SettingError
from influence.lab.simulation.world import (
    PLATFORM_SHARES,
    PLATFORMS,
    Array,
    World,
    draw,
    log_normal,
)

GENUINE, BOT, BOOSTER, HARVESTER = range(4)
KINDS = ("genuine", "bot", "booster", "harvester")
SLOTS = 3
# Interest in the topics of a person's three slots.
_SLOT_WEIGHTS = (0.6, 0.3, 0.1)
_LOUD = 2.0


@dataclass(frozen=True)
class People:
    """Arrays over people, over accounts (`account_*`) and over visitors (`visitor_*`)."""

    kind: Array
    # Topics by slot, the dearest first; the slot behind the last means no topic.
    topic: Array
    # 1 on average over all topics, by person and topic; the last column is no topic.
    interest: Array
    popularity: Array
    charm: Array
    quality: Array
    persuasion: Array
    loudness: Array
    eagerness: Array
    is_partner: Array
    # The booster of a bot, else -1.
    booster: Array
    # The pod of a member, else -1.
    pod: Array
    account_person: Array
    account_platform: Array
    account_number: Array
    visitor_person: Array
    visitor_number: Array
    # The first visitor of each person, and of a person past the last.
    first_visitor: Array

    @property
    def count(self) -> int:
        return len(self.kind)

    @property
    def accounts(self) -> int:
        return len(self.account_person)


def people_of(world: World) -> People:
    """Draw everyone. The first account of a person has the person's own number."""
    scenario, size = world.scenario, world.size
    bots = scenario.boosters * scenario.bots
    count = size.people + bots
    is_bot = np.arange(count) >= size.people
    popularity = np.minimum(
        (1 - world.chance("popularity").random(count)) ** (-1 / scenario.popularity_exponent),
        # Even the most popular are followed by some of their platform, not by all of it.
        max(20, size.people / 150),
    )
    popularity[is_bot] = 0.05
    is_partner, kind, booster = _roles(world, popularity)
    topic, interest = _interests(world, count)

    def trait(name: str) -> Array:
        return log_normal(world.chance(name), scenario.trait_spread, count)

    persuasion = trait("persuasion")
    persuasion[kind == HARVESTER] = 0
    loudness = log_normal(world.chance("loudness"), scenario.posts_spread, count)
    loudness[is_bot] = 0
    # Who pays for answers gives them something to answer.
    loudness[kind == BOOSTER] = np.maximum(loudness[kind == BOOSTER], _LOUD)
    account_person, account_platform = _accounts(world, size.people, booster)
    pod = _pods(world, kind, account_platform[:count])
    # Who wants answers gives something to answer.
    loudness[pod >= 0] = np.maximum(loudness[pod >= 0], _LOUD)
    devices = world.chance("devices").integers(1, scenario.most_devices + 1, count)
    devices[is_bot] = 0
    shuffle = world.chance("ids")
    return People(
        kind=kind,
        topic=topic,
        interest=interest,
        popularity=popularity,
        charm=trait("charm"),
        quality=trait("quality"),
        persuasion=persuasion,
        loudness=loudness,
        eagerness=log_normal(world.chance("eagerness"), scenario.eagerness_spread, count),
        is_partner=is_partner,
        booster=booster,
        pod=pod,
        account_person=account_person,
        account_platform=account_platform,
        account_number=shuffle.permutation(len(account_person)),
        visitor_person=np.repeat(np.arange(count), devices),
        visitor_number=shuffle.permutation(int(devices.sum())),
        first_visitor=np.r_[0, np.cumsum(devices)],
    )


def _roles(world: World, popularity: Array) -> tuple[Array, Array, Array]:
    """Partners, kinds and the boosters of bots. Brands look for partners where followers are."""
    scenario, people = world.scenario, world.size.people
    chance = world.chance("roles")
    weights = np.sqrt(popularity[:people])
    partners = chance.choice(
        people, int(people * scenario.partners), replace=False, p=weights / weights.sum()
    )
    kind = np.zeros(len(popularity), dtype=np.int8)
    if len(partners) < scenario.harvesters + scenario.boosters:
        raise SettingError(
            f"{people} people have {len(partners)} partners, fewer than the {scenario.harvesters} "
            f"harvesters and {scenario.boosters} boosters of '{scenario.name}'; simulate at least "
            f"{math.ceil((scenario.harvesters + scenario.boosters) / scenario.partners)} people"
        )
    chosen = chance.choice(partners, scenario.harvesters + scenario.boosters, replace=False)
    kind[chosen[: scenario.harvesters]] = HARVESTER
    boosters = chosen[scenario.harvesters :]
    kind[boosters] = BOOSTER
    kind[people:] = BOT
    booster = np.full(len(popularity), -1)
    booster[people:] = np.repeat(boosters, scenario.bots)
    is_partner = np.zeros(len(popularity), dtype=bool)
    is_partner[partners] = True
    return is_partner, kind, booster


def _pods(world: World, kind: Array, platform: Array) -> Array:
    """Genuine people who meet on the platform of their first account."""
    scenario, pod = world.scenario, np.full(len(kind), -1)
    chance = world.chance("pods")
    for number in range(scenario.pods):
        free = np.flatnonzero((kind == GENUINE) & (pod < 0))
        founder = chance.choice(free)
        fit = free[platform[free] == platform[founder]]
        if len(fit) < scenario.pod_people:
            raise SettingError(
                f"{len(kind)} people leave {len(fit)} for pod {number + 1} of '{scenario.name}', "
                f"which has {scenario.pod_people} members; simulate more people"
            )
        pod[chance.choice(fit, scenario.pod_people, replace=False)] = number
    return pod


def _interests(world: World, count: int) -> tuple[Array, Array]:
    topics = world.scenario.topics
    chance = world.chance("interests")
    # Some topics interest more people than others.
    weights = np.arange(1, topics + 1) ** -0.5
    keys = chance.random((count, topics)) ** (1 / weights)
    topic = np.argsort(-keys, axis=1)[:, :SLOTS].astype(np.int16)
    interest = np.zeros((count, topics + 1), dtype=np.float32)
    for slot, weight in enumerate(_SLOT_WEIGHTS):
        interest[np.arange(count), topic[:, slot]] = weight * topics
    interest[:, topics] = 1
    return np.c_[topic, np.full(count, topics, dtype=np.int16)], interest


def _accounts(world: World, people: int, booster: Array) -> tuple[Array, Array]:
    chance, count = world.chance("accounts"), len(booster)
    platform = draw(chance, np.array(PLATFORM_SHARES), count)
    # Bots are bought where the buyer is.
    platform[people:] = platform[booster[people:]]
    second = np.flatnonzero(chance.random(people) < world.scenario.second_accounts)
    other = (platform[second] + chance.integers(1, len(PLATFORMS), len(second))) % len(PLATFORMS)
    return np.r_[np.arange(count), second], np.r_[platform, other].astype(np.int8)
