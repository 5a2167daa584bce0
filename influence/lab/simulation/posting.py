"""What is written: original posts day by day, and everything known of a post later.

Belongs here: posts, and the growing log of them.
Does not belong here: reposts, replies and quotes, which readers make (`responses`).
"""

from dataclasses import dataclass, fields

import numpy as np

from influence.lab.simulation.people import SLOTS, People
from influence.lab.simulation.world import (
    Array,
    World,
    draw,
    log_normal,
    times_of_day,
)

POST, REPOST, REPLY, QUOTE = range(4)


@dataclass(frozen=True)
class Posts:
    """Arrays over posts. `answered` is the post that a repost, reply or quote answers, or -1."""

    account: Array
    created_at: Array
    slot: Array
    topic: Array
    has_link: Array
    luck: Array
    kind: Array
    answered: Array

    def __len__(self) -> int:
        return len(self.account)


class PostLog:
    """Posts in the order in which they were made; the number of a post is its place here."""

    def __init__(self) -> None:
        self._columns: dict[str, Array] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, posts: Posts) -> Array:
        """Append posts and return their numbers."""
        numbers = np.arange(self._count, self._count + len(posts))
        for field in fields(Posts):
            new = getattr(posts, field.name)
            old = self._columns.get(field.name)
            if old is None or len(old) < self._count + len(new):
                # Twice the room, so that a world of any length copies each post few times.
                room = np.zeros(max(1024, 2 * (self._count + len(new))), dtype=new.dtype)
                room[: self._count] = 0 if old is None else old[: self._count]
                self._columns[field.name] = room
            self._columns[field.name][self._count : self._count + len(new)] = new
        self._count += len(posts)
        return numbers

    def of(self, numbers: Array | slice) -> Posts:
        """The posts with these numbers."""
        return Posts(**{name: column[numbers] for name, column in self._columns.items()})

    def column(self, name: str) -> Array:
        """One column of all posts."""
        return self._columns[name][: self._count]


def written_on(world: World, people: People, day: int) -> Posts:
    """The original posts of one day, in the order of their authors."""
    scenario = world.scenario
    chance = world.chance("posts", day)
    person = people.account_person
    count = chance.poisson(scenario.posts_per_day * people.loudness[person])
    account = np.repeat(np.arange(people.accounts, dtype=np.int32), count)
    author = person[account]
    slot = draw(chance, np.array([0.6, 0.3, 0.1]), len(account))
    slot[chance.random(len(account)) < scenario.off_topic] = SLOTS
    is_linked = chance.random(len(account)) < scenario.linked_posts
    return Posts(
        account=account,
        created_at=world.day_start(day) + times_of_day(chance, len(account)),
        slot=slot.astype(np.int8),
        topic=people.topic[author, slot],
        has_link=is_linked & people.is_partner[author] & (slot < SLOTS),
        luck=log_normal(chance, scenario.post_luck_spread, len(account)).astype(np.float32),
        kind=np.zeros(len(account), dtype=np.int8),
        answered=np.full(len(account), -1),
    )
