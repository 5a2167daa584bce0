"""Coordinated sharing: two accounts that share one object within seconds of each other.

Belongs here: which pairs of shares are close, and who takes part often enough.
Does not belong here: groups of such accounts, and what makes a pair suspicious.

Source: Righetti and Balluff, CooRTweet (the rules of `detect_groups`); Pacheco et al., "Uncovering
coordinated networks on social media", ICWSM 2021. Every pair of an object's shares is compared.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, order=True)
class Share:
    """One account's share of one object, at a time in seconds. `content` names the share."""

    object: str
    account: str
    content: str
    at: float


Pair = tuple[Share, Share]


def close_pairs(shares: Iterable[Share], seconds: float) -> list[Pair]:
    """All pairs of shares of one object by two accounts, at most `seconds` apart."""
    by_object: dict[str, list[Share]] = {}
    for share in shares:
        by_object.setdefault(share.object, []).append(share)
    return [
        (one, other)
        for together in by_object.values()
        for one, other in combinations(sorted(together), 2)
        if one.account != other.account and abs(one.at - other.at) <= seconds
    ]


def coordinated_pairs(
    shares: Iterable[Share], seconds: float, min_participation: int = 2
) -> tuple[list[Pair], list[Pair]]:
    """Close pairs of active accounts, and those of them that are left by the refilter.

    An account is active with `min_participation` shares or more. The refilter asks the same again,
    once, of the shares whose content is in a close pair, and keeps a pair where *either* account
    is still active: an account may be left with a single pair.
    """
    given = list(shares)
    active = _participating(given, min_participation)
    close = close_pairs([share for share in given if share.account in active], seconds)
    contents = {share.content for pair in close for share in pair}
    in_a_pair = [share for share in given if share.account in active and share.content in contents]
    still_active = _participating(in_a_pair, min_participation)
    return close, [pair for pair in close if any(share.account in still_active for share in pair)]


def _participating(shares: Iterable[Share], least: int) -> set[str]:
    counts = Counter(share.account for share in shares)
    return {account for account, count in counts.items() if count >= least}
