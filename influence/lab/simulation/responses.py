"""What readers do with what they see: respond, click, and make up their minds to buy.

Belongs here: acts that follow from a view, with their times, and how views wear off.
Does not belong here: acts of bots (`rings`), and whether a purchase comes of it (`purchases`).

*Nuances*
- A response follows charm, a click quality, a resolve to buy persuasion; interest adds to the first
  two where the scenario says so, never to the third: who is interested buys more anyway, and that
  is no merit of whom they read.
- The k-th view of one person's posts moves a reader less than the first, in all three.
- An act past the end of the world has not happened.
"""

from dataclasses import dataclass

import numpy as np

from influence.lab.simulation.attention import Views
from influence.lab.simulation.graph import Graph
from influence.lab.simulation.people import People
from influence.lab.simulation.posting import PostLog
from influence.lab.simulation.world import (
    MINUTE,
    PLATFORMS,
    SECOND,
    TELLS_VIEWS,
    Array,
    World,
    draw,
    places_in_runs,
)

LIKE, SAVE, CLICK, REPOST, REPLY, QUOTE = range(6)
KINDS = ("like", "save", "click", "repost", "reply", "quote")
# Of responses; a click is not one of them.
_SHARES = np.array([0.82, 0.05, 0.0, 0.03, 0.08, 0.02])
_MOST = 0.9
# Time to read before an act.
_READING = 20 * SECOND


@dataclass(frozen=True)
class Acts:
    """What accounts did to posts: arrays over acts."""

    account: Array
    post: Array
    kind: Array
    at: Array

    def only(self, chosen: Array) -> "Acts":
        """The acts that `chosen` marks or numbers."""
        return Acts(self.account[chosen], self.post[chosen], self.kind[chosen], self.at[chosen])


@dataclass(frozen=True)
class Resolves:
    """Readers whom a post made want to buy: arrays over those.

    `click` is the click on the post's link that came of it, as a place among the clicks, or -1.
    """

    reader: Array
    post: Array
    at: Array
    click: Array


@dataclass(frozen=True)
class Answers:
    """What came of the views of a chunk; the views that the platform tells, with their times."""

    responses: Acts
    # Whether the post of a response came through somebody else's repost.
    is_carried: Array
    # View by view, how likely a response was.
    response_chance: Array
    clicks: Acts
    resolves: Resolves
    told: Acts


class Weariness:
    """How many posts of a followed account a reader has seen of late, edge by edge."""

    def __init__(self, world: World, graph: Graph) -> None:
        self._recent = np.zeros(graph.read_edges, dtype=np.float32)
        self._kept = 0.5 ** (1 / world.scenario.fatigue_half_life_days)
        self._weight = world.scenario.fatigue

    def sleep(self) -> None:
        """A night passes."""
        self._recent *= self._kept

    def weigh(self, views: Views) -> Array:
        """What is left of the force of each view, 0..1; the views count from now on."""
        recent = self._recent[views.edge] + places_in_runs(views.edge)
        np.add.at(self._recent, views.edge[~views.is_carried], 1)
        return np.where(views.is_carried, 1.0, 1 / (1 + self._weight * recent))


def answers(
    world: World,
    people: People,
    graph: Graph,
    views: Views,
    posts: PostLog,
    force: Array,
    chance: np.random.Generator,
) -> Answers:
    """What the readers of `views` do, each of which has the `force` that weariness leaves."""
    scenario = world.scenario
    count = len(views.reader)
    pull = scenario.interest_in_posts
    moved = (
        1 - pull + pull * people.interest[views.reader, posts.column("topic")[views.post]]
    ) * force
    charm = (
        people.charm[views.author]
        * people.eagerness[views.reader]
        * posts.column("luck")[views.post]
    )
    response_chance = np.minimum(scenario.response_rate * charm * moved, _MOST)
    responds = chance.random(count, dtype=np.float32) < response_chance
    linked = np.flatnonzero(posts.column("has_link")[views.post])
    writer = views.author[linked]
    click_rate = np.minimum(scenario.click_rate * people.quality[writer] * moved[linked], _MOST)
    clicks = chance.random(len(linked), dtype=np.float32) < click_rate
    resolve_rate = scenario.persuasion_rate * people.persuasion[writer] * force[linked]
    resolves = chance.random(len(linked), dtype=np.float32) < np.minimum(resolve_rate, _MOST)
    through_link = resolves & (chance.random(len(linked)) < scenario.through_link)
    clicks |= through_link

    happens = responds.copy()
    happens[linked] |= clicks | resolves
    account = graph.follower[views.edge]
    is_told = np.zeros(count, dtype=bool)
    if world.size.tells_views:
        is_told = people.account_platform[account] == PLATFORMS.index(TELLS_VIEWS)
    seen_at, acted_at = _times(world, chance, views.available_at, happens | is_told)
    is_in_time = acted_at < world.end
    clicks &= is_in_time[linked]
    resolves &= is_in_time[linked]
    responding, clicking, resolving = (
        np.flatnonzero(responds & is_in_time),
        linked[clicks],
        linked[resolves],
    )
    telling = np.flatnonzero(is_told & (seen_at < world.end))
    place_of_click = np.where(through_link, np.cumsum(clicks) - 1, -1)
    return Answers(
        responses=Acts(
            account[responding],
            views.post[responding],
            draw(chance, _SHARES, len(responding)).astype(np.int8),
            acted_at[responding],
        ),
        is_carried=views.is_carried[responding],
        response_chance=response_chance,
        clicks=Acts(
            account[clicking],
            views.post[clicking],
            np.full(len(clicking), CLICK, dtype=np.int8),
            acted_at[clicking],
        ),
        resolves=Resolves(
            views.reader[resolving],
            views.post[resolving],
            acted_at[resolving],
            place_of_click[resolves],
        ),
        told=Acts(account[telling], views.post[telling], telling, seen_at[telling]),
    )


def _times(
    world: World, chance: np.random.Generator, since: Array, wanted: Array
) -> tuple[Array, Array]:
    """When the `wanted` views happened, and acts after them; the others never do."""
    scenario = world.scenario
    timed = np.flatnonzero(wanted)
    delay = chance.lognormal(np.log(scenario.delay_minutes), scenario.delay_spread, len(timed))
    seen_at = np.full(len(since), world.end)
    # Nobody waits a year; a larger number would not fit.
    seen_at[timed] = since[timed] + (np.minimum(delay, 525_600) * MINUTE).astype(np.int64)
    acted_at = seen_at.copy()
    acted_at[timed] += chance.exponential(_READING, len(timed)).astype(np.int64)
    return seen_at, acted_at
