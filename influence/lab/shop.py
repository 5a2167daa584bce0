"""What visitors do: tracked links, web sessions, purchases, campaigns, rates of a made-up world.

Belongs here: streams of a tracker and of a shop.
Does not belong here: what happens on the platforms (`talk`).
"""

import math
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from influence.lab.crowd import visitor_id
from influence.lab.talk import Post
from influence.lab.world import Person, World, moment
from influence.lab.writers import Row, moment_of

SHOP = "https://shop.example.com"


@dataclass(frozen=True)
class Link:
    """A tracked link or promo code with its owner and the moment from which it is used."""

    row: Row
    owner: Person
    since: datetime

    @property
    def link_id(self) -> str:
        return str(self.row["link_id"])


@dataclass(frozen=True)
class Session:
    """One web session; `link` is None where nobody sent the visitor."""

    visitor: str
    link: Link | None
    start: datetime


def campaign_rows(world: World, people: list[Person]) -> list[Row]:
    """The three most popular people are paid, the next gets goods."""
    stars = sorted(people, key=lambda person: -person.popularity)[:4]
    starts_on = world.first_day + timedelta(days=30)
    return [
        {
            "campaign_id": f"cmp-{star.favourite}-{number}",
            "platform": star.accounts[0].platform,
            "account_id": star.accounts[0].account_id,
            "starts_on": starts_on,
            "ends_on": starts_on + timedelta(days=45),
            "cost": Decimal(250 - 60 * number),
            "currency": "USD" if number == 1 else "EUR",
            "topic": star.favourite,
            "perk": "a sample box" if number == 3 else None,
        }
        for number, star in enumerate(stars)
    ]


def links_of(
    world: World, people: list[Person], posts: list[Post], campaigns: list[Row]
) -> list[Link]:
    """Links of posts, links without a post (a profile's), promo codes, and one that is both."""
    dice = world.dice("links")
    campaign = {row["account_id"]: row["campaign_id"] for row in campaigns}
    # No link of the last day: its sessions must end before the world does.
    last = world.end - timedelta(days=1)
    originals = [post for post in posts if post.kind == "post" and post.created_at < last]
    links: list[Link] = []

    def add(owner: Person, since: datetime, row: Row) -> None:
        row |= {"link_id": f"lk{len(links):03d}", "created_at": since}
        links.append(Link(row, owner, since))

    for post in dice.sample(originals, len(originals) // 5):
        row: Row = {
            "url": f"{SHOP}/from/{post.post_id}",
            "platform": post.account.platform,
            "account_id": post.account.account_id,
            "post_id": post.post_id,
            "campaign_id": campaign.get(post.account.account_id),
        }
        add(post.author, post.created_at, row)
    for number, owner in enumerate(dice.sample(people, 12)):
        account = owner.accounts[0]
        row = {"platform": account.platform, "account_id": account.account_id}
        if number < 4:
            row["url"] = f"{SHOP}/hello/{account.handle}"
        if number >= 3:
            row["promo_code"] = f"{account.handle.split('_')[0].upper()}{number:02d}"
        add(owner, world.start, row)
    return links


def sessions_of(world: World, links: list[Link]) -> list[Session]:
    """Two of three sessions arrive through a link, mostly soon after its post."""
    dice = world.dice("sessions")
    usable = [link for link in links if link.row.get("url")]
    weights = [link.owner.popularity for link in usable]
    sessions = []
    for _ in range(world.sessions):
        # The square makes some visitors return often.
        visitor = visitor_id(int(world.visitors * dice.random() ** 2))
        link = dice.choices(usable, weights)[0] if dice.random() < 0.66 else None
        after = link.since if link else world.start
        latest = world.end - timedelta(hours=2)
        start = after + timedelta(minutes=int(600 * math.pow(1 - dice.random(), -0.9)))
        if link is None or start > latest:
            start = moment(dice, after, latest)
        sessions.append(Session(visitor, link, start))
    return sorted(sessions, key=lambda session: session.start)


def visit_rows(world: World, sessions: list[Session]) -> list[Row]:
    """One to five events a session; a third of the sessions bounce."""
    dice = world.dice("visits")
    rows: list[Row] = []
    for number, session in enumerate(sessions):
        source = session.link.row["platform"] if session.link else None
        at = session.start
        for step in range(1 if dice.random() < 0.33 else dice.randrange(2, 5)):
            event = "page_view" if step in (0, 2) else dice.choice(("engaged", "scroll", "click"))
            rows.append(
                {
                    "visitor_id": session.visitor,
                    "session_id": f"ss{number:05d}",
                    "occurred_at": at,
                    "event": event,
                    "page_url": f"{SHOP}/{('', 'shelf', 'shelf', 'basket', 'basket')[step]}",
                    "referrer": f"https://{source}.example.net/" if source and not step else None,
                    "link_id": session.link.link_id if session.link and not step else None,
                    "utm_source": source if not step else None,
                    "utm_medium": "social" if source and not step else None,
                    "engagement_ms": dice.randrange(800, 30_000) if event == "engaged" else None,
                }
            )
            at += timedelta(seconds=dice.randrange(5, 240))
    return rows


def conversion_rows(
    world: World, people: list[Person], links: list[Link], sessions: list[Session]
) -> list[Row]:
    """Purchases in sessions and by promo code alone, then refunds of some of them."""
    dice = world.dice("conversions")
    weights = [session.link.owner.persuasion if session.link else 0.6 for session in sessions]
    codes = [link for link in links if link.row.get("promo_code")]
    topics = [topic.topic for topic in world.topics]
    bought: dict[int, Session] = {}
    while len(bought) < world.purchases:
        index = dice.choices(range(len(sessions)), weights)[0]
        bought[index] = sessions[index]
    rows: list[Row] = []
    for session in bought.values():
        row = _purchase(dice, session.visitor, session.start + timedelta(minutes=11))
        if dice.random() < 0.15:
            row["promo_code"] = dice.choice(codes).row["promo_code"]
        if dice.random() < 0.3:
            row["topic"] = dice.choice(topics)
        rows.append(row)
    for number in range(world.promo_purchases):
        # These visitors never had a session.
        row = _purchase(dice, f"w{number:04d}", moment(dice, world.start, world.end))
        rows.append(row | {"promo_code": dice.choice(codes).row["promo_code"]})
    last = world.end - timedelta(days=20)
    early = [row for row in rows if moment_of(row, "occurred_at") < last]
    for number, sale in enumerate(dice.sample(early, world.refunds)):
        value = Decimal(str(sale["value"]))
        back = value if number % 2 else (value / 4).quantize(Decimal("0.01"))
        rows.append(
            {
                "visitor_id": sale["visitor_id"],
                "occurred_at": moment_of(sale, "occurred_at")
                + timedelta(days=dice.randrange(2, 15)),
                "kind": "refund",
                "value": -back,
                "currency": sale["currency"],
            }
        )
    rows.sort(key=lambda row: (moment_of(row, "occurred_at"), str(row["visitor_id"])))
    for number, row in enumerate(rows):
        row["conversion_id"] = f"order-{number:04d}"
    return rows


def _purchase(dice: random.Random, visitor: str, occurred_at: datetime) -> Row:
    return {
        "visitor_id": visitor,
        "occurred_at": occurred_at,
        "kind": "purchase",
        "value": Decimal(dice.randrange(900, 9000)) / 100,
        "currency": "USD" if dice.random() < 0.3 else "EUR",
    }


def rate_rows(world: World) -> list[Row]:
    """The dollar in euros, one row a day, one rate a month."""
    days = (world.last_day - world.first_day).days + 1
    return [
        {"day": day, "currency": "USD", "rate_to_reporting": world.usd_rates[day.month]}
        for day in (world.first_day + timedelta(days=n) for n in range(days))
    ]


def assignment_rows(world: World, people: list[Person]) -> list[Row]:
    """One experiment: a coin per visitor decides whether one person's posts are withheld."""
    dice = world.dice("assignments")
    star = max(people, key=lambda person: person.popularity).accounts[0]
    return [
        {
            "experiment_id": "holdout-1",
            "platform": star.platform,
            "account_id": star.account_id,
            "unit_kind": "visitor",
            "unit_id": visitor_id(number),
            "arm": dice.choice(("exposed", "held_out")),
            "assigned_at": world.start + timedelta(days=30),
        }
        for number in range(0, world.visitors, 2)
    ]
