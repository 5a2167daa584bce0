"""Who buys what when, and what of that would not have happened without whom.

Belongs here: purchases that come of resolves and those that nobody caused, and the comparison of
the world with the same world without one person.
Does not belong here: sessions and rows of a shop (`sessions`).

*Nuances*
- One purchase lasts `satiation_days`: within them the same person buys nothing else of the topic,
  so a resolve that comes upon somebody about to buy anyway causes nothing.
- What a person caused: the purchases of this world, less those of the same world in which that
  person's posts made nobody resolve to buy. All else is held as it was: what others' posts did, who
  saw what, and the chance of every draw. Attention that would become free is not given to others.
- Caused numbers can be negative for a window: a purchase may have been brought forward out of it.
"""

from dataclasses import dataclass

import numpy as np

from influence.lab.simulation.people import BOT, People
from influence.lab.simulation.posting import PostLog
from influence.lab.simulation.responses import Resolves
from influence.lab.simulation.world import DAY, SECOND, Array, World, times_of_day

NOBODY = -1


@dataclass(frozen=True)
class Intents:
    """Purchases that happen unless one just happened: arrays in the order of buyer, topic, time.

    `buyer` past the last person is a stranger. `cause` is the person whose post made the buyer
    resolve, or NOBODY; `post` and `click` are that post and the click on its link, or -1.
    """

    buyer: Array
    topic: Array
    at: Array
    cause: Array
    post: Array
    click: Array
    value: Array
    is_refunded: Array
    refunded_at: Array
    happens: Array


def intents_of(world: World, people: People, posts: PostLog, resolves: Resolves) -> Intents:
    """All intents of a world, and which of them become purchases."""
    scenario, chance = world.scenario, world.chance("purchases")
    own_buyer, own_topic, own_at = _own(world, people)
    lag = chance.exponential(scenario.persuaded_days * DAY, len(resolves.reader))
    cause = people.account_person[posts.column("account")[resolves.post]]
    buyer = np.r_[resolves.reader, own_buyer]
    topic = np.r_[posts.column("topic")[resolves.post], own_topic].astype(np.int64)
    # Shops tell whole seconds.
    at = np.r_[resolves.at + lag.astype(np.int64), own_at] // SECOND * SECOND
    nothing = np.full(len(own_buyer), -1)
    size = len(buyer)
    value = np.round(np.exp(chance.normal(3.4, 0.6, size)), 2)
    is_refunded = chance.random(size) < scenario.refunds
    refunded_at = at + chance.integers(2 * DAY, 15 * DAY, size)
    order = np.lexsort((at, topic, buyer))
    order = order[at[order] < world.end]
    buyer, topic, at = buyer[order], topic[order], at[order]
    return Intents(
        buyer=buyer,
        topic=topic,
        at=at,
        cause=np.r_[cause, nothing][order],
        post=np.r_[resolves.post, nothing][order],
        click=np.r_[resolves.click, nothing][order],
        value=value[order],
        is_refunded=(is_refunded & (refunded_at < world.end))[order],
        refunded_at=refunded_at[order],
        happens=_happens(buyer, topic, at, scenario.satiation_days),
    )


def _own(world: World, people: People) -> tuple[Array, Array, Array]:
    """Intents that nobody caused: by interest as the scenario says, of people and of strangers."""
    scenario, chance = world.scenario, world.chance("own purchases")
    rate = scenario.own_purchases * world.size.days / 90
    strangers = int(world.size.people * scenario.strangers)
    pull = scenario.interest_in_buying
    each = 1 - pull + pull * people.interest[:, :-1]
    each = np.r_[each, np.ones((strangers, scenario.topics))] * rate / scenario.topics
    each[: people.count][people.kind == BOT] = 0
    bought = chance.poisson(each)
    buyer, topic = np.nonzero(bought)
    times = bought[buyer, topic]
    buyer, topic = np.repeat(buyer, times), np.repeat(topic, times)
    days = chance.integers(0, world.size.days, len(buyer))
    return buyer, topic, world.start + days * DAY + times_of_day(chance, len(buyer))


def _happens(buyer: Array, topic: Array, at: Array, satiation_days: float) -> Array:
    """Which intents become purchases: those at least `satiation_days` after the last one."""
    happens = np.zeros(len(buyer), dtype=bool)
    if not len(buyer):
        return happens
    begins = np.r_[True, (buyer[1:] != buyer[:-1]) | (topic[1:] != topic[:-1])]
    first = np.maximum.accumulate(np.where(begins, np.arange(len(buyer)), 0))
    # The next intent that can be one after each: the first past the satiation, of the same run.
    # In seconds, which they are whole in, as the numbers of microseconds would be too large.
    lasts = int(satiation_days * DAY) // SECOND
    elapsed = (at - at.min()) // SECOND
    key = np.cumsum(begins) * (int(elapsed.max()) + 2 * lasts) + elapsed
    following = np.searchsorted(key, key + lasts)
    current = np.flatnonzero(begins)
    while len(current):
        happens[current] = True
        after = following[current]
        inside = after < len(buyer)
        current = current[inside]
        after = after[inside]
        current = after[first[after] == first[current]]
    return happens


@dataclass(frozen=True)
class Caused:
    """What a person's posts changed: arrays over the purchases that differ without them.

    `sign` is +1 for one that they brought about, -1 for one that they kept from happening.
    """

    person: Array
    topic: Array
    at: Array
    sign: Array
    value: Array
    is_refunded: Array


def caused_by_each(world: World, intents: Intents) -> Caused:
    """The difference of this world and the world without each person's resolves.

    Cost: the intents of those who were made to resolve, once for each person who made them.
    """
    same = np.r_[True, (intents.buyer[1:] != intents.buyer[:-1])]
    same |= np.r_[True, intents.topic[1:] != intents.topic[:-1]]
    begins = np.flatnonzero(same)
    run = np.cumsum(same) - 1
    caused = np.flatnonzero(intents.cause != NOBODY)
    people_of_runs = np.unique(np.stack([run[caused], intents.cause[caused]], axis=1), axis=0)
    length = np.diff(np.r_[begins, len(same)])[people_of_runs[:, 0]]
    # One copy of a run for each person in it, without that person.
    copy = np.repeat(np.arange(len(length)), length)
    place = np.arange(len(copy)) - np.repeat(np.cumsum(length) - length, length)
    row = begins[people_of_runs[copy, 0]] + place
    person = people_of_runs[copy, 1]
    stays = np.flatnonzero(intents.cause[row] != person)
    without = np.zeros(len(row), dtype=bool)
    without[stays] = _happens(
        copy[stays],
        np.zeros(len(stays), dtype=np.int64),
        intents.at[row[stays]],
        world.scenario.satiation_days,
    )
    sign = intents.happens[row].astype(np.int64) - without
    changed = np.flatnonzero(sign)
    row = row[changed]
    return Caused(
        person[changed],
        intents.topic[row],
        intents.at[row],
        sign[changed],
        intents.value[row],
        intents.is_refunded[row],
    )
