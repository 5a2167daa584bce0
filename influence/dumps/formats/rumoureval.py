"""RumourEval (SemEval 2017, task 8): v1.1 tweets of rumour threads, each in a wrapper line.

Belongs here: the wrapper `{"thread", "role", "tweet"}`, the reply trees and the human labels.
Does not belong here: the tweet object (`x_tweets`).

Nuances
- *observed_at* of counters is the tweet's own time (`timestamp_ms`, else `created_at`): the files
  do not say when they were collected, so it is a lower bound.
- *Reply trees* say again what the tweets' own replies say: left out and counted.
- *Labels* (support, deny, query, comment; true, false, unverified) are judgements of people, not
  interactions: left out and counted.
"""

from typing import Any

from influence.dumps.formats.x_tweets import (
    NESTED,
    TIME_FORMAT,
    TWEET_FIELDS,
    account,
    marks,
    metrics,
    places,
    post,
)
from influence.dumps.sample import Sample
from influence.dumps.store import NO_STREAM
from influence.dumps.translation import Translation, struct
from influence.dumps.values import union

FORMAT = "rumoureval"
VERSION = 1
NAME = "RumourEval threads"

_LABELS = {"support", "deny", "query", "comment", "true", "false", "unverified"}
_IS_TWEET = "r._fault IS NULL AND r._is_tweet"


def claims(sample: Sample) -> Translation | None:
    """The translation of a file of wrapped tweets, of reply trees, or of labels."""
    records = sample.records
    if any(_has(record, "thread", "role", "tweet") for record in records):
        return _tweets(sample.container)
    if any(_has(record, "thread", "structure") for record in records):
        return _left_out(
            sample.container,
            "thread",
            "reply trees left out: the tweets' own replies say the same",
        )
    if len(records) == 1 and _is_labelled(records[0]):
        return _left_out(
            sample.container,
            "id",
            "files of labels left out: judgements of people, not interactions",
        )
    return None


def _has(record: dict[str, Any], *keys: str) -> bool:
    return set(keys) == record.keys() and "/" in str(record["thread"])


def _is_labelled(record: dict[str, Any]) -> bool:
    return bool(record) and all(
        key.isdigit() and isinstance(value, str) and value in _LABELS
        for key, value in record.items()
    )


def _left_out(container: str, key: str, reason: str) -> Translation:
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=container,
        main_stream=NO_STREAM,
        structure={key: "VARCHAR"},
        candidates={},
        tallies={reason: "r._fault IS NULL"},
    )


def _tweets(container: str) -> Translation:
    found = places("r.tweet", _IS_TWEET)
    observed = "coalesce(r.tweet.timestamp_ms, r.tweet.created_at)"
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=container,
        main_stream="posts",
        structure={
            "thread": "VARCHAR",
            "role": "VARCHAR",
            "tweet": struct(TWEET_FIELDS | NESTED | {"timestamp_ms": "VARCHAR"}),
        },
        candidates={
            "posts": union(*(post(place, "records") for place in found)),
            "accounts": union(
                *(account(place.author, place.present, observed, "records") for place in found)
            ),
            "post_metrics": union(*(metrics(place, observed, "records") for place in found)),
        },
        marks={"_is_tweet": "r.tweet IS NOT NULL"} | marks("r.tweet"),
        unclaimed="r._fault IS NULL AND NOT r._is_tweet",
        unclaimed_reason="no tweet stands in the line",
        time_format=TIME_FORMAT,
    )
