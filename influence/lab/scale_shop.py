"""The streams about links, sessions and purchases of a large made-up world.

Belongs here: tracked links, visits and conversions, as frames.
Does not belong here: what happens on the platforms (`scale_talk`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from influence.lab.scale_talk import Posts
from influence.lab.scale_world import (
    DAY,
    SECOND,
    Ints,
    Scale,
    after,
    chunks,
    frame,
    names,
    platforms_of,
    where,
)

EVENTS = ("page_view", "engaged", "scroll", "click")
SHOP = "https://shop.example.com/"


@dataclass(frozen=True)
class Sessions:
    """Arrays over sessions. `link` is -1 where nobody sent the visitor."""

    visitor: Ints
    link: Ints
    start: Ints
    events: Ints


def draw_links(scale: Scale, posts: Posts) -> Ints:
    """The posts that carry a link, one link each; the more pull, the likelier."""
    chance = scale.chance(8)
    return np.sort(chance.choice(scale.posts, scale.links, replace=False, p=posts.pull))


def draw_sessions(scale: Scale, posts: Posts, links: Ints) -> Sessions:
    """Sessions of one to four events that sum to the visits of the world."""
    chance = scale.chance(9)
    events = chance.integers(1, 5, scale.visits)
    events = events[: int(np.searchsorted(np.cumsum(events), scale.visits)) + 1]
    events[-1] -= events.sum() - scale.visits
    count = len(events)
    link = np.where(chance.random(count) < 0.65, chance.integers(0, len(links), count), -1)
    start = scale.start + chance.integers(0, scale.days * DAY, count)
    sent = link >= 0
    start[sent] = after(chance, scale, posts.created_at[links[link[sent]]])
    # The square makes some visitors return often.
    visitor = (scale.visitors * chance.random(count) ** 2).astype(np.int64)
    order = np.argsort(start, kind="stable")
    return Sessions(visitor[order], link[order], start[order], events)


def link_frames(scale: Scale, platform: Ints, posts: Posts, links: Ints) -> Iterator[pl.DataFrame]:
    """One link for each of the posts `links`."""
    number = np.arange(len(links))
    yield frame(
        "tracked_links",
        {
            "link_id": names("lk", number),
            "url": names(SHOP, number),
            "platform": platforms_of(platform, posts.author[links]),
            "account_id": names("a", posts.author[links]),
            "post_id": names("p", links),
            "created_at": posts.created_at[links],
        },
    )


def visit_frames(scale: Scale, sessions: Sessions) -> Iterator[pl.DataFrame]:
    """A session starts with a page view that carries the link; events follow in seconds."""
    chance = scale.chance(10)
    for chunk in chunks(len(sessions.start), scale.chunk_rows // 2):
        events = sessions.events[chunk]
        session = np.repeat(np.arange(chunk.start, chunk.stop), events)
        step = np.arange(len(session)) - np.repeat(np.cumsum(events) - events, events)
        event = np.where(step == 0, 0, chance.integers(0, len(EVENTS), len(session)))
        moment = sessions.start[session] + step * 20 * SECOND
        engagement = chance.integers(500, 30_000, len(session))
        yield frame(
            "visits",
            {
                "visitor_id": names("v", sessions.visitor[session]),
                "session_id": names("s", session),
                "occurred_at": np.minimum(moment, scale.end - 1),
                "event": pl.Series(EVENTS).gather(event),
                "page_url": names(f"{SHOP}page/", step),
                "link_id": where(
                    (step == 0) & (sessions.link[session] >= 0),
                    names("lk", sessions.link[session]),
                ),
                "engagement_ms": where(event == 1, pl.Series(engagement)),
            },
        )


def conversion_frames(scale: Scale, sessions: Sessions) -> Iterator[pl.DataFrame]:
    """Purchases in every twentieth session, on average."""
    chance = scale.chance(11)
    size = max(1, len(sessions.start) // scale.sessions_per_conversion)
    bought = np.sort(chance.choice(len(sessions.start), size, replace=False))
    moment = sessions.start[bought] + 30 * SECOND
    yield frame(
        "conversions",
        {
            "conversion_id": names("c", np.arange(size)),
            "visitor_id": names("v", sessions.visitor[bought]),
            "occurred_at": np.minimum(moment, scale.end - 1),
            "kind": "purchase",
            "value": np.round(np.exp(chance.normal(3.5, 0.6, size)), 2),
            "currency": "EUR",
        },
    )
