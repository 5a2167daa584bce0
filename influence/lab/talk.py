"""What is said: posts, interactions, counters and views of a made-up world.

Belongs here: streams of one social platform's own acts.
Does not belong here: web sessions and purchases (`shop`).
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from influence.lab.crowd import Edge, visitor_id
from influence.lab.world import Account, Person, Topic, World, moment
from influence.lab.writers import Row, Value, moment_of

POST_KINDS = {"post": 68, "reply": 15, "quote": 6, "repost": 11}
ACT_KINDS = {"like": 70, "repost": 7, "quote": 1, "reply": 4, "save": 6, "click": 8, "vote": 2}


@dataclass(frozen=True)
class Post:
    """A post with what later acts need to know of it."""

    row: Row
    account: Account
    author: Person
    topic: Topic | None
    kind: str
    created_at: datetime

    @property
    def post_id(self) -> str:
        return str(self.row["post_id"])


def posts_of(world: World, people: list[Person]) -> list[Post]:
    """Posts in the order of time; replies, quotes and reposts answer an earlier original."""
    dice = world.dice("posts")
    topics = {topic.topic: topic for topic in world.topics}
    times = sorted(moment(dice, world.start, world.end) for _ in range(world.posts))
    posts: list[Post] = []
    for number, created_at in enumerate(times):
        author = dice.choices(people, [person.loudness for person in people])[0]
        account = dice.choice(author.accounts)
        kind = dice.choices(list(POST_KINDS), list(POST_KINDS.values()))[0]
        answered = _answered(world, posts, account, dice.random()) if kind != "post" else None
        if answered is None:
            kind = "post"
        topic: Topic | None = topics[author.favourite]
        if dice.random() < 0.25:
            topic = dice.choice(world.topics)
        if dice.random() < world.off_topic:
            topic = None
        row: Row = {
            "platform": account.platform,
            "post_id": f"{account.platform[0]}{number:05d}",
            "account_id": account.account_id,
            "created_at": created_at,
            "lang": "en",
        }
        if kind == "repost" and answered is not None:
            topic = answered.topic
            row |= {key: answered.row[key] for key in ("text", "hashtags", "mentions", "urls")}
        else:
            row |= _words(topic, number, dice.random())
        if answered is not None:
            prefix = {"reply": "reply_to", "quote": "quote_of", "repost": "repost_of"}[kind]
            row |= {
                f"{prefix}_post_id": answered.post_id,
                f"{prefix}_account_id": answered.account.account_id,
            }
            if kind == "reply":
                row["mentions"] = [answered.account.account_id]
        posts.append(Post(row, account, author, topic, kind, created_at))
    return posts


def _answered(world: World, posts: list[Post], account: Account, chance: float) -> Post | None:
    """An original of the last three weeks by somebody else, likelier the more charming."""
    recent = [
        post
        for post in posts[-90:]
        if post.kind == "post"
        and post.account.platform == account.platform
        and account not in post.author.accounts
    ]
    if not recent:
        return None
    return _pick(recent, [post.author.charm for post in recent], chance)


def _pick(posts: list[Post], weights: list[float], chance: float) -> Post:
    reached = 0.0
    goal = chance * sum(weights)
    for post, weight in zip(posts, weights, strict=True):
        reached += weight
        if reached > goal:
            return post
    return posts[-1]


def _words(topic: Topic | None, number: int, chance: float) -> Row:
    """Text, hashtags and links that show the signs of `topic`, in four different ways."""
    words: Row = {"hashtags": [], "mentions": [], "urls": []}
    if topic is None:
        return words | {"text": f"Nothing much today, note {number}."}
    hashtag = topic.terms_of("hashtag")[0]
    if chance < 0.5:
        return words | {"text": f"Note {number} from the week #{hashtag}", "hashtags": [hashtag]}
    if chance < 0.65:
        spelling = topic.terms_of("hashtag")[-1].title()
        return words | {"text": f"Again, note {number} #{spelling}", "hashtags": [spelling]}
    if chance < 0.8:
        return words | {"text": f"Note {number}: {topic.terms_of('phrase')[0]} before breakfast."}
    if chance < 0.9:
        link = f"https://{topic.terms_of('domain')[0]}/notes/{number}"
    else:
        link = f"{topic.terms_of('url_prefix')[0]}{number}"
    return words | {"text": f"Worth a read, note {number}.", "urls": [link]}


def _handles(edge: Edge) -> tuple[str, str]:
    """An order of edges that does not hang on the hashes of a set."""
    return edge[0].handle, edge[1].handle


def interactions_of(
    world: World, people: list[Person], posts: list[Post], active: set[Edge]
) -> list[Row]:
    """Acts on posts; also half of the answers that `posts` hold, told a second time."""
    dice = world.dice("interactions")
    originals = [post for post in posts if post.kind != "repost"]
    weights = [post.author.charm * post.author.popularity**0.5 for post in originals]
    followers = defaultdict(list)
    for follower, followed in sorted(active, key=_handles):
        followers[followed].append(follower)
    everyone = defaultdict(list)
    for person in people:
        for account in person.accounts:
            everyone[account.platform].append(account)

    rows = [_told_again(post) for post in posts if post.kind != "post" and dice.random() < 0.5]
    seen = {(row["account_id"], row["post_id"], row["kind"]) for row in rows}
    while len(rows) < world.interactions:
        post = dice.choices(originals, weights)[0]
        near = followers[post.account] if dice.random() < 0.8 else []
        actor = dice.choice(near or everyone[post.account.platform])
        kind = dice.choices(list(ACT_KINDS), list(ACT_KINDS.values()))[0]
        key = (actor.account_id, post.post_id, kind)
        if key in seen and kind != "click":
            continue
        delay = timedelta(seconds=int(240 * math.pow(1 - dice.random(), -1.3)))
        occurred_at = post.created_at + delay
        if occurred_at >= world.end:
            continue
        seen.add(key)
        row: Row = {
            "platform": actor.platform,
            "account_id": actor.account_id,
            "kind": kind,
            "post_id": post.post_id,
            "occurred_at": occurred_at,
        }
        if dice.random() < 0.02:
            row |= {"kind": "mention", "post_id": None}
            row["target_account_id"] = post.account.account_id
        rows.append(row)
    rows.sort(key=lambda row: (row["occurred_at"], row["account_id"], row["kind"]))
    for number, row in enumerate(rows):
        # Only one of the two platforms numbers its interactions.
        if row["platform"] == world.platforms[0]:
            row["interaction_id"] = f"i{number:06d}"
    return rows


def _told_again(post: Post) -> Row:
    prefix = {"reply": "reply_to", "quote": "quote_of", "repost": "repost_of"}[post.kind]
    return {
        "platform": post.account.platform,
        "account_id": post.account.account_id,
        "kind": post.kind,
        "post_id": post.row[f"{prefix}_post_id"],
        "target_account_id": post.row[f"{prefix}_account_id"],
        "occurred_at": post.created_at,
    }


_COUNTED = {
    "like": "likes",
    "repost": "reposts",
    "reply": "replies",
    "quote": "quotes",
    "click": "clicks",
    "save": "saves",
}


def metric_rows(
    world: World, posts: list[Post], interactions: list[Row], audience: dict[Account, int]
) -> list[Row]:
    """Counters of all posts but reposts, seen after a day and after a week."""
    dice = world.dice("metrics")
    acts: defaultdict[tuple[Value, Value], list[datetime]] = defaultdict(list)
    for row in interactions:
        if row["kind"] in _COUNTED and row["post_id"]:
            acts[row["post_id"], row["kind"]].append(moment_of(row, "occurred_at"))
    rows: list[Row] = []
    for post in posts:
        if post.kind == "repost":
            continue
        # Most who see a post are people whom the dump does not hold.
        views = (audience.get(post.account, 0) + 20) * (2 + 8 * dice.random())
        for days, share in ((1, 0.7), (7, 1.0)):
            observed_at = post.created_at + timedelta(days=days)
            if observed_at >= world.end:
                continue
            counts = {
                name: sum(when < observed_at for when in acts[post.post_id, kind])
                for kind, name in _COUNTED.items()
            }
            seen = int(views * share) + sum(counts.values())
            rows.append(
                {
                    "platform": post.account.platform,
                    "post_id": post.post_id,
                    "observed_at": observed_at,
                    "impressions": seen,
                    **counts,
                }
            )
    return rows


def impression_rows(world: World, posts: list[Post], active: set[Edge]) -> list[Row]:
    """Single views, which only the second platform tells; a tenth are by unknown visitors."""
    dice = world.dice("impressions")
    platform = world.platforms[1]
    followers = defaultdict(list)
    for follower, followed in sorted(active, key=_handles):
        followers[followed].append(follower)
    shown = [p for p in posts if p.account.platform == platform and followers[p.account]]
    rows: list[Row] = []
    for _ in range(world.impressions):
        post = dice.choice(shown)
        last = min(world.end, post.created_at + timedelta(days=3))
        row: Row = {
            "platform": platform,
            "post_id": post.post_id,
            "occurred_at": moment(dice, post.created_at, last),
        }
        if dice.random() < 0.1:
            row["visitor_id"] = visitor_id(dice.randrange(world.visitors))
        else:
            row["viewer_account_id"] = dice.choice(followers[post.account]).account_id
        rows.append(row)
    return rows
