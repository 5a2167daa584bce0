"""Bots that somebody bought: they answer their buyers within seconds, and others to look alive.

Belongs here: the acts of bots.
Does not belong here: who is a bot (`people`).
"""

import numpy as np

from influence.lab.simulation.people import BOT, People
from influence.lab.simulation.posting import PostLog
from influence.lab.simulation.responses import LIKE, REPOST, Acts
from influence.lab.simulation.world import DAY, MINUTE, SECOND, Array, World, distinct, draw

# A ring acts within this many seconds of its buyer's post.
_SECONDS = 20
_REPOSTS = 0.25


def acts_of_bots(world: World, people: People, posts: PostLog, new: Array, day: int) -> Acts:
    """What bots do on one day, of whose posts `new` are the original ones."""
    bots = np.flatnonzero(people.kind == BOT)
    nobody = np.zeros(0, dtype=np.int64)
    if not len(bots) or not len(new):
        return Acts(nobody, nobody, nobody.astype(np.int8), nobody)
    scenario, chance = world.scenario, world.chance("rings", day)
    account, created_at = posts.column("account")[new], posts.column("created_at")[new]
    author = people.account_person[account]
    bots = bots[np.argsort(people.booster[bots], kind="stable")]
    server, buyer = _services(world, people, bots)
    first = np.searchsorted(buyer, author)
    bought = np.searchsorted(buyer, author, side="right") - first
    post = np.repeat(np.arange(len(new)), bought)
    bot = server[np.repeat(first - (np.cumsum(bought) - bought), bought) + np.arange(len(post))]
    acts = chance.random(len(post)) < scenario.bot_eagerness
    acts &= people.account_platform[bot] == people.account_platform[account[post]]
    post, bot = post[acts], bot[acts]
    latest = scenario.bot_minutes * MINUTE or _SECONDS * SECOND
    at = created_at[post] + chance.integers(2 * SECOND, latest, len(post))
    kind = np.where(chance.random(len(post)) < _REPOSTS, REPOST, LIKE)

    hiding = np.repeat(bots, chance.poisson(scenario.camouflage, len(bots)))
    shown = draw(chance, people.popularity[author], len(hiding))
    same = people.account_platform[hiding] == people.account_platform[account[shown]]
    hiding, shown = hiding[same], shown[same]
    # Their own buyers' posts they know already.
    other = ~np.isin(hiding * people.count + author[shown], server * people.count + buyer)
    hiding, shown = hiding[other], shown[other]
    pairs = distinct(hiding * len(new) + shown)
    hiding, shown = pairs // len(new), pairs % len(new)
    later = created_at[shown] + chance.integers(SECOND, DAY, len(shown))
    return Acts(
        np.r_[bot, hiding],
        new[np.r_[post, shown]],
        np.r_[kind, np.full(len(shown), LIKE)].astype(np.int8),
        np.r_[at, later],
    ).only(np.r_[at, later] < world.end)


def _services(world: World, people: People, bots: Array) -> tuple[Array, Array]:
    """Which bot serves which buyer, by buyer: its own, and the next ones where they share bots."""
    buyers = distinct(people.booster[bots])
    own = np.searchsorted(buyers, people.booster[bots])
    customers = min(world.scenario.bot_customers, len(buyers))
    buyer = np.concatenate([buyers[(own + step) % len(buyers)] for step in range(customers)])
    order = np.argsort(buyer, kind="stable")
    return np.tile(bots, customers)[order], buyer[order]
