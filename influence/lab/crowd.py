"""Who is there: accounts, follow edges, identities, consents, endorsements of a made-up world.

Belongs here: streams about people and the ties between them.
Does not belong here: what they say (`talk`) and what visitors buy (`shop`).
"""

from datetime import timedelta

from influence.lab.world import Account, Person, World, moment
from influence.lab.writers import Row

Edge = tuple[Account, Account]


def account_rows(world: World, people: list[Person], audience: dict[Account, int]) -> list[Row]:
    """Two observations of each account: at the start, and at the end with more followers."""
    dice = world.dice("accounts")
    rows: list[Row] = []
    for person in people:
        for account in person.accounts:
            created_at = world.start - timedelta(days=dice.randrange(200, 2500))
            # Counters of a platform also count followers whom the dump does not hold.
            unseen = dice.randrange(20, 400)
            final = audience.get(account, 0) + int(unseen * person.popularity)
            for observed_at, share in (
                (world.start, 0.8),
                (world.end - timedelta(hours=6), 1.0),
            ):
                rows.append(
                    {
                        "platform": account.platform,
                        "account_id": account.account_id,
                        "observed_at": observed_at,
                        "handle": account.handle,
                        "display_name": account.handle.replace("_", " ").title(),
                        "created_at": created_at,
                        "followers_count": int(final * share),
                        "following_count": dice.randrange(5, 300),
                        "posts_count": dice.randrange(10, 4000),
                        "verified": person.popularity > 6,
                        "is_automated": False,
                    }
                )
    return rows


def follow_rows(world: World, people: list[Person]) -> tuple[list[Row], set[Edge]]:
    """Changes of follow edges within each platform, and the edges that are active at the end."""
    dice = world.dice("follows")
    rows: list[Row] = []
    active: set[Edge] = set()
    pairs = [
        (reader, follower, writer, followed)
        for reader in people
        for follower in reader.accounts
        for writer in people
        for followed in writer.accounts
        if reader is not writer and follower.platform == followed.platform
    ]
    for reader, follower, writer, followed in pairs:
        taste = 1.6 if reader.favourite == writer.favourite else 1.0
        if dice.random() >= min(0.9, 0.16 * taste * writer.popularity**0.7):
            continue
        early = dice.random() < 0.7
        last = world.start + timedelta(days=2) if early else world.end - timedelta(days=3)
        followed_at = moment(dice, world.start, last)
        rows.append(_follow(follower, followed, "follow") | {"occurred_at": followed_at})
        if dice.random() < 0.08:
            left_at = moment(dice, followed_at + timedelta(hours=1), world.end)
            rows.append(_follow(follower, followed, "unfollow") | {"occurred_at": left_at})
        else:
            active.add((follower, followed))
    return rows, active


def _follow(follower: Account, followed: Account, action: str) -> Row:
    return {
        "platform": follower.platform,
        "follower_id": follower.account_id,
        "followed_id": followed.account_id,
        "action": action,
    }


def identity_rows(world: World, people: list[Person]) -> list[Row]:
    """Second accounts, visitors who are known accounts, and visitors who are one customer."""
    dice = world.dice("identities")
    rows: list[Row] = []
    for person in people:
        first = person.accounts[0]
        for other in person.accounts[1:]:
            rows.append(
                _account_end("left", first)
                | _account_end("right", other)
                | {"confidence": 0.97, "method": "profile_link"}
            )
    visitors = dice.sample(range(world.visitors), 32)
    for visitor in visitors[:12]:
        rows.append(
            {"left_kind": "visitor", "left_id": visitor_id(visitor)}
            | _account_end("right", dice.choice(people).accounts[0])
            | {"confidence": 1.0, "method": "login"}
        )
    for customer, visitor in enumerate(visitors[12:]):
        rows.append(
            {
                "left_kind": "visitor",
                "left_id": visitor_id(visitor),
                "right_kind": "person",
                "right_id": f"customer-{customer // 2:03d}",
                "method": "order_mail",
            }
        )
    return rows


def _account_end(side: str, account: Account) -> Row:
    return {
        f"{side}_kind": "account",
        f"{side}_platform": account.platform,
        f"{side}_id": account.account_id,
    }


def visitor_id(number: int) -> str:
    """The tracker's id of the visitor with this number."""
    return f"v{number:04d}"


def consent_rows(world: World, people: list[Person]) -> list[Row]:
    """Most opt in; the loudest opts out, the next hides a topic; three never said anything."""
    dice = world.dice("consents")
    loudest, second, *others = sorted(people, key=lambda person: -person.loudness)
    rows: list[Row] = [
        _consent(second, "hide_topic") | {"topic": second.favourite},
        _consent(loudest, "opt_out"),
    ]
    rows += [_consent(person, "opt_in") for person in (loudest, second, *others[:-3])]
    for row in rows:
        late = row["action"] != "opt_in"
        after = world.start + timedelta(days=40 if late else 0)
        row["occurred_at"] = moment(dice, after, after + timedelta(days=20))
    return rows


def _consent(person: Person, action: str) -> Row:
    account = person.accounts[0]
    return {"platform": account.platform, "account_id": account.account_id, "action": action}


def endorsement_rows(world: World, people: list[Person], active: set[Edge]) -> list[Row]:
    """Followers vouch for those they follow, on the favourite topic of the endorsed."""
    dice = world.dice("endorsements")
    favourite = {account: person.favourite for person in people for account in person.accounts}
    edges = sorted(active, key=lambda edge: (edge[0].handle, edge[1].handle))
    return [
        {
            "platform": giver.platform,
            "from_account_id": giver.account_id,
            "to_account_id": taker.account_id,
            "topic": favourite[taker],
            "occurred_at": moment(dice, world.start + timedelta(days=5), world.end),
        }
        for giver, taker in dice.sample(edges, min(25, len(edges)))
    ]
