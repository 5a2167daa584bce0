"""Stance against what people said of tweets, and languages against what X said of them.

Belongs here: how often the judgement of a text agrees with a label, beside always saying the
most frequent label.
Does not belong here: the judgement (`influence.measures`), and where it stands in the pipeline.

*Nuances*
- *RumourEval* labels say whether a tweet supports, denies, asks about or comments on a rumour. That
  is another question than whether its words praise or complain: a denial may be polite and a
  support sad. So nothing is asserted; the figures tell how far lists of words are from a stance to
  a claim. The threads are about shootings and a siege: they showed that words of such events must
  not count, and so are no unseen data for that rule.
- There is no stance `query`, as a question says nothing. It is told what a question mark would do.
- *Languages* of X are guesses too, of another program that sees more than the text.
"""

import bz2
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from influence.lab.external.checks import Check, Row
from influence.lab.external.workbench import Workbench, variables
from influence.measures.languages import language_of
from influence.measures.passages import passages_of
from influence.measures.stance import COMPLAIN, LAUD, Method, stance_of
from influence.measures.valence import is_covered

RUMOURS, STREAM = "rumoureval_2017_threads", "twitter_stream_v11_2019"
# README of the data set.
LABELS = {"support": 910, "comment": 2_907, "query": 358, "deny": 344}
LABELLED = sum(LABELS.values())
VARIABLES = variables()
METHOD = Method(
    threshold=VARIABLES["stance_threshold"],
    disagreement=VARIABLES["stance_disagreement"],
    min_probability=VARIABLES["stance_min_language_probability"],
)
SAID = {LAUD: "support", COMPLAIN: "deny"}
# X's own words for "no language", and old names of two.
OLD_NAMES = {"in": "id", "iw": "he"}


def _rumours(bench: Workbench) -> Iterator[Row]:
    judged = list(_judged_rumours(bench))
    labels = Counter(label for label, *_ in judged)
    for label, published in LABELS.items():
        yield Row(f"labelled {label}", published, labels[label])
    commonest = max(LABELS.values()) / LABELLED
    # Of a class that is always said, F1 is 2 p / (1 + p) with the share p of it; of the others 0.
    always = 2 * commonest / (1 + commonest) / len(LABELS)
    found = [SAID.get(stance or "", "comment") for _, stance, _ in judged]
    asking = ["query" if asks else said for said, (_, _, asks) in zip(found, judged, strict=True)]
    expected = [label for label, *_ in judged]
    for name, said in (("stance", found), ("stance, ? as query", asking)):
        agreed = sum(one == other for one, other in zip(said, expected, strict=True))
        yield Row(f"accuracy: {name} beside all comment", commonest, agreed / LABELLED, None)
        yield Row(f"macro-F1: {name} beside all comment", always, _macro(expected, said), None)
    for stance in (LAUD, COMPLAIN):
        for label in LABELS:
            share = sum(one == (label, stance) for one in ((a, b) for a, b, _ in judged))
            yield Row(f"{stance} among {label}", None, share / labels[label])
    told = sum(stance is not None for _, stance, _ in judged)
    yield Row("share with a stance", None, told / LABELLED)


def _judged_rumours(bench: Workbench) -> Iterator[tuple[str, str | None, bool]]:
    """Label, stance and whether a question mark is in it, of every labelled tweet."""
    for part in ("train", "dev"):
        labels = json.loads(bench.file(RUMOURS, f"labels_{part}_subtaskA.json").read_bytes())
        with bench.file(RUMOURS, f"tweets_{part}.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                tweet = json.loads(line)["tweet"]
                text = tweet.get("full_text") or tweet["text"]
                stance = stance_of(text, tweet.get("lang"), (), (), METHOD)
                asks = "?" in passages_of(text, (), ()).text
                yield labels[tweet["id_str"]], stance.label, asks


def _macro(expected: list[str], said: list[str]) -> float:
    """The mean of the F1 of each label."""
    pairs = Counter(zip(expected, said, strict=True))
    total = 0.0
    for label in LABELS:
        right = pairs[label, label]
        named = sum(times for (_, other), times in pairs.items() if other == label)
        there = sum(times for (one, _), times in pairs.items() if one == label)
        total += 2 * right / (named + there)
    return total / len(LABELS)


def _languages(bench: Workbench) -> Iterator[Row]:
    tweets = list(_tweets(bench.datasets / STREAM))
    # README: three of four lines are deletions.
    yield Row("tweets with a language that X tells are there", 1, float(len(tweets) > 1_000))
    guessed = [(told, language_of(None, text, METHOD.min_probability)) for told, text in tweets]
    sure = [(told, guess) for told, guess in guessed if guess is not None]
    covered = [(told, guess) for told, guess in sure if is_covered(guess)]
    yield Row("share of them that is sure", None, len(sure) / len(tweets))
    yield Row("agreement with X where sure", None, _agreement(sure))
    yield Row("agreement with X where read by a list", None, _agreement(covered))
    judged = [stance_of(text, told, (), (), METHOD) for told, text in tweets if is_covered(told)]
    share = sum(one.label is not None for one in judged) / len(judged)
    yield Row("share with a stance, of languages with a list", None, share)


def _agreement(pairs: list[tuple[str, str]]) -> float:
    return sum(told == guess for told, guess in pairs) / len(pairs)


def _tweets(folder: Path) -> Iterator[tuple[str, str]]:
    """Language and text of the distinct originals whose language X tells."""
    seen: set[str] = set()
    for path in sorted(folder.glob("*.bz2")):
        with bz2.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                tweet: dict[str, Any] = json.loads(line)
                told = tweet.get("lang", "und")
                if "retweeted_status" in tweet or told == "und" or tweet["id_str"] in seen:
                    continue
                seen.add(tweet["id_str"])
                text = tweet.get("extended_tweet", {}).get("full_text", tweet["text"])
                own = passages_of(text, (), ()).text
                if own:
                    yield OLD_NAMES.get(told, told), own


CHECKS = (
    Check("stance to rumours", (RUMOURS,), "RumourEval 2017, subtask A; README", _rumours),
    Check("languages of tweets", (STREAM,), "X's `lang`; no figure is published", _languages),
)
