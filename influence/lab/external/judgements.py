"""What people said of accounts: who is more influential, and who is a bot.

Belongs here: how often a number of an account agrees with such a judgement, as an area under the
curve (1 is always, 0.5 is chance).
Does not belong here: the measures themselves; these tables have no acts, so they have no way
through the pipeline.

*Nuances*
- *PeerIndex pairs* tell eleven numbers of two accounts. Of the old scores the counts and Kred's
  points (10 an act) can be worked out; a Klout-like or PeerIndex-like score and PageRank need
  responders, which the table does not tell. Of ours, the audience, the responses and the rate can,
  the last without shrinkage, as the counts are averages; conversion and reach that was seen
  cannot. They are told beside the followers' 0.842.
- *Bot labels* are allegations: nobody is named here. The table's times are in several formats, of
  which only the year is safe. The pipeline's own signals are held in `integrity`.
"""

import re
from collections.abc import Callable, Iterator
from math import log1p

from influence.lab.external.checks import Check, Row
from influence.lab.external.tables import number, read_table
from influence.lab.external.workbench import Workbench
from influence.lab.oracles.areas import area_under_curve

PAIRS, BOTS = "peerindex_influence_pairs", "twitter_bot_labels"
Account = dict[str, str]
FOLLOWERS = 0.842
KRED_POINTS = 10
# README: three digits, of mentions four.
PUBLISHED = {
    "follower_count": (FOLLOWERS, 0.0005),
    "listed_count": (0.853, 0.0005),
    "retweets_received": (0.815, 0.0005),
    "mentions_received": (0.8256, 0.00005),
}
OTHER_FEATURES = (
    "following_count",
    "mentions_sent",
    "retweets_sent",
    "posts",
    "network_feature_1",
    "network_feature_2",
    "network_feature_3",
)
_YEAR = re.compile(r"20\d\d")


def _received(account: Account) -> float:
    return number(account["mentions_received"]) + number(account["retweets_received"])


def _sent(account: Account) -> float:
    return number(account["mentions_sent"]) + number(account["retweets_sent"])


def _rate(account: Account) -> float:
    exposed = number(account["posts"]) * number(account["follower_count"])
    return _received(account) / exposed if exposed else 0.0


def _per_post(account: Account) -> float:
    posts = number(account["posts"])
    return _received(account) / posts if posts else 0.0


OLD_SCORES: dict[str, Callable[[Account], float]] = {
    "raw_responses": lambda account: log1p(_received(account)),
    "kred_influence": lambda account: log1p(KRED_POINTS * _received(account)),
    "kred_outreach": lambda account: log1p(KRED_POINTS * _sent(account)),
}
OURS: dict[str, Callable[[Account], float]] = {
    "audience_potential": lambda account: log1p(number(account["follower_count"])),
    "responses": lambda account: log1p(_received(account)),
    "responses per post": lambda account: log1p(_per_post(account)),
    "response_rate": _rate,
}


def _pairs(bench: Workbench) -> Iterator[Row]:
    rows = read_table(bench.file(PAIRS, "train.csv"))
    yield Row("pairs", 3_500, len(rows))
    yield Row("pairs won by A", 1_784, sum(row["Choice"] == "1" for row in rows))
    for feature, (area, digits) in PUBLISHED.items():
        yield Row(feature, area, _area_of_pairs(rows, _log_of(feature)), digits)
    for feature in OTHER_FEATURES:
        yield Row(feature, FOLLOWERS, _area_of_pairs(rows, _log_of(feature)), None)
    for kind, scores in (("old", OLD_SCORES), ("ours", OURS)):
        for name, score in scores.items():
            yield Row(f"{kind}: {name}", FOLLOWERS, _area_of_pairs(rows, score), None)


def _log_of(feature: str) -> Callable[[Account], float]:
    return lambda account: log1p(number(account[feature]))


def _area_of_pairs(rows: list[dict[str, str]], score: Callable[[Account], float]) -> float:
    """How often A's score less B's is higher in a pair that A won than in one that B won."""
    differences = [score(_side(row, "A")) - score(_side(row, "B")) for row in rows]
    return area_under_curve(differences, [row["Choice"] == "1" for row in rows])


def _side(row: dict[str, str], side: str) -> Account:
    start = f"{side}_"
    return {name.removeprefix(start): cell for name, cell in row.items() if name.startswith(start)}


def _year(account: Account) -> float:
    found = _YEAR.search(account["created_at"])
    return float(found[0]) if found else 0.0


def _is_set(column: str) -> Callable[[Account], float]:
    return lambda account: float(account[column] == "TRUE")


# The higher, the more like a bot.
SIGNALS: dict[str, Callable[[Account], float]] = {
    "younger (year of creation)": _year,
    "fewer followers": lambda account: -number(account["followers_count"]),
    "more friends a follower": lambda account: (
        number(account["friends_count"]) / (1 + number(account["followers_count"]))
    ),
    "on fewer lists": lambda account: -number(account["listedcount"]),
    "fewer favourites": lambda account: -number(account["favourites_count"]),
    "fewer posts": lambda account: -number(account["statuses_count"]),
    "default profile": _is_set("default_profile"),
    "default picture": _is_set("default_profile_image"),
}


def _bots(bench: Workbench) -> Iterator[Row]:
    # A few descriptions are in another encoding; the columns that are asked are not.
    bots, others = (
        read_table(bench.file(BOTS, f"{name}_data.csv"), encoding="latin-1")
        for name in ("bots", "nonbots")
    )
    yield Row("accounts labelled bot", 624, len(bots))
    yield Row("accounts labelled no bot", 700, len(others))
    is_bot = [True] * len(bots) + [False] * len(others)
    # README: 5 of 624 bots are verified and 286 of 700 others; an area of yes and no is
    # (share of bots that are not + share of others that are) / 2.
    area = ((624 - 5) / 624 + 286 / 700) / 2
    verified = _is_set("verified")
    yield Row("not verified", area, _area(bots + others, lambda one: -verified(one), is_bot), 1e-12)
    for name, signal in SIGNALS.items():
        yield Row(name, None, _area(bots + others, signal, is_bot))


def _area(accounts: list[Account], signal: Callable[[Account], float], is_bot: list[bool]) -> float:
    return area_under_curve([signal(account) for account in accounts], is_bot)


CHECKS = (
    Check("judged pairs", (PAIRS,), "PeerIndex, Data Science London 2013; README", _pairs),
    Check("bot labels", (BOTS,), "README of the data set; no area is published", _bots),
)
