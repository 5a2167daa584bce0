"""Who sees what: a reader sees at most so many posts of a day's feed, whichever they are.

Belongs here: the feed of a day, and the posts of it that each reader gets to see.
Does not belong here: what readers then do (`responses`).

*Nuances*
- A feed holds the day's posts of accounts that the reader follows, and what those reposted the day
  before. Posts of a partner who is withheld from a reader are not in the feed, so they take no
  attention either.
- Every post of a feed has the same chance, min(1, capacity / length). A measure that assumes that
  is put to the test where its other assumptions do not hold: presence, reposts, follows that begin
  and end.
- Cost of a day: the edges, and the lengths of all feeds; a chunk of edges at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from influence.lab.simulation.graph import Experiments, Graph
from influence.lab.simulation.people import People
from influence.lab.simulation.posting import PostLog
from influence.lab.simulation.world import DAY, Array, World

CHUNK_EDGES = 4_000_000


@dataclass(frozen=True)
class Feed:
    """What stands in feeds on one day: posts by whom they come from (`carrier`, an account)."""

    post: Array
    carrier: Array
    available_at: Array
    first: Array
    count: Array


@dataclass(frozen=True)
class Views:
    """Reader by reader what is seen of a feed: the edge it came along, and the post.

    `is_carried` holds for what another account reposted; the author is always the post's own.
    """

    edge: Array
    reader: Array
    post: Array
    author: Array
    available_at: Array
    is_carried: Array


def feed_of(people: People, posts: PostLog, new: Array, carried: Array, day_start: int) -> Feed:
    """The feed of the posts `new` and of the reposts `carried`."""
    carriers = posts.column("account")
    post = np.r_[new, posts.column("answered")[carried]]
    carrier = np.r_[carriers[new], carriers[carried]]
    made_at = posts.column("created_at")
    available_at = np.r_[made_at[new], np.maximum(made_at[carried], day_start)]
    order = np.argsort(carrier, kind="stable")
    count = np.bincount(carrier, minlength=people.accounts)
    return Feed(
        post[order], carrier[order], available_at[order], np.r_[0, np.cumsum(count)[:-1]], count
    )


def seen(
    world: World,
    people: People,
    graph: Graph,
    experiments: Experiments,
    posts: PostLog,
    feed: Feed,
    day: int,
) -> Iterator[Views]:
    """The views of one day, in chunks of readers."""
    chance = world.chance("attention", day)
    is_present = chance.random(people.count) < world.scenario.presence
    low = 0
    while low < graph.read_edges:
        # Whole readers, as the attention of one is shared by all of their edges.
        last = np.searchsorted(graph.first, min(low + CHUNK_EDGES, graph.read_edges), "right") - 1
        high = int(max(graph.first[last], graph.first[np.searchsorted(graph.first, low, "right")]))
        views = _listed(world, people, graph, experiments, posts, feed, day, low, high, is_present)
        yield _noticed(chance, world.scenario.capacity, people, views)
        low = high


def _listed(
    world: World,
    people: People,
    graph: Graph,
    experiments: Experiments,
    posts: PostLog,
    feed: Feed,
    day: int,
    low: int,
    high: int,
    is_present: Array,
) -> Views:
    """All that stands in the feeds along the edges from `low` to `high`."""
    edges = slice(low, high)
    length = feed.count[graph.followed[edges]]
    noon = world.day_start(day) + DAY // 2
    length[~is_present[graph.reader[edges]]] = 0
    length[(graph.since[edges] > noon) | (graph.until[edges] < noon)] = 0
    edge = np.repeat(np.arange(low, high, dtype=np.int32), length)
    begin = np.repeat(feed.first[graph.followed[edges]] - (np.cumsum(length) - length), length)
    item = begin + np.arange(len(edge))
    post, carrier = feed.post[item], feed.carrier[item]
    account = posts.column("account")[post]
    author, reader = people.account_person[account], graph.reader[edge]
    is_carried = account != carrier
    stays = ~graph.is_withheld[edge] | is_carried
    # Who is held out does not see it from others either, and who follows has had the chance.
    carried = np.flatnonzero(is_carried)
    number = experiments.of[author[carried]]
    stays[carried] = (
        (author[carried] != reader[carried])
        & ~experiments.is_held_out[number, reader[carried]]
        & ~graph.has(graph.follower[edge[carried]], account[carried])
    )
    return Views(
        edge[stays],
        reader[stays],
        post[stays],
        author[stays],
        feed.available_at[item[stays]],
        is_carried[stays],
    )


def _noticed(chance: np.random.Generator, capacity: int, people: People, views: Views) -> Views:
    """At most `capacity` of each reader's feed, every post with the same chance."""
    length = np.bincount(views.reader, minlength=people.count)
    lots = chance.random(len(views.reader), dtype=np.float32)
    chosen = np.flatnonzero(lots * length[views.reader] < capacity)
    reader = views.reader[chosen]
    found = np.bincount(reader, minlength=people.count)
    # Lots may fall to a few too many; who has to go depends on a random place in the feed.
    place = np.arange(len(chosen)) - (np.cumsum(found) - found)[reader]
    turn = (chance.random(people.count) * found).astype(np.int64)
    stays = chosen[(place + turn[reader]) % np.maximum(found[reader], 1) < capacity]
    return Views(
        views.edge[stays],
        views.reader[stays],
        views.post[stays],
        views.author[stays],
        views.available_at[stays],
        views.is_carried[stays],
    )
