"""The streams of a shop and of its programmes: links, visits, conversions, campaigns, experiments.

Belongs here: how sessions, orders and arms become rows of these streams.
Does not belong here: what happened (the other modules), and platforms (`social_streams`).
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from influence.lab.frames import Parts, chunks, names, where
from influence.lab.simulation.graph import Experiments, Graph
from influence.lab.simulation.people import HARVESTER, People
from influence.lab.simulation.posting import PostLog
from influence.lab.simulation.purchases import NOBODY, Intents
from influence.lab.simulation.sessions import LINK, SEARCH, Orders, Sessions
from influence.lab.simulation.social_streams import Ids
from influence.lab.simulation.taxonomy import SHOP, slug_of
from influence.lab.simulation.world import DAY, SECOND, Array, World

_RATE = 0.9
_FOREIGN, _OWN = "USD", "EUR"


def write_links(parts: Parts, world: World, people: People, posts: PostLog) -> None:
    """A link for each post that shows one, a code for each partner, a page for each harvester."""
    ids = Ids(people)
    for chunk in chunks(len(posts)):
        post = np.arange(chunk.start, chunk.stop)[posts.column("has_link")[chunk]]
        account = posts.column("account")[post]
        parts.add(
            "tracked_links",
            {
                "link_id": names("l", post),
                "url": names(f"{SHOP}/r/", post),
                "platform": ids.platforms(account),
                "account_id": ids.accounts(account),
                "post_id": names("p", post),
                "created_at": posts.column("created_at")[post],
            },
        )
    partner = np.flatnonzero(people.is_partner)
    parts.add(
        "tracked_links",
        {
            "link_id": names("c", people.account_number[partner]),
            "url": where(
                people.kind[partner] == HARVESTER,
                names(f"{SHOP}/coupon/", people.account_number[partner]),
            ),
            "promo_code": names("CODE", people.account_number[partner]),
            "platform": ids.platforms(partner),
            "account_id": ids.accounts(partner),
            "created_at": np.full(len(partner), world.start - DAY),
        },
    )


def write_visits(parts: Parts, world: World, people: People, sessions: Sessions) -> None:
    """Each session's page views, and how long it stayed; the first event says who sent it."""
    ids, chance = Ids(people), world.chance("visits")
    order = np.argsort(sessions.start, kind="stable")
    slugs = pl.Series([slug_of(topic) for topic in range(world.scenario.topics)])
    for chunk in chunks(len(order), 250_000):
        chosen = order[chunk]
        events = sessions.pages[chosen] + 1
        row = np.repeat(chosen, events)
        place = np.arange(len(row)) - np.repeat(np.cumsum(events) - events, events)
        is_first = place == 0
        # The last event tells how long the page was looked at.
        is_engagement = place == np.repeat(events, events) - 1
        gap = chance.integers(5, 60, len(row)) * SECOND
        entry = sessions.entry[row]
        owner = sessions.partner[row]
        in_order = sessions.order[row] >= 0
        parts.add(
            "visits",
            {
                "visitor_id": ids.visitors(sessions.visitor[row]),
                "session_id": names(
                    "s",
                    chunk.start + np.searchsorted(np.cumsum(events), np.arange(len(row)), "right"),
                ),
                "occurred_at": sessions.start[row] + place * 60 * SECOND + gap * ~is_first,
                "event": where(
                    ~is_engagement, pl.repeat("page_view", len(row), eager=True)
                ).fill_null("engaged"),
                "page_url": pl.select(
                    pl.lit(f"{SHOP}/") + slugs.gather(sessions.topic[row])
                ).to_series(),
                "referrer": where(
                    is_first & (entry == SEARCH),
                    pl.repeat("https://search.example.com/", len(row), eager=True),
                ),
                "link_id": where(
                    is_first & (owner != NOBODY),
                    where(entry == LINK, names("l", sessions.post[row])).fill_null(
                        names("c", people.account_number[np.maximum(owner, 0)])
                    ),
                ),
                "engagement_ms": where(
                    is_engagement, pl.Series(sessions.engaged_ms[row] * (1 + in_order))
                ),
            },
        )


def write_conversions(
    parts: Parts, world: World, people: People, intents: Intents, orders: Orders
) -> None:
    """Purchases and refunds, in the order of time."""
    ids, chance = Ids(people), world.chance("conversions")
    size = len(orders.intent)
    foreign = chance.random(size) < world.scenario.foreign_currency
    value = intents.value[orders.intent]
    # Prices are set in the own currency; what the shop writes is the visitor's.
    paid = np.round(np.where(foreign, value / _RATE, value), 2)
    told = chance.random(size) < world.scenario.topic_told
    refund = np.flatnonzero(intents.is_refunded[orders.intent])
    row = np.r_[np.arange(size), refund]
    is_refund = np.arange(len(row)) >= size
    at = np.where(
        is_refund, intents.refunded_at[orders.intent[row]], intents.at[orders.intent[row]]
    )
    order = np.argsort(at, kind="stable")
    slugs = pl.Series([slug_of(topic) for topic in range(world.scenario.topics)])
    currencies = pl.Series([_OWN, _FOREIGN])
    for chunk in chunks(len(order)):
        chosen, back = row[order[chunk]], is_refund[order[chunk]]
        coder = orders.coder[chosen]
        parts.add(
            "conversions",
            {
                "conversion_id": names("o", np.arange(chunk.start, chunk.stop)),
                "visitor_id": ids.visitors(orders.visitor[chosen]),
                "occurred_at": at[order[chunk]],
                "kind": pl.Series(["purchase", "refund"]).gather(back.astype(np.int64)),
                "value": np.where(back, -paid[chosen], paid[chosen]),
                "currency": currencies.gather(foreign[chosen].astype(np.int64)),
                "promo_code": where(
                    (coder != NOBODY) & ~back,
                    names("CODE", people.account_number[np.maximum(coder, 0)]),
                ),
                "topic": where(told[chosen], slugs.gather(intents.topic[orders.intent[chosen]])),
            },
        )
    days = [world.size.last_day - timedelta(days=back) for back in range(world.size.days)]
    parts.add(
        "fx_rates",
        {
            "day": pl.Series(sorted(days), dtype=pl.Date),
            "currency": _FOREIGN,
            "rate_to_reporting": np.full(len(days), _RATE),
        },
    )


def write_programme(
    parts: Parts, world: World, people: People, graph: Graph, experiments: Experiments
) -> None:
    """Costs of some partners, arms of the experiments, consents."""
    ids, chance = Ids(people), world.chance("programme")
    partner = np.flatnonzero(people.is_partner)
    paid = partner[chance.random(len(partner)) < 0.3]
    first: date = world.size.last_day - timedelta(days=world.size.days - 1)
    followers = np.bincount(graph.followed, minlength=people.accounts)[paid]
    parts.add(
        "campaigns",
        {
            "campaign_id": names("campaign-", people.account_number[paid]),
            "platform": ids.platforms(paid),
            "account_id": ids.accounts(paid),
            "starts_on": pl.Series([first] * len(paid), dtype=pl.Date),
            "ends_on": pl.Series([world.size.last_day] * len(paid), dtype=pl.Date),
            "cost": np.round(20 + followers * chance.uniform(0.2, 0.8, len(paid)), 2),
            "currency": _OWN,
        },
    )
    number = experiments.of[people.account_person[graph.followed]]
    unit = np.flatnonzero((number >= 0) & experiments.is_unit[number, graph.reader])
    held_out = experiments.is_held_out[number[unit], graph.reader[unit]]
    parts.add(
        "assignments",
        {
            "experiment_id": names("holdout-", number[unit]),
            "platform": ids.platforms(graph.followed[unit]),
            "account_id": ids.accounts(graph.followed[unit]),
            "unit_kind": "account",
            "unit_id": ids.accounts(graph.follower[unit]),
            "arm": pl.Series(["exposed", "held_out"]).gather(held_out.astype(np.int64)),
            "assigned_at": np.full(len(unit), world.start),
        },
    )
    _write_consents(parts, world, people, chance)


def _write_consents(
    parts: Parts, world: World, people: People, chance: np.random.Generator
) -> None:
    ids = Ids(people)
    scenario = world.scenario
    out_from = scenario.opted_in
    hiding_from = out_from + scenario.opted_out
    said = chance.random(people.count)
    for action, low, high in (("opt_in", 0.0, out_from), ("opt_out", out_from, hiding_from)):
        account: Array = np.flatnonzero((said >= low) & (said < high))
        parts.add(
            "consents",
            {
                "platform": ids.platforms(account),
                "account_id": ids.accounts(account),
                "action": action,
                "occurred_at": world.start + chance.integers(0, 30 * DAY, len(account)),
            },
        )
    hiding = np.flatnonzero((said >= hiding_from) & (said < hiding_from + scenario.hiding))
    slugs = pl.Series([slug_of(topic) for topic in range(world.scenario.topics)])
    parts.add(
        "consents",
        {
            "platform": ids.platforms(hiding),
            "account_id": ids.accounts(hiding),
            "action": "hide_topic",
            "topic": slugs.gather(people.topic[hiding, 0].astype(np.int64)),
            "occurred_at": world.start + chance.integers(0, 30 * DAY, len(hiding)),
        },
    )
