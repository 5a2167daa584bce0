"""The hand-worked corner: the sourdough people, row by row, so that every number can be checked.

Belongs here: who the corner's people are, as explicit rows with the story.
Does not belong here: what they say (`corner_talk`), what they buy (`corner_shop`), and what it must
all come to (`data/sample/README.md`).

Nobody else touches the topic `sourdough`, and nobody here touches another topic. Three people are
to be ranked: Marlow (accounts p-marlow and p-marlow-lab on plaza, l-marlow on lantern), Odile
(p-odile) and Tamsin (l-tamsin). Their readers: Rue (p-rue and l-rue), Sol, Bram, Juno, Kit (plaza),
Ines (lantern). The first letter of an account id tells the platform. Times are UTC.
"""

from datetime import date, datetime
from decimal import Decimal

from influence.lab.writers import Row, Streams

TOPIC = "sourdough"
_PLATFORMS = {"p": "plaza", "l": "lantern"}
_HANDLES = {
    "p-marlow": "marlow_bakes",
    "p-marlow-lab": "marlow_crumb_lab",
    "l-marlow": "marlow_loaves",
    "p-odile": "odile_ferments",
    "l-tamsin": "tamsin_starter",
    "p-rue": "rue_of_rye",
    "l-rue": "rue_again",
    "p-sol": "sol_and_salt",
    "p-bram": "bram_in_the_oven",
    "p-juno": "juno_proofs",
    "p-kit": "kit_kneads",
    "l-ines": "ines_rises",
}


def at(text: str) -> datetime:
    """The moment (UTC) that the text names."""
    return datetime.fromisoformat(text)


def platform(account_id: str) -> str:
    """The platform of an account of the corner, which its first letter tells."""
    return _PLATFORMS[account_id[0]]


def _accounts() -> list[Row]:
    # 500 followers by the platform's counter: whoever reads the counter instead of the follow
    # graph gets 500 for everybody.
    return [
        {
            "platform": platform(account_id),
            "account_id": account_id,
            "observed_at": at(observed_at),
            "handle": handle,
            "created_at": at("2024-05-01 00:00"),
            "followers_count": 500,
        }
        for account_id, handle in _HANDLES.items()
        for observed_at in ("2025-12-20 06:00", "2026-03-31 06:00")
    ]


def _identities() -> list[Row]:
    def same(left: str, right: str) -> Row:
        return _end("left", left) | _end("right", right) | {"confidence": 1.0, "method": "claimed"}

    return [
        # Marlow is a chain: lantern - plaza - second plaza account - browser.
        same("l-marlow", "p-marlow"),
        same("p-marlow", "p-marlow-lab"),
        same("v-marlow", "p-marlow-lab"),
        same("p-rue", "l-rue"),
        same("v-rue-phone", "l-rue"),
        # Della buys with two devices and has no account.
        same("v-della-phone", "customer-della"),
        same("v-della-laptop", "customer-della"),
    ]


def _end(side: str, node: str) -> Row:
    if node.startswith("v-"):
        return {f"{side}_kind": "visitor", f"{side}_id": node}
    if node.startswith("customer"):
        return {f"{side}_kind": "person", f"{side}_id": node}
    return {f"{side}_kind": "account", f"{side}_platform": platform(node), f"{side}_id": node}


def _follows() -> list[Row]:
    def change(follower: str, followed: str, when: str, action: str = "follow") -> Row:
        return {
            "platform": platform(followed),
            "follower_id": follower,
            "followed_id": followed,
            "occurred_at": at(when),
            "action": action,
        }

    return [
        # Marlow's first account: five readers (one leaves, one leaves and comes back), and his
        # own second account.
        change("p-rue", "p-marlow", "2025-12-20 10:00"),
        change("p-sol", "p-marlow", "2025-12-20 11:00"),
        change("p-bram", "p-marlow", "2025-12-20 12:00"),
        change("p-juno", "p-marlow", "2025-12-20 13:00"),
        change("p-odile", "p-marlow", "2025-12-20 14:00"),
        change("p-marlow-lab", "p-marlow", "2025-12-20 15:00"),
        change("p-bram", "p-marlow", "2026-02-01 09:00", "unfollow"),
        change("p-bram", "p-marlow", "2026-02-20 09:00"),
        change("p-juno", "p-marlow", "2026-03-10 09:00", "unfollow"),
        # His second account and his lantern account share Rue with the first.
        change("p-rue", "p-marlow-lab", "2026-01-05 10:00"),
        change("p-kit", "p-marlow-lab", "2026-01-05 11:00"),
        change("l-rue", "l-marlow", "2026-01-06 10:00"),
        change("l-ines", "l-marlow", "2026-01-06 11:00"),
        change("l-tamsin", "l-marlow", "2026-01-06 12:00"),
        # Odile: five, one of whom leaves on the last evening.
        change("p-sol", "p-odile", "2025-12-21 10:00"),
        change("p-bram", "p-odile", "2025-12-21 11:00"),
        change("p-kit", "p-odile", "2025-12-21 12:00"),
        change("p-juno", "p-odile", "2025-12-21 13:00"),
        change("p-marlow", "p-odile", "2025-12-21 14:00"),
        change("p-kit", "p-odile", "2026-03-31 18:00", "unfollow"),
        # Tamsin: three.
        change("l-ines", "l-tamsin", "2025-12-22 10:00"),
        change("l-rue", "l-tamsin", "2025-12-22 11:00"),
        change("l-marlow", "l-tamsin", "2025-12-22 12:00"),
    ]


def people_rows() -> Streams:
    """The corner's rows of every stream about people and topics."""
    return {
        "accounts": _accounts(),
        "identities": _identities(),
        "follows": _follows(),
        "topics": [{"topic": TOPIC, "name": "Sourdough"}],
        "topic_terms": [{"topic": TOPIC, "term": TOPIC, "kind": "hashtag", "weight": 1.0}],
        "consents": [
            {
                "platform": platform(account_id),
                "account_id": account_id,
                "action": "opt_in",
                "occurred_at": at("2025-12-20 08:00"),
            }
            for account_id in ("p-marlow", "p-odile", "l-tamsin")
        ],
        "endorsements": [
            {
                "platform": "plaza",
                "from_account_id": "p-sol",
                "to_account_id": "p-odile",
                "topic": TOPIC,
                "occurred_at": at("2026-03-20 14:00"),
            }
        ],
        "campaigns": [
            {
                "campaign_id": "cmp-sourdough",
                "platform": "plaza",
                "account_id": "p-marlow",
                "starts_on": date(2026, 3, 1),
                "ends_on": date(2026, 3, 31),
                "cost": Decimal("120.00"),
                "currency": "EUR",
                "topic": TOPIC,
            }
        ],
    }
