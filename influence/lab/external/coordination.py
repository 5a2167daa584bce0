"""Coordinated sharing, against the figures of CooRTweet's rules on its own data.

Belongs here: pairs of shares of one object within seconds, by the oracle.
Does not belong here: what the product calls a ring (`integrity`).

*Nuances*. The expected figures are of a re-implementation of the package's `detect_groups`,
not of a run of it: this is a second one, after the same rules.
"""

from collections.abc import Iterator

from influence.lab.external.checks import Check, Row
from influence.lab.external.tables import number, read_table
from influence.lab.external.workbench import Workbench
from influence.lab.oracles.coordination import Pair, Share, coordinated_pairs

SHARES = "coordinated_sharing_ru"


def shares_of(bench: Workbench) -> list[Share]:
    """The shares of the data set."""
    return [
        Share(
            row["object_id"], row["account_id"], row["content_id"], number(row["timestamp_share"])
        )
        for row in read_table(bench.file(SHARES, "russian_coord_tweets.csv.gz"))
    ]


def accounts_of(pairs: list[Pair]) -> int:
    """Accounts in these pairs."""
    return len({share.account for pair in pairs for share in pair})


def _coordinated(bench: Workbench) -> Iterator[Row]:
    shares = shares_of(bench)
    yield Row("shares", 35_125, len(shares))
    yield Row("objects", 7_285, len({share.object for share in shares}))
    yield Row("accounts", 9_509, len({share.account for share in shares}))
    close, pairs = coordinated_pairs(shares, seconds=60)
    yield Row("60 s, pairs before the refilter", 4_093, len(close))
    yield Row("60 s, pairs", 3_791, len(pairs))
    yield Row("60 s, accounts", 2_110, accounts_of(pairs))
    together = {frozenset((one.account, other.account)) for one, other in pairs}
    yield Row("60 s, pairs of accounts", 3_721, len(together))
    yield Row("60 s, objects", 502, len({one.object for one, _ in pairs}))
    _, pairs = coordinated_pairs(shares, seconds=10)
    yield Row("10 s, pairs", 447, len(pairs))
    yield Row("10 s, accounts", 525, accounts_of(pairs))
    _, pairs = coordinated_pairs(shares, seconds=10, min_participation=5)
    yield Row("10 s, 5 shares, pairs", 22, len(pairs))
    yield Row("10 s, 5 shares, accounts", 23, accounts_of(pairs))


CHECKS = (Check("coordinated sharing, oracle", (SHARES,), "CooRTweet", _coordinated),)
