"""A world from its first day to its last: its dump, and its truth.

Belongs here: the order of things.
Does not belong here: the things.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from influence.lab.frames import Parts
from influence.lab.simulation import (
    attention,
    posting,
    responses,
    shop_streams,
    social_streams,
    taxonomy,
)
from influence.lab.simulation.graph import Experiments, Graph, graph_of
from influence.lab.simulation.people import SLOTS, People, people_of
from influence.lab.simulation.pods import acts_of_pods
from influence.lab.simulation.posting import PostLog, Posts, written_on
from influence.lab.simulation.purchases import Intents, caused_by_each, intents_of
from influence.lab.simulation.responses import Acts, Answers, Resolves, Weariness, answers
from influence.lab.simulation.rings import acts_of_bots
from influence.lab.simulation.sessions import sessions_of
from influence.lab.simulation.truth import Truth, truth_of
from influence.lab.simulation.viewers import Viewers
from influence.lab.simulation.world import DAY, Array, World, distinct, is_among

# Days after which a platform's counters of a post are looked at.
_OBSERVED_AFTER = (1, 7)
_KINDS_OF_POSTS = np.zeros(len(responses.KINDS), dtype=np.int8)
_KINDS_OF_POSTS[[responses.REPOST, responses.REPLY, responses.QUOTE]] = (
    posting.REPOST,
    posting.REPLY,
    posting.QUOTE,
)


@dataclass(frozen=True)
class Simulated:
    """What a world leaves behind: its truth, and who and what made it so."""

    truth: Truth
    people: People
    graph: Graph
    experiments: Experiments
    posts: PostLog
    intents: Intents


def simulate(world: World, out: Path, tell: Callable[[str], None] = lambda _: None) -> Simulated:
    """Write the dump of a world below `out`. `tell` hears of the progress."""
    parts = Parts(out)
    course = _Course(world, parts)
    people, graph, experiments = course.people, course.graph, course.experiments
    tell(f"{people.count:,} people, {people.accounts:,} accounts, {len(graph.follower):,} follows")
    taxonomy.write_topics(parts, world.scenario.topics)
    social_streams.write_accounts(parts, world, people, graph)
    social_streams.write_follows(parts, people, graph)
    social_streams.write_endorsements(parts, world, people, graph)
    social_streams.write_identities(parts, world, people)
    shop_streams.write_programme(parts, world, people, graph, experiments)
    for day in range(world.size.days):
        course.live(day)
        tell(f"day {day + 1} of {world.size.days}: {course.interactions:,} interactions")
    posts, clicks = course.posts, course.clicks()
    social_streams.write_posts(parts, world, people, posts)
    shop_streams.write_links(parts, world, people, posts)
    intents = intents_of(world, people, posts, course.resolves())
    sessions, orders = sessions_of(world, people, posts, intents, clicks)
    shop_streams.write_visits(parts, world, people, sessions)
    shop_streams.write_conversions(parts, world, people, intents, orders)
    parts.close()
    tell(", ".join(f"{stream} {rows:,}" for stream, rows in sorted(parts.rows.items())))
    truth = truth_of(world, people, course.viewers, caused_by_each(world, intents))
    return Simulated(truth, people, graph, experiments, posts, intents)


class _Course:
    """The days of a world, one after the other.

    Memory: some 60 bytes a follow edge, 80 a post, 40 a click, and the feeds of a chunk of edges.
    """

    def __init__(self, world: World, parts: Parts) -> None:
        self.world = world
        self.parts = parts
        self.people = people_of(world)
        self.graph, self.experiments = graph_of(world, self.people)
        self.posts = PostLog()
        self.viewers = Viewers(world, self.people, self.graph)
        self.interactions = 0
        self._weariness = Weariness(world, self.graph)
        self._counters = social_streams.Counters()
        self._clicks: list[Acts] = []
        self._click_count = 0
        self._told_clicks = 0
        self._resolves: list[Resolves] = []
        # Acts whose time is yet to come, and reposts that stand in no feed yet.
        self._coming = _no_acts()
        self._reposts = np.zeros(0, dtype=np.int64)
        # Responses to what others reposted, as nobody likes a post twice that is shown twice.
        self._carried = np.zeros(0, dtype=np.int64)

    def live(self, day: int) -> None:
        """One day: posts, views, what comes of them, and what the platforms tell of it."""
        world, people = self.world, self.people
        self._weariness.sleep()
        new = self.posts.add(written_on(world, people, day))
        bots = acts_of_bots(world, people, self.posts, new, day)
        pods = acts_of_pods(world, people, self.posts, new, day)
        responses_of_day = [bots, pods, *(self._answer(day, new))]
        self._publish(_joined(responses_of_day))
        acts = _joined([self._coming, *responses_of_day, *self._clicks[self._told_clicks :]])
        self._told_clicks = len(self._clicks)
        is_past = acts.at < world.day_start(day + 1)
        self._coming, past = acts.only(~is_past), acts.only(is_past)
        self._counters.count(past, len(self.posts))
        self.interactions = social_streams.write_acts(
            self.parts, world, people, past, self.interactions
        )
        self._observe(day)

    def _answer(self, day: int, new: Array) -> Iterator[Acts]:
        """The responses of a day, while views, clicks and resolves are put down."""
        world, people = self.world, self.people
        yesterday, today = world.day_start(day - 1), world.day_start(day)
        made_at = self.posts.column("created_at")[self._reposts]
        carried = self._reposts[(made_at >= yesterday) & (made_at < today)]
        self._reposts = self._reposts[made_at >= today]
        feed = attention.feed_of(people, self.posts, new, carried, today)
        chance = world.chance("responses", day)
        for views in attention.seen(
            world, people, self.graph, self.experiments, self.posts, feed, day
        ):
            force = self._weariness.weigh(views)
            found = answers(world, people, self.graph, views, self.posts, force, chance)
            self.viewers.see(views, self.posts, found.response_chance, day)
            self._counters.count_views(views.post, len(self.posts))
            social_streams.write_views(self.parts, world, people, found.told)
            self._resolves.append(_counted_from(self._click_count, found.resolves))
            self._clicks.append(found.clicks)
            self._click_count += len(found.clicks.at)
            yield self._first_responses(found)

    def _first_responses(self, found: Answers) -> Acts:
        """Without a second response to a post that came to the same account again."""
        pairs = found.responses.account.astype(np.int64) << 40 | found.responses.post
        # Within one chunk, and of posts that others carried on any day before.
        is_first = np.zeros(len(pairs), dtype=bool)
        is_first[np.unique(pairs, return_index=True)[1]] = True
        carried = np.flatnonzero(is_first & found.is_carried)
        is_first[carried] = ~is_among(pairs[carried], self._carried)
        self._carried = distinct(np.r_[self._carried, pairs[carried]])
        return found.responses.only(is_first)

    def _publish(self, acts: Acts) -> None:
        """Reposts, replies and quotes are posts from the moment they are made."""
        acts = acts.only(np.isin(acts.kind, [responses.REPOST, responses.REPLY, responses.QUOTE]))
        kind = _KINDS_OF_POSTS[acts.kind]
        number = self.posts.add(
            Posts(
                account=acts.account.astype(np.int32),
                created_at=acts.at,
                slot=np.full(len(kind), SLOTS, dtype=np.int8),
                topic=self.posts.column("topic")[acts.post],
                has_link=np.zeros(len(kind), dtype=bool),
                luck=np.ones(len(kind), dtype=np.float32),
                kind=kind,
                answered=acts.post,
            )
        )
        self._reposts = np.r_[self._reposts, number[kind == posting.REPOST]]

    def _observe(self, day: int) -> None:
        """The counters of the posts that are so many days old, as they stand at midnight."""
        at = self.world.day_start(day + 1) - 1
        created_at = self.posts.column("created_at")
        for after in _OBSERVED_AFTER:
            since = self.world.day_start(day + 1 - after)
            chosen = np.flatnonzero((created_at >= since) & (created_at < since + DAY))
            self._counters.write(self.parts, self.world, self.people, self.posts, chosen, at)

    def clicks(self) -> Acts:
        """All clicks on links, in the order in which resolves name them."""
        return _joined(self._clicks)

    def resolves(self) -> Resolves:
        """All resolves to buy."""
        return Resolves(
            *(
                np.concatenate([getattr(part, name) for part in self._resolves])
                for name in Resolves.__dataclass_fields__
            )
        )


def _no_acts() -> Acts:
    return Acts(*(np.zeros(0, dtype=np.int64) for _ in range(4)))


def _joined(parts: list[Acts]) -> Acts:
    return Acts(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in Acts.__dataclass_fields__
        )
    )


def _counted_from(first: int, resolves: Resolves) -> Resolves:
    """Clicks of a chunk, as clicks of the world."""
    return replace(resolves, click=np.where(resolves.click >= 0, resolves.click + first, -1))
