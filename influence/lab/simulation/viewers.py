"""Who really saw whom, by topic, and how likely they were to respond: what measures must find.

Belongs here: remembering of every pair the last day on which a post was seen, and adding up views.
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

# Days before the end of a world that its truth is told for.
WINDOWS = (7, 28, 90)
_NEVER = -1
_COLUMNS = SLOTS + 1
# Edges whose pairs are counted at a time.
_BLOCK_EDGES = 1_000_000


class Viewers:
    """What was seen. Memory: eight bytes an edge, one number for each pair that met by repost."""

    def __init__(self, world: World, people: People, graph: Graph) -> None:
        self._days = world.size.days
        self._people = people
        self._graph = graph
        self._last = np.full((graph.read_edges, _COLUMNS), _NEVER, dtype=np.int16)
        self._carried: list[tuple[Array, int]] = []
        shape = (len(WINDOWS), people.count * _COLUMNS)
        self._views = np.zeros(shape)
        self._responses = np.zeros(shape)
        self._usual = np.zeros(shape)

    def see(self, views: Views, posts: PostLog, response_chance: Array, day: int) -> None:
        """Remember the views of a day, each with its chance of a response.

        The usual response is that to a post of average luck, by the same readers.
        """
        own, slot = ~views.is_carried, posts.column("slot")[views.post]
        self._last[views.edge[own], slot[own]] = day
        author = views.author.astype(np.int64)
        pairs = (author[~own] * self._people.count + views.reader[~own]) * _COLUMNS + slot[~own]
        self._carried.append((distinct(pairs), day))
        place = author * _COLUMNS + slot
        size = self._views.shape[1]
        seen = np.bincount(place, minlength=size)
        expected = np.bincount(place, response_chance, minlength=size)
        luck = posts.column("luck")[views.post]
        usual = np.bincount(place, response_chance / luck, minlength=size)
        for number, days in enumerate(WINDOWS):
            if day >= self._days - days:
                self._views[number] += seen
                self._responses[number] += expected
                self._usual[number] += usual

    def counted(self, days: int) -> Array:
        """Distinct readers in the last `days`, by author and slot; the last column is any slot.

        Memory: the pairs of a block of authors with a million edges, or of the largest one.
        """
        found = np.zeros((self._people.count, _COLUMNS + 1), dtype=np.int64)
        author = self._people.account_person[self._graph.followed[: self._graph.read_edges]]
        edges_before = np.r_[0, np.cumsum(np.bincount(author, minlength=self._people.count))]
        low = 0
        while low < self._people.count:
            wanted = edges_before[low] + _BLOCK_EDGES
            high = max(low + 1, int(np.searchsorted(edges_before, wanted, "right")) - 1)
            self._count_block(found, author, low, high, max(self._days - days, 0))
            low = high
        return found

    def _count_block(
        self, found: Array, author: Array, low: int, high: int, since_day: int
    ) -> None:
        """Fill in `found` for the authors from `low` to `high`; `author` is that of each edge."""
        people = self._people.count
        edges = np.flatnonzero((author >= low) & (author < high))
        place, slot = np.nonzero(self._last[edges] >= since_day)
        edge = edges[place]
        pair = author[edge].astype(np.int64) * people + self._graph.reader[edge]
        along_edges = pair * _COLUMNS + slot
        # Pairs that met by repost are sorted by author.
        bounds = np.array([low, high]) * people * _COLUMNS
        by_repost = (
            pairs[slice(*np.searchsorted(pairs, bounds))]
            for pairs, day in self._carried
            if day >= since_day
        )
        keys = distinct(np.r_[along_edges, *by_repost])
        block = np.bincount(
            (keys // _COLUMNS // people - low) * _COLUMNS + keys % _COLUMNS,
            minlength=(high - low) * _COLUMNS,
        )
        found[low:high, :_COLUMNS] = block.reshape(-1, _COLUMNS)
        any_slot = distinct(keys // _COLUMNS)
        found[low:high, _COLUMNS] = np.bincount(any_slot // people - low, minlength=high - low)

    def responses(self, days: int) -> tuple[Array, Array, Array]:
        """Views, and the expected and the usual responses, by author and slot as in `counted`."""
        number = WINDOWS.index(days)
        views, expected, usual = (
            np.c_[totals, totals.sum(axis=1)]
            for totals in (
                kept[number].reshape(-1, _COLUMNS)
                for kept in (self._views, self._responses, self._usual)
            )
        )
        return views, expected, usual
