"""Who really saw whom, by topic: the truth that an audience is held against.

Belongs here: remembering of every pair the last day on which a post was seen.
Does not belong here: the tables of truth (`truth`).

*Nuances*. Along a follow edge four numbers are kept, one for each slot of topics of the author;
pairs that only met through a repost are kept by day.
"""

import numpy as np

from influence.lab.simulation.attention import Views
from influence.lab.simulation.graph import Graph
from influence.lab.simulation.people import SLOTS, People
from influence.lab.simulation.posting import PostLog
from influence.lab.simulation.world import Array, World, distinct

NEVER = -1


class Viewers:
    """The last day of each pair and slot. Memory: eight bytes an edge."""

    def __init__(self, world: World, people: People, graph: Graph) -> None:
        self._people = people
        self._graph = graph
        self._last = np.full((graph.read_edges, SLOTS + 1), NEVER, dtype=np.int16)
        self._carried: list[tuple[Array, int]] = []

    def see(self, views: Views, posts: PostLog, day: int) -> None:
        """Remember the views of a day."""
        own, slot = ~views.is_carried, posts.column("slot")[views.post]
        self._last[views.edge[own], slot[own]] = day
        author, reader = views.author[~own].astype(np.int64), views.reader[~own]
        pairs = (author * self._people.count + reader) * (SLOTS + 1) + slot[~own]
        self._carried.append((distinct(pairs), day))

    def counted(self, since_day: int) -> Array:
        """Distinct readers from `since_day` on, by author and slot; the last column is any slot."""
        found = np.zeros((self._people.count, SLOTS + 2), dtype=np.int64)
        edge, slot = np.nonzero(self._last >= since_day)
        author = self._people.account_person[self._graph.followed[edge]].astype(np.int64)
        along_edges = author * self._people.count + self._graph.reader[edge]
        keys = np.r_[
            along_edges * (SLOTS + 1) + slot,
            *(pairs for pairs, day in self._carried if day >= since_day),
        ]
        keys = distinct(keys)
        author, slot = keys // (SLOTS + 1) // self._people.count, keys % (SLOTS + 1)
        np.add.at(found, (author, slot), 1)
        any_slot = distinct(keys // (SLOTS + 1))
        found[:, SLOTS + 1] = np.bincount(
            any_slot // self._people.count, minlength=self._people.count
        )
        return found
