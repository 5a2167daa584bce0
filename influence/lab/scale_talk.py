"""The streams about people and platforms of a large made-up world.

Belongs here: topics, accounts, identities, follows, posts, interactions and counters, as frames.
Does not belong here: links, sessions and purchases (`scale_shop`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from influence.lab.scale_world import (
    DAY,
    Columns,
    Floats,
    Ints,
    Scale,
    after,
    chunks,
    draw,
    frame,
    names,
    peers,
    platforms_of,
    where,
    zipf,
)

KINDS = ("like", "repost", "quote", "reply", "mention", "click", "save", "vote")
KIND_SHARES = (0.70, 0.07, 0.01, 0.05, 0.02, 0.10, 0.04, 0.01)


@dataclass(frozen=True)
class Posts:
    """What later acts need to know of each post; arrays over posts in the order of time."""

    author: Ints
    created_at: Ints
    topic: Ints  # -1 where the post shows no sign of a topic
    pull: Floats  # relative number of interactions, sums to 1


def topic_frames(scale: Scale) -> Iterator[pl.DataFrame]:
    """Every fifth topic has the one before it as its parent."""
    number = np.arange(scale.topics)
    child = number % 5 == 4
    columns: Columns = {
        "topic": names("topic-", number),
        "name": names("Topic ", number),
        "parent_topic": where(child, names("topic-", number - 1)),
    }
    yield frame("topics", columns)


def term_frames(scale: Scale) -> Iterator[pl.DataFrame]:
    """One hashtag and one phrase for each topic."""
    number = np.arange(scale.topics)
    for prefix, kind in (("tag", "hashtag"), ("word of kind ", "phrase")):
        columns: Columns = {
            "topic": names("topic-", number),
            "term": names(prefix, number),
            "kind": kind,
        }
        yield frame("topic_terms", columns)


def account_frames(scale: Scale, platform: Ints, popularity: Floats) -> Iterator[pl.DataFrame]:
    """One observation of each account, at the end of the world."""
    for chunk in chunks(scale.accounts, scale.chunk_rows):
        number = np.arange(chunk.start, chunk.stop)
        columns: Columns = {
            "platform": platforms_of(platform, number),
            "account_id": names("a", number),
            "observed_at": np.full(len(number), scale.end - 1),
            "handle": names("person_", number),
            "created_at": np.full(len(number), scale.start - 400 * DAY),
            "followers_count": (popularity[chunk] * scale.people * 500).astype(np.int64),
        }
        yield frame("accounts", columns)


def identity_frames(scale: Scale, platform: Ints) -> Iterator[pl.DataFrame]:
    """The accounts past the number of people are second ones; a fifth of the visitors are known."""
    second = np.arange(scale.people, scale.accounts)
    first = second - scale.people
    known = np.arange(0, scale.visitors, 5)
    yield frame(
        "identities",
        {
            "left_kind": "account",
            "left_platform": platforms_of(platform, first),
            "left_id": names("a", first),
            "right_kind": "account",
            "right_platform": platforms_of(platform, second),
            "right_id": names("a", second),
        },
    )
    yield frame(
        "identities",
        {
            "left_kind": "visitor",
            "left_id": names("v", known),
            "right_kind": "account",
            "right_platform": platforms_of(platform, known // 2),
            "right_id": names("a", known // 2),
        },
    )


def follow_frames(scale: Scale, platform: Ints, popularity: Floats) -> Iterator[pl.DataFrame]:
    """Edges within a platform; a second draw of the same edge is dropped, so fewer than asked."""
    chance = scale.chance(3)
    for chunk in chunks(scale.people * scale.follows_per_person, scale.chunk_rows):
        follower = chance.integers(0, scale.accounts, chunk.stop - chunk.start)
        followed = peers(chance, platform, follower, popularity)
        edges = np.unique(np.stack([follower, followed], axis=1), axis=0)
        follower, followed = edges[edges[:, 0] != edges[:, 1]].T
        yield frame(
            "follows",
            {
                "platform": platforms_of(platform, follower),
                "follower_id": names("a", follower),
                "followed_id": names("a", followed),
                "occurred_at": scale.start + chance.integers(0, DAY, len(follower)),
                "action": "follow",
            },
        )


def draw_posts(scale: Scale, popularity: Floats) -> Posts:
    """Authors by their loudness; interactions by the author's popularity and by luck."""
    chance = scale.chance(4)
    author = draw(chance, zipf(chance, scale.accounts, scale.author_exponent), scale.posts)
    topic = draw(chance, zipf(chance, scale.topics, scale.topic_exponent), scale.posts)
    topic[chance.random(scale.posts) < scale.off_topic] = -1
    luck = ((1 - chance.random(scale.posts)) ** -0.5).clip(max=50)
    pull = popularity[author] * luck
    return Posts(
        author,
        np.sort(scale.start + chance.integers(0, scale.days * DAY, scale.posts)),
        topic,
        pull / pull.sum(),
    )


def post_frames(scale: Scale, platform: Ints, posts: Posts) -> Iterator[pl.DataFrame]:
    """A tenth replies and a tenth reposts, where the draw finds an original of the platform."""
    chance = scale.chance(5)
    kind = chance.choice(3, scale.posts, p=(0.8, 0.1, 0.1))
    answered = (np.arange(scale.posts) * chance.random(scale.posts)).astype(np.int64)
    fits = (kind[answered] == 0) & (platform[posts.author] == platform[posts.author[answered]])
    reply, repost = (kind == 1) & fits, (kind == 2) & fits
    topic = np.where(repost, posts.topic[answered], posts.topic)
    tags = pl.Series([[f"tag{number}"] for number in range(scale.topics)] + [[]])
    for chunk in chunks(scale.posts, scale.chunk_rows):
        number = np.arange(chunk.start, chunk.stop)
        original_id = names("p", answered[chunk])
        original_author = names("a", posts.author[answered[chunk]])
        about = np.where(topic[chunk] < 0, scale.topics, topic[chunk])
        yield frame(
            "posts",
            {
                "platform": platforms_of(platform, posts.author[chunk]),
                "post_id": names("p", number),
                "account_id": names("a", posts.author[chunk]),
                "created_at": posts.created_at[chunk],
                "text": names("This is what I have to say today, it is note ", number),
                "lang": "en",
                "hashtags": tags.gather(about),
                "reply_to_post_id": where(reply[chunk], original_id),
                "reply_to_account_id": where(reply[chunk], original_author),
                "repost_of_post_id": where(repost[chunk], original_id),
                "repost_of_account_id": where(repost[chunk], original_author),
            },
        )


def interaction_frames(
    scale: Scale, platform: Ints, posts: Posts, shown: Ints
) -> Iterator[pl.DataFrame]:
    """Slices of posts in the order of time; counts what each post got into `shown`."""
    chance = scale.chance(6)
    activity = zipf(chance, scale.accounts, scale.actor_exponent)
    goal = np.rint(np.cumsum(posts.pull) * scale.interactions).astype(np.int64)
    goal[-1] = scale.interactions
    for chunk in chunks(scale.interactions, scale.chunk_rows):
        # The posts whose goals the rows of this chunk reach.
        post = np.searchsorted(goal, np.arange(chunk.start, chunk.stop), side="right")
        kind = draw(chance, np.array(KIND_SHARES), len(post))
        np.add.at(shown, (post, kind), 1)
        author = posts.author[post]
        yield frame(
            "interactions",
            {
                "platform": platforms_of(platform, author),
                "interaction_id": names("i", np.arange(chunk.start, chunk.stop)),
                "account_id": names("a", peers(chance, platform, author, activity)),
                "kind": pl.Series(KINDS).gather(kind),
                "post_id": names("p", post),
                "target_account_id": names("a", author),
                "occurred_at": after(chance, scale, posts.created_at[post]),
            },
        ).sort("occurred_at")


def metric_frames(
    scale: Scale, platform: Ints, posts: Posts, shown: Ints
) -> Iterator[pl.DataFrame]:
    """Counters of all posts, seen once at the end of the world."""
    chance = scale.chance(7)
    for chunk in chunks(scale.posts, scale.chunk_rows):
        number = np.arange(chunk.start, chunk.stop)
        acts = shown[chunk]
        seen = acts.sum(axis=1) * chance.integers(5, 40, len(number)) + 3
        columns = {
            f"{name}": acts[:, KINDS.index(kind)]
            for kind, name in (
                ("like", "likes"),
                ("repost", "reposts"),
                ("reply", "replies"),
                ("quote", "quotes"),
                ("click", "clicks"),
                ("save", "saves"),
            )
        }
        yield frame(
            "post_metrics",
            {
                "platform": platforms_of(platform, posts.author[chunk]),
                "post_id": names("p", number),
                "observed_at": np.full(len(number), scale.end - 1),
                "impressions": seen,
                **columns,
            },
        )
