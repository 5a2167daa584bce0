"""SNAP's Higgs Twitter set: a log of actions between accounts, and graphs of accounts.

Belongs here: the action log (`userA userB time kind`), the follower graph, and the graphs that were
counted from the log.
Does not belong here: edge lists in general: two numbers a line say nothing of what they are.

Nuances
- *Kinds*: RT, A reposted B; MT, A mentioned B; RE, A answered B. Which post is not told.
- *Follower graph* (`social_network`): A follows B, since when is not told: dated before all else.
- *Weighted graphs* count the actions of the log: left out and counted.
- *Graphs* have no header: they are known by SNAP's names of them and by their numbers.
- *Ids* are the publishers' own numbers: no account of X has them, save by chance.
"""

import re
from pathlib import PurePosixPath

from influence.dumps.sample import Sample
from influence.dumps.store import NO_STREAM
from influence.dumps.translation import Translation
from influence.dumps.values import BEFORE_ALL, from_seconds, rows

FORMAT = "snap-higgs"
VERSION = 1
NAME = "SNAP Higgs action log and graphs"

_ACTION = re.compile(r"\d+ \d+ \d{9,10} (RT|MT|RE)")
_FOLLOW = re.compile(r"\d+ \d+")
_WEIGHTED = re.compile(r"\d+ \d+ \d+")
_FOLLOWERS = re.compile(r"(^|[-_])social_network\b")
_COUNTED = re.compile(r"(^|[-_])(retweet|mention|reply)_network\b")
_SUMS = "edges left out: sums of actions, which the action log tells one by one"
_ANONYMOUS = "ids are the publishers' own numbers, not those of X"


def claims(sample: Sample) -> Translation | None:
    """The translation of a log of actions or of a graph."""
    if sample.container != "table":
        return None
    name = PurePosixPath(sample.name).name.lower()
    if _are(_ACTION, sample.lines):
        return _actions()
    if _FOLLOWERS.search(name) and _are(_FOLLOW, sample.lines):
        return _follows()
    if _COUNTED.search(name) and _are(_WEIGHTED, sample.lines):
        return _translation(
            ("user_a", "user_b", "weight"),
            NO_STREAM,
            {},
            {_SUMS: "r._fault IS NULL"},
        )
    return None


def _are(shape: re.Pattern[str], lines: tuple[str, ...]) -> bool:
    """Whether most of these lines have this shape."""
    found = [line for line in lines if line.strip()]
    return sum(bool(shape.fullmatch(line)) for line in found) * 2 > len(found)


def _actions() -> Translation:
    return _translation(
        ("user_a", "user_b", "at", "act"),
        "interactions",
        {
            "interactions": rows(
                {
                    "platform": "'x'",
                    "account_id": "r.user_a",
                    "kind": "r._kind",
                    "target_account_id": "r.user_b",
                    "occurred_at": "r._at",
                }
            )
        },
        marks={
            "_kind": "CASE r.act WHEN 'RT' THEN 'repost' WHEN 'MT' THEN 'mention' "
            "WHEN 'RE' THEN 'reply' ELSE r.act END",
            "_at": from_seconds("r.at"),
        },
    )


def _follows() -> Translation:
    return _translation(
        ("user_a", "user_b"),
        "follows",
        {
            "follows": rows(
                {
                    "platform": "'x'",
                    "follower_id": "r.user_a",
                    "followed_id": "r.user_b",
                    "occurred_at": BEFORE_ALL,
                    "action": "'follow'",
                }
            )
        },
    )


def _translation(
    columns: tuple[str, ...],
    main_stream: str,
    candidates: dict[str, str],
    tallies: dict[str, str] | None = None,
    marks: dict[str, str] | None = None,
) -> Translation:
    return Translation(
        format=FORMAT,
        version=VERSION,
        container="csv",
        main_stream=main_stream,
        structure=dict.fromkeys(columns, "VARCHAR"),
        candidates=candidates,
        tallies=tallies or {},
        marks=marks or {},
        notes=(_ANONYMOUS,) if candidates else (),
        delimiter=" ",
        has_header=False,
        quote="",
    )
