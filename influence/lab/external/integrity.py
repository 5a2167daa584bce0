"""Coordination, trolls and bots of real data through the integrity models.

Belongs here: what the models find of accounts that others found, and how far their signals tell
accounts that others labelled.
Does not belong here: the rules of others, worked out by themselves (`coordination`).

*Nuances*
- *Coordinated sharing*. Its README counts pairs that shared an object within 60 seconds; the models
  count a pair by its first shares, and bursts in parts. Nobody says which accounts are genuine:
  there is no precision, only agreement with CooRTweet's rule. That asks for one object in common,
  ours for five acts beyond chance, which hardly anybody in the set has.
- *Trolls*. 36 accounts of many thousands, drawn apart, with times by the minute and without the
  targets of their reposts: what they did together is not in the sample. What can be told is
  whether their accounts look unlike those that were labelled no bots, years apart.
- *Bot labels* are allegations, and of the accounts alone: nobody acts here.
"""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from typing import Any

import duckdb

from influence.lab.external.checks import Check, Row
from influence.lab.external.coordination import SHARES, shares_of
from influence.lab.external.judgements import BOTS
from influence.lab.external.tables import read_table
from influence.lab.external.workbench import Workbench, build
from influence.lab.oracles.areas import area_under_curve
from influence.lab.oracles.coordination import close_pairs, coordinated_pairs

TROLLS = "ira_troll_tweets"
SIGNALS = {"follow_ratio": "follows per follower", "posts_per_day": "posts a day"}
# Pairs that a burst of more than coaction_burst_people leaves out, and those of later shares.
NOT_COMPARED = 0.1
# Days. The whole set in one window.
WHOLE = {"window_days": [36_500]}
MAPPING = """
version: 1
sources:
  - files: "*_data.csv"
    encoding: latin-1
    stream: accounts
    columns:
      platform: {value: x}
      account_id: {column: screen_name, strip: '"'}
      observed_at: {value: 2017-04-01}
      created_at:
        column: created_at
        strip: '"'
        format: ["%a %b %d %H:%M:%S %z %Y", "%m/%d/%Y %H:%M"]
      followers_count: followers_count
      following_count: friends_count
      posts_count: statuses_count
  - files: "tweets/*.csv"
    stream: accounts
    columns:
      platform: {value: trolls}
      account_id: author_id
      observed_at: publish_date
      followers_count: followers
      following_count: following
      posts_count: updates
"""
_SIGNALS_OF_ACCOUNTS = """
SELECT nodes.platform, nodes.id, signals.follow_ratio, signals.following_count,
    signals.posts_per_day
FROM intermediate.int_account_signals AS signals
INNER JOIN intermediate.int_nodes_joined_to_people AS nodes USING (person_key)
WHERE nodes.node_kind = 'account'
"""


def _shared(bench: Workbench) -> Iterator[Row]:
    dump = bench.new_folder("shares")
    # An object that is shared is a link: nothing tells whose it is.
    with (dump / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["platform", "post_id", "account_id", "created_at", "urls"])
        for number, share in enumerate(shares_of(bench)):
            urls = json.dumps([f"https://shared.example/{share.object}"])
            at = f"{share.at * 1000:.0f}"
            writer.writerow(["x", f"{number}", share.account, at, urls])
    with _models(bench, dump, {"coaction_seconds": 60} | WHOLE) as con:
        yield Row("60 s, pairs of accounts", 6_206, _one(con, _PAIRS), 6_206 * NOT_COMPARED)
        found = _one(con, f"{_PAIRS} WHERE close_targets_least >= 2")
        yield Row("60 s, pairs with 2 or more objects", 32, found, 32 * NOT_COMPARED)
        ours = _pairs_of(con)
    shares = shares_of(bench)
    close = {frozenset((a.account, b.account)) for a, b in close_pairs(shares, 60)}
    kept = {frozenset((a.account, b.account)) for a, b in coordinated_pairs(shares, 60)[1]}
    yield Row("of our pairs, share close by the rule", 1, len(ours & close) / len(ours))
    yield Row("of CooRTweet's pairs, share we find", 1, len(ours & kept) / len(kept), NOT_COMPARED)
    with _models(bench, dump, WHOLE) as con:
        yield Row("10 s, pairs of accounts", None, _one(con, _PAIRS))
        yield Row("tested: 5 objects or more", None, _one(con, _TESTED))
        yield Row("suspects by default", None, _one(con, _SUSPECTS))
    with _models(bench, dump, {"coaction_min_targets": 2} | WHOLE) as con:
        yield Row("tested: 2 objects or more", None, _one(con, _TESTED))
        yield Row("suspects, 2 objects enough", None, _one(con, _SUSPECTS))


_PAIRS = "SELECT count(*) FROM intermediate.int_coactions_close"
_TESTED = "SELECT count(*) FROM intermediate.int_coactions_tested"
_SUSPECTS = "SELECT count(*) FROM intermediate.int_people_suspected"


def _pairs_of(con: duckdb.DuckDBPyConnection) -> set[frozenset[str]]:
    rows = con.execute(
        "SELECT one.id, other.id FROM intermediate.int_coactions_close AS pairs "
        "INNER JOIN intermediate.int_nodes_joined_to_people AS one USING (person_key) "
        "INNER JOIN intermediate.int_nodes_joined_to_people AS other "
        "ON pairs.other_person_key = other.person_key"
    ).fetchall()
    return {frozenset(row) for row in rows}


def _labelled(bench: Workbench) -> Iterator[Row]:
    dump = bench.new_folder("labelled")
    (dump / "mapping.yml").write_text(MAPPING.lstrip(), encoding="utf-8")
    (dump / "tweets").mkdir()
    for path in sorted(bench.file(TROLLS, "tweets").glob("*.csv")):
        copyfile(path, dump / "tweets" / path.name)
    for name in ("bots_data.csv", "nonbots_data.csv"):
        copyfile(bench.file(BOTS, name), dump / name)
    # Accounts alone have no last event, which is what the windows end with by default.
    with _models(bench, dump, {"as_of": "2018-01-01"}) as con:
        rows = con.execute(_SIGNALS_OF_ACCOUNTS).fetchall()
    bots, others = (_names(bench.file(BOTS, f"{kind}_data.csv")) for kind in ("bots", "nonbots"))
    kinds = dict.fromkeys(bots - others, "bots") | dict.fromkeys(others - bots, "nonbots")
    told = [
        ("trolls" if platform == "trolls" else kinds[name], *values)
        for platform, name, *values in rows
        if platform == "trolls" or name in kinds
    ]
    # 11 and 18 rows have dates that cannot be told; 4 accounts are in both files.
    yield Row("trolls", 36, sum(kind == "trolls" for kind, *_ in told))
    yield Row("bots", 624 - 11 - 4, sum(kind == "bots" for kind, *_ in told))
    yield Row("no bots", 700 - 18 - 4, sum(kind == "nonbots" for kind, *_ in told))
    for kind in ("bots", "trolls"):
        for place, (signal, says) in enumerate(SIGNALS.items()):
            values = [
                (row[0] == kind, row[1 + 2 * place]) for row in told if row[0] in (kind, "nonbots")
            ]
            known = [(is_kind, value) for is_kind, value in values if value is not None]
            if any(is_kind for is_kind, _ in known):
                area = area_under_curve([v for _, v in known], [k for k, _ in known])
                yield Row(f"{kind}, {signal}: area of {says}", None, area)
    for kind in ("bots", "trolls", "nonbots"):
        of_kind = [row for row in told if row[0] == kind]
        many = sum((row[1] or 0) >= 10 and (row[2] or 0) >= 200 for row in of_kind)
        much = sum((row[3] or 0) >= 50 for row in of_kind)
        yield Row(f"{kind}, share flagged follows_many", None, many / len(of_kind))
        yield Row(f"{kind}, share flagged posts_much", None, much / len(of_kind))


def _names(path: Path) -> set[str]:
    return {row["screen_name"].strip('"') for row in read_table(path, encoding="latin-1")}


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])


@contextmanager
def _models(
    bench: Workbench, dump: Path, changed: dict[str, Any]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The integrity models of a dump, with some numbers of the method changed."""
    folder = bench.new_folder("-".join([dump.name, "built", *sorted(changed)]))
    select = ("--select", "+int_people_suspected", "+int_account_signals")
    database = build(dump, folder, ("run", *select, "--vars", json.dumps(changed)))
    with duckdb.connect(str(database), read_only=True) as con:
        yield con


CHECKS = (
    Check(
        "coordinated sharing, models",
        (SHARES,),
        "README of the data set; CooRTweet",
        _shared,
        is_slow=True,
    ),
    Check(
        "account signals of bots and trolls",
        (BOTS, TROLLS),
        "READMEs of the data sets; no area is published",
        _labelled,
        is_slow=True,
    ),
)
