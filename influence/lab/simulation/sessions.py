"""What the shop sees: sessions of visitors, through links, coupon pages or by themselves.

Belongs here: sessions, the orders in them, and which visitor, link and code each has.
Does not belong here: who buys (`purchases`), and rows of a dump (`shop_streams`).

*Nuances*
- Who clicks with one device may buy with another; only `identities` can join the two, and it knows
  some of them.
- A buyer who looks for a coupon leaves the shop minutes before the order and comes back through the
  link of a harvester, whose last click it then is.
"""

from dataclasses import dataclass

import numpy as np

from influence.lab.simulation.people import BOT, HARVESTER, People
from influence.lab.simulation.posting import PostLog
from influence.lab.simulation.purchases import NOBODY, Intents
from influence.lab.simulation.responses import Acts
from influence.lab.simulation.world import DAY, MINUTE, Array, World, times_of_day

DIRECT, SEARCH, LINK, COUPON, SOCIAL = range(5)
# A purchase this soon after the click belongs to the session of the click.
_SAME_SESSION = 25 * MINUTE


@dataclass(frozen=True)
class Sessions:
    """Arrays over sessions. `post` is that of the link, `partner` the owner of the link, or -1.

    `order` is the purchase made in it, as a place among the intents, or -1.
    """

    visitor: Array
    start: Array
    entry: Array
    partner: Array
    post: Array
    topic: Array
    pages: Array
    engaged_ms: Array
    order: Array


@dataclass(frozen=True)
class Orders:
    """Arrays over purchases: places among the intents, the visitor, and whose code was used."""

    intent: Array
    visitor: Array
    coder: Array


def sessions_of(
    world: World, people: People, posts: PostLog, intents: Intents, clicks: Acts
) -> tuple[Sessions, Orders]:
    """All sessions and orders of a world, in no order of time."""
    chance = world.chance("sessions")
    strangers_from = len(people.visitor_number)
    bought = np.flatnonzero(intents.happens)
    at = intents.at[bought]
    visitor = _visitors(people, intents.buyer[bought], strangers_from, chance)
    click = intents.click[bought]
    soon = click >= 0
    soon[soon] = at[soon] - clicks.at[click[soon]] < _SAME_SESSION

    # Every click on a link opens a session; a purchase that followed at once is made in it.
    reader = people.account_person[clicks.account]
    clicker = _visitors(people, reader, strangers_from, chance)
    order_of_click = np.full(len(reader), -1)
    order_of_click[click[soon]] = bought[soon]
    visitor[soon] = clicker[click[soon]]

    quality = people.quality[people.account_person[posts.column("account")[clicks.post]]]
    stays = chance.random(len(reader)) < quality / (quality + 1)
    stays |= order_of_click >= 0
    by_click = Sessions(
        visitor=clicker,
        start=clicks.at,
        entry=np.full(len(reader), LINK),
        partner=people.account_person[posts.column("account")[clicks.post]],
        post=clicks.post,
        topic=posts.column("topic")[clicks.post].astype(np.int64),
        pages=np.where(stays, 2 + chance.poisson(1.0, len(reader)), 1),
        engaged_ms=_engaged(chance, stays),
        order=order_of_click,
    )

    later = np.flatnonzero(~soon)
    seeks = chance.random(len(later)) < world.scenario.coupon_seekers
    harvesters = np.flatnonzero(people.kind == HARVESTER)
    seeks &= len(harvesters) > 0
    by_purchase = _own_sessions(
        chance,
        visitor[later],
        at[later] - chance.integers(10 * MINUTE, 25 * MINUTE, len(later)),
        intents.topic[bought[later]],
        np.where(seeks, -1, bought[later]),
        2,
    )
    seeking = later[seeks]
    by_coupon = Sessions(
        visitor=visitor[seeking],
        start=at[seeking] - chance.integers(2 * MINUTE, 8 * MINUTE, len(seeking)),
        entry=np.full(len(seeking), COUPON),
        partner=_of_those(chance, harvesters, people.popularity, len(seeking)),
        post=np.full(len(seeking), -1),
        topic=intents.topic[bought[seeking]],
        pages=np.full(len(seeking), 2),
        engaged_ms=_engaged(chance, np.ones(len(seeking), dtype=bool)),
        order=bought[seeking],
    )
    sessions = _joined(by_click, by_purchase, by_coupon, _idle(world, people, chance))

    coder = np.full(len(bought), NOBODY)
    uses = (click >= 0) & (chance.random(len(bought)) < world.scenario.promo_codes)
    coder[uses] = intents.cause[bought[uses]]
    coder[seeking] = by_coupon.partner
    return sessions, Orders(bought, visitor, coder)


def _visitors(
    people: People, person: Array, strangers_from: int, chance: np.random.Generator
) -> Array:
    """One of the devices of each person; a stranger has one."""
    is_stranger = person >= people.count
    known = np.where(is_stranger, 0, person)
    first, behind = people.first_visitor[known], people.first_visitor[known + 1]
    device = first + (chance.random(len(person)) * (behind - first)).astype(np.int64)
    return np.where(is_stranger, strangers_from + person - people.count, device)


def _own_sessions(
    chance: np.random.Generator,
    visitor: Array,
    start: Array,
    topic: Array,
    order: Array,
    least_pages: int,
) -> Sessions:
    size = len(visitor)
    pages = least_pages + chance.poisson(0.8, size)
    return Sessions(
        visitor=visitor,
        start=start,
        entry=np.where(chance.random(size) < 0.5, DIRECT, SEARCH),
        partner=np.full(size, NOBODY),
        post=np.full(size, -1),
        topic=topic,
        pages=pages,
        engaged_ms=_engaged(chance, pages > 1),
        order=order,
    )


def _idle(world: World, people: People, chance: np.random.Generator) -> Sessions:
    """Sessions that nobody sent and that end without a purchase, by interest like the others."""
    scenario = world.scenario
    pull = scenario.interest_in_buying
    each = 1 - pull + pull * people.interest[:, :-1]
    each *= scenario.own_sessions * world.size.days / 90 / scenario.topics
    each[people.kind == BOT] = 0
    count = chance.poisson(each)
    person, topic = np.nonzero(count)
    times = count[person, topic]
    person, topic = np.repeat(person, times), np.repeat(topic, times)
    start = world.start + chance.integers(0, world.size.days, len(person)) * DAY
    start += times_of_day(chance, len(person))
    visitor = _visitors(people, person, 0, chance)
    return _own_sessions(chance, visitor, start, topic, np.full(len(person), -1), 1)


def _engaged(chance: np.random.Generator, stays: Array) -> Array:
    """Milliseconds: who stays does so for more than ten seconds, who bounces for less."""
    long = 10_000 + chance.exponential(40_000, len(stays))
    short = chance.integers(300, 9_000, len(stays))
    return np.where(stays, long, short).astype(np.int64)


def _of_those(chance: np.random.Generator, chosen: Array, weights: Array, size: int) -> Array:
    if not size:
        return np.zeros(0, dtype=np.int64)
    share = weights[chosen] / weights[chosen].sum()
    return chance.choice(chosen, size, p=share)


def _joined(*parts: Sessions) -> Sessions:
    return Sessions(
        **{
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in Sessions.__dataclass_fields__
        }
    )
