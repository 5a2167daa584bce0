"""The streams of platforms: accounts, follows, posts, interactions, counters, views, identities.

Belongs here: how arrays of a world become rows of these streams.
Does not belong here: what happened (the other modules), and the shop's streams (`shop_streams`).

*Nuances*. A lost day of a platform is missing from what it tells, not from what happened.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from influence.lab.frames import Parts, chunks, names, where
from influence.lab.simulation import taxonomy
from influence.lab.simulation.graph import Graph
from influence.lab.simulation.people import BOT, People
from influence.lab.simulation.posting import QUOTE, REPLY, REPOST, PostLog
from influence.lab.simulation.responses import CLICK, KINDS, LIKE, SAVE, Acts
from influence.lab.simulation.world import (
    DAY,
    PLATFORMS,
    TELLS_CLICKS,
    TELLS_IMPRESSIONS,
    Array,
    World,
)

_PLATFORM_NAMES = pl.Series(PLATFORMS)
_LOSES = 1
_COUNTED = ("likes", "reposts", "replies", "quotes", "saves", "clicks", "impressions")


@dataclass(frozen=True)
class Ids:
    """The ids by which a dump names accounts, posts, visitors and links."""

    people: People

    def accounts(self, accounts: Array) -> pl.Series:
        return names("a", self.people.account_number[accounts])

    def platforms(self, accounts: Array) -> pl.Series:
        return _PLATFORM_NAMES.gather(self.people.account_platform[accounts])

    def visitors(self, visitors: Array) -> pl.Series:
        known = len(self.people.visitor_number)
        numbers = np.where(
            visitors < known,
            np.r_[self.people.visitor_number, 0][np.minimum(visitors, known)],
            visitors,
        )
        return names("v", numbers)


def is_told(world: World, platform: Array, at: Array) -> Array:
    """Whether a platform tells of this moment: one of them loses days in the middle."""
    lost_from = world.day_start(world.size.days // 2)
    lost = (at >= lost_from) & (at < lost_from + world.scenario.days_lost * DAY)
    told: Array = ~lost | (platform != _LOSES)
    return told


def write_accounts(parts: Parts, world: World, people: People, graph: Graph) -> None:
    """Two observations of each account, with followers whom the dump does not hold as well."""
    ids, account = Ids(people), np.arange(people.accounts)
    chance = world.chance("accounts seen")
    unseen = people.popularity[people.account_person] * chance.integers(0, 30, len(account))
    is_bot = people.kind[people.account_person] == BOT
    age = np.where(
        is_bot, chance.integers(5, 90, len(account)), chance.integers(90, 3000, len(account))
    )
    following = np.bincount(graph.follower, minlength=people.accounts)
    for observed_at in (world.start, world.end - DAY // 4):
        active = (graph.since <= observed_at) & (graph.until > observed_at)
        followers = np.bincount(graph.followed[active], minlength=people.accounts)
        parts.add(
            "accounts",
            {
                "platform": ids.platforms(account),
                "account_id": ids.accounts(account),
                "observed_at": np.full(len(account), observed_at),
                "handle": names("person_", people.account_number),
                "display_name": names("Person ", people.account_number),
                "created_at": world.start - age * DAY,
                "followers_count": followers + unseen.astype(np.int64),
                "following_count": following,
            },
        )


def write_follows(parts: Parts, people: People, graph: Graph) -> None:
    """Edges as they began, and those that ended."""
    ids = Ids(people)
    ended = np.flatnonzero(graph.until < np.iinfo(np.int64).max)
    for action, edges, times in (
        ("follow", np.arange(len(graph.follower)), graph.since),
        ("unfollow", ended, graph.until),
    ):
        for chunk in chunks(len(edges)):
            edge = edges[chunk]
            parts.add(
                "follows",
                {
                    "platform": ids.platforms(graph.follower[edge]),
                    "follower_id": ids.accounts(graph.follower[edge]),
                    "followed_id": ids.accounts(graph.followed[edge]),
                    "occurred_at": times[edge],
                    "action": action,
                },
            )


def write_endorsements(parts: Parts, world: World, people: People, graph: Graph) -> None:
    """Some followers vouch for those they follow, some day after they began to."""
    ids, chance = Ids(people), world.chance("endorsements")
    since = np.maximum(graph.since, world.start)
    vouches = chance.random(len(since)) < world.scenario.endorsements
    edge = np.flatnonzero(vouches & (since < np.minimum(graph.until, world.end)))
    slugs = pl.Series([taxonomy.slug_of(topic) for topic in range(world.scenario.topics)])
    endorsed = people.account_person[graph.followed[edge]]
    parts.add(
        "endorsements",
        {
            "platform": ids.platforms(graph.follower[edge]),
            "from_account_id": ids.accounts(graph.follower[edge]),
            "to_account_id": ids.accounts(graph.followed[edge]),
            "topic": slugs.gather(people.topic[endorsed, 0].astype(np.int64)),
            "occurred_at": chance.integers(since[edge], np.minimum(graph.until[edge], world.end)),
        },
    )


def write_identities(parts: Parts, world: World, people: People) -> None:
    """Second accounts by their profile links, some visitors by a login, some by each other."""
    ids, chance = Ids(people), world.chance("identities")
    second = np.arange(people.count, people.accounts)
    first = people.account_person[second]
    parts.add(
        "identities",
        {
            "left_kind": "account",
            "left_platform": ids.platforms(first),
            "left_id": ids.accounts(first),
            "right_kind": "account",
            "right_platform": ids.platforms(second),
            "right_id": ids.accounts(second),
            "confidence": np.full(len(second), 0.95),
            "method": "profile_link",
        },
    )
    visitor = np.arange(len(people.visitor_person))
    known = visitor[chance.random(len(visitor)) < world.scenario.known_visitors]
    owner = people.visitor_person[known]
    parts.add(
        "identities",
        {
            "left_kind": "visitor",
            "left_id": ids.visitors(known),
            "right_kind": "account",
            "right_platform": ids.platforms(owner),
            "right_id": ids.accounts(owner),
            "method": "login",
        },
    )
    # The next visitor is another device of the same person, or nobody's.
    pair = visitor[:-1][people.visitor_person[:-1] == people.visitor_person[1:]]
    pair = pair[chance.random(len(pair)) < world.scenario.visitor_pairs]
    parts.add(
        "identities",
        {
            "left_kind": "visitor",
            "left_id": ids.visitors(pair),
            "right_kind": "visitor",
            "right_id": ids.visitors(pair + 1),
            "confidence": np.full(len(pair), 0.9),
            "method": "order_mail",
        },
    )


def write_posts(parts: Parts, world: World, people: People, posts: PostLog) -> None:
    """Posts, reposts, replies and quotes; a repost shows nothing of its own."""
    ids, chance = Ids(people), world.chance("texts")
    signs = taxonomy.signs_of(world.scenario.topics)
    for chunk in chunks(len(posts)):
        one = posts.of(chunk)
        number = np.arange(chunk.start, chunk.stop)
        told = is_told(world, people.account_platform[one.account], one.created_at)
        sign = one.topic.astype(np.int64) * taxonomy.SIGNS
        sign += chance.integers(0, taxonomy.SIGNS, len(one))
        number, sign = number[told], sign[told]
        one = posts.of(number)
        answered = np.maximum(one.answered, 0)
        answered_id = names("p", answered)
        answered_account = ids.accounts(posts.column("account")[answered])
        shown = signs[sign]
        link = where(one.has_link, names(f"{taxonomy.SHOP}/r/", number))
        urls = pl.concat_list(shown["page"], link).list.drop_nulls()
        parts.add(
            "posts",
            {
                "platform": ids.platforms(one.account),
                "post_id": names("p", number),
                "account_id": ids.accounts(one.account),
                "created_at": one.created_at,
                "text": where(one.kind != REPOST, shown["text"]),
                "lang": "en",
                "hashtags": where(one.kind != REPOST, shown["hashtags"]),
                "urls": where(one.kind != REPOST, pl.select(urls).to_series()),
                **{
                    f"{name}_{what}_id": where(one.kind == kind, values)
                    for name, kind in (
                        ("repost_of", REPOST),
                        ("reply_to", REPLY),
                        ("quote_of", QUOTE),
                    )
                    for what, values in (("post", answered_id), ("account", answered_account))
                },
            },
        )


def write_acts(parts: Parts, world: World, people: People, acts: Acts, first: int) -> int:
    """The interactions that are no posts; `first` is the number of the first. Returns the next."""
    ids = Ids(people)
    platform = people.account_platform[acts.account]
    told = (acts.kind == LIKE) | (acts.kind == SAVE)
    told |= (acts.kind == CLICK) & (platform == PLATFORMS.index(TELLS_CLICKS))
    acts = acts.only(np.flatnonzero(told & is_told(world, platform, acts.at)))
    number = np.arange(first, first + len(acts.at))
    parts.add(
        "interactions",
        {
            "platform": ids.platforms(acts.account),
            "interaction_id": names("i", number),
            "account_id": ids.accounts(acts.account),
            "kind": pl.Series(KINDS).gather(acts.kind),
            "post_id": names("p", acts.post),
            "occurred_at": acts.at,
        },
    )
    return first + len(number)


def write_views(parts: Parts, world: World, people: People, views: Acts) -> None:
    """Views of single posts, of the platform that tells them."""
    ids = Ids(people)
    platform = people.account_platform[views.account]
    views = views.only(np.flatnonzero(is_told(world, platform, views.at)))
    parts.add(
        "impressions",
        {
            "platform": ids.platforms(views.account),
            "post_id": names("p", views.post),
            "occurred_at": views.at,
            "viewer_account_id": ids.accounts(views.account),
        },
    )


class Counters:
    """What platforms count of each post, as it grows day by day."""

    def __init__(self) -> None:
        self._counts = np.zeros((0, len(_COUNTED)), dtype=np.int32)

    def count(self, acts: Acts, posts: int) -> None:
        """Add acts, of which every post is below `posts`."""
        column = np.array([0, 4, 5, 1, 2, 3])[acts.kind]
        np.add.at(self._grown(posts), (acts.post, column), 1)

    def count_views(self, posts_seen: Array, posts: int) -> None:
        """Add views."""
        counted = np.bincount(posts_seen, minlength=posts).astype(np.int32)
        self._grown(posts)[: len(counted), _COUNTED.index("impressions")] += counted

    def _grown(self, posts: int) -> Array:
        if len(self._counts) < posts:
            room = np.zeros((2 * posts, len(_COUNTED)), dtype=np.int32)
            room[: len(self._counts)] = self._counts
            self._counts = room
        return self._counts

    def write(
        self, parts: Parts, world: World, people: People, posts: PostLog, chosen: Array, at: int
    ) -> None:
        """One observation, at the moment `at`, of each of the `chosen` posts."""
        ids = Ids(people)
        account = posts.column("account")[chosen]
        platform = people.account_platform[account]
        told = is_told(world, platform, np.full(len(chosen), at))
        told &= posts.column("kind")[chosen] != REPOST
        chosen, account, platform = chosen[told], account[told], platform[told]
        counts = self._grown(len(posts))[chosen]
        columns = {name: pl.Series(counts[:, place]) for place, name in enumerate(_COUNTED)}
        # What a platform does not tell stays unknown.
        for name, teller in (("impressions", TELLS_IMPRESSIONS), ("clicks", TELLS_CLICKS)):
            columns[name] = where(platform == PLATFORMS.index(teller), columns[name])
        parts.add(
            "post_metrics",
            {
                "platform": ids.platforms(account),
                "post_id": names("p", chosen),
                "observed_at": np.full(len(chosen), at),
                **columns,
            },
        )
