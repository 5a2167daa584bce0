"""How much praise and complaint the words of a passage hold, in the languages that have a list.

Belongs here: lists of words, and the rules of negation and emphasis. English is VADER's (Hutto and
Gilbert, ICWSM 2014); the other lists are short ones of our own, in `stance_words.csv` beside this
module, which an operator may add to:
    word            a valence from -4 to 4, 0 takes one of VADER's out; one with blanks is a phrase,
                    one that ends in * a stem
    negation        turns a word up to three after it
    negation_after  turns a word up to three before it
    more, less      in front of a word
    contrast        what follows it weighs more than what precedes it
    empty           a set phrase that says nothing, such as a greeting
Language `*` is for signs that are read in every language.
Does not belong here: whose words they are and what they are about (`passages`), what follows from
them (`stance`).

Nuances
- Words are everyday ones. Sarcasm and jargon are beyond such lists.
- Courtesies, requests, and what happens in the news (crime, war, illness, death) are taken out of
  VADER's list: they are no judgement of what a post is about.
- "like" is praise in English only after somebody who likes: "a loaf like mine" is none.
- Laughter and tears are no sign: people laugh with and at, and cry of joy.
"""

import csv
import math
import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from vaderSentiment.vaderSentiment import (  # type: ignore[import-untyped]  # it has no types
    SentimentIntensityAnalyzer,
)

WORDS = Path(__file__).with_name("stance_words.csv")
EVERY_LANGUAGE = "*"
ENGLISH = "en"
# VADER's constants, for the other languages too.
_TURN, _EMPHASIS, _BEFORE_CONTRAST, _AFTER_CONTRAST, _SPREAD = -0.74, 0.293, 0.5, 1.5, 15.0
_REACH = 3
_TOKEN = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
_EMOTICON = re.compile(r">?[:;=]['’]?[-^o]?[)\](\[dp/\\|@*3>]{1,2}|[(\[)]['-^]?[:;=]|</?3", re.I)
# VADER takes a word of two letters with a full stop for an emoticon.
_SHORT_WORD = re.compile(r"(?<!\S)(\w{1,2})[.,;]+(?!\S)")
# Looked back at from its end, so that only a "like" costs anything.
_LIKERS = ("i", "we", "they", "really", "also", "still", "do", "don't", "dont", "didn't", "doesn't")
_LIKE = re.compile(r"\blike\b" + "".join(rf"(?<!\b{who} like)" for who in _LIKERS), re.I)


@dataclass(frozen=True)
class Valence:
    """Sums of the valences of the words of a passage that praise, and of those that complain."""

    praise: float = 0.0
    complaint: float = 0.0

    @property
    def total(self) -> float:
        return self.praise - self.complaint


NONE = Valence()


def summed(valences: Iterable[float]) -> Valence:
    """The two sums, in which the order does not matter."""
    known = list(valences)
    praise = math.fsum(valence for valence in known if valence > 0)
    return Valence(praise, -math.fsum(valence for valence in known if valence < 0))


@dataclass
class Words:
    """The list of one language."""

    valences: dict[str, float] = field(default_factory=dict)
    stems: dict[str, float] = field(default_factory=dict)
    marks: dict[str, set[str]] = field(default_factory=dict)

    def of(self, kind: str) -> set[str]:
        return self.marks.get(kind, set())

    @cached_property
    def phrases(self) -> set[str]:
        return self.of("empty") | {word.replace("_", " ") for word in self.valences if "_" in word}

    @cached_property
    def phrase_begins(self) -> set[str]:
        return {phrase.split()[0] for phrase in self.phrases}

    @cached_property
    def _any_phrase(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{_either(self.phrases)})\b", re.IGNORECASE)

    def joined(self, passage: str) -> str:
        """The passage with each phrase of the list as one word, and without empty ones."""

        def as_one(found: re.Match[str]) -> str:
            phrase = found.group().lower()
            return " " if phrase in self.of("empty") else phrase.replace(" ", "_")

        return self._any_phrase.sub(as_one, passage)

    def valence(self, token: str) -> float:
        """Of a word in lower case: its own, else that of its longest stem, else 0."""
        if token in self.valences:
            return self.valences[token]
        for length in range(len(token), 2, -1):
            if token[:length] in self.stems:
                return self.stems[token[:length]]
        return 0.0


def _either(terms: Iterable[str]) -> str:
    """A pattern of any of the terms, the longest that fits; of nothing where there are none."""
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    return "|".join(map(re.escape, longest_first)) or "(?!)"


def scaled(total: float) -> float:
    """A sum of valences on VADER's scale from -1 to 1."""
    return total / math.sqrt(total * total + _SPREAD)


@cache
def lists() -> Mapping[str, Words]:
    """The lists of all languages, read once."""
    found: dict[str, Words] = {}
    with WORDS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            words = found.setdefault(row["language"], Words())
            if row["kind"] != "word":
                words.marks.setdefault(row["kind"], set()).add(row["term"])
            elif row["term"].endswith("*"):
                words.stems[row["term"][:-1]] = float(row["valence"])
            else:
                words.valences[row["term"].replace(" ", "_")] = float(row["valence"])
    return found


def is_covered(language: str | None) -> bool:
    """Whether there is a list of the language."""
    return language != EVERY_LANGUAGE and language in lists()


def valence_of(passage: str, language: str | None) -> Valence:
    """The valence of a passage of one sentence or part of one.

    Args: `language` is a BCP 47 primary subtag; of one without a list only emoji and emoticons are
        read. Cost: linear in the passage.
    Invariant: each emoji or emoticon counts once, and negation turns words only.
    """
    words, signs = _parted(passage.replace("’", "'"))
    if not is_covered(language):
        said = NONE
    elif language == ENGLISH:
        said = _english(words)
    else:
        said = _listed(words, lists()[str(language)])
    return summed([said.praise, -said.complaint, *signs])


@cache
def _signs() -> tuple[dict[str, float], dict[str, float], re.Pattern[str]]:
    """Valences of emoji and of emoticons (VADER's, and our own), and a pattern of any emoji."""
    analyser = SentimentIntensityAnalyzer()
    emoji = {
        sign: math.fsum(analyser.lexicon.get(word, 0.0) for word in description.split())
        for sign, description in analyser.emojis.items()
        # Those of several characters begin with one of these: a heart and its colour, a flag.
        if len(sign) == 1
    }
    emoji |= lists()[EVERY_LANGUAGE].valences
    emoticons = {
        sign: valence for sign, valence in analyser.lexicon.items() if _EMOTICON.fullmatch(sign)
    }
    return emoji, emoticons, re.compile(f"[{re.escape(''.join(sorted(emoji)))}]")


def _parted(passage: str) -> tuple[str, list[float]]:
    """The words of a passage, and the valences of the distinct emoji and emoticons in it."""
    emoji, emoticons, any_emoji = _signs()
    found: dict[str, float] = {}
    if not passage.isascii():
        found = {sign: emoji[sign] for sign in any_emoji.findall(passage)}
        passage = any_emoji.sub(" ", passage)
    kept = []
    for token in passage.split():
        # The list has most of them in lower case only.
        sign = token.lower()
        if sign in emoticons:
            found[sign] = emoticons[sign]
        else:
            kept.append(token)
    return " ".join(kept), list(found.values())


class _Sums(SentimentIntensityAnalyzer):  # type: ignore[misc]  # the package has no types
    """VADER without its emoji, with our additions, and with sums instead of its scaled score."""

    def __init__(self) -> None:
        super().__init__()
        self.emojis: dict[str, str] = {}
        ours = lists()[ENGLISH].valences
        theirs: dict[str, float] = self.make_lex_dict()
        self.lexicon = {
            word: valence
            for word, valence in (theirs | ours).items()
            # Codes such as 143, single letters and emoticons are no words.
            if valence and len(word) > 1 and any(map(str.isalpha, word)) and word.isascii()
        }
        self.lexicon_words = frozenset(self.lexicon)

    def score_valence(self, sentiments: list[float], text: str) -> dict[str, Any]:
        found = summed(sentiments)
        emphasis = math.copysign(self._punctuation_emphasis(text), found.total)
        return {"valence": summed([*sentiments, emphasis]) if found.total else found}


@cache
def _vader() -> _Sums:
    return _Sums()


def _english(passage: str) -> Valence:
    analyser, words = _vader(), lists()[ENGLISH]
    tokens = {token.strip(string.punctuation) for token in passage.lower().split()}
    if analyser.lexicon_words.isdisjoint(tokens) and words.phrase_begins.isdisjoint(tokens):
        return NONE
    passage = _SHORT_WORD.sub(r"\1", words.joined(passage))
    valence: Valence = analyser.polarity_scores(_LIKE.sub("as", passage))["valence"]
    return valence


def _listed(passage: str, words: Words) -> Valence:
    """Negation, emphasis and contrast over a list; case and exclamation marks do not count."""
    tokens = _TOKEN.findall(words.joined(passage).lower())
    valences = [words.valence(token) for token in tokens]
    for at, valence in enumerate(valences):
        if valence:
            valences[at] = _in_place(tokens, at, valence, words)
    contrast = next((at for at, token in enumerate(tokens) if token in words.of("contrast")), None)
    if contrast is not None:
        valences = [
            valence * (_BEFORE_CONTRAST if at < contrast else _AFTER_CONTRAST)
            for at, valence in enumerate(valences)
        ]
    return summed(valences)


def _in_place(tokens: list[str], at: int, valence: float, words: Words) -> float:
    """The valence of the word at `at`, as the words around it in its clause have it."""
    before = _up_to_a_stop(tokens[max(0, at - _REACH) : at][::-1])
    after = _up_to_a_stop(tokens[at + 1 : at + 1 + _REACH])
    nearest = before[0] if before else ""
    if nearest in words.of("more"):
        valence += math.copysign(_EMPHASIS, valence)
    elif nearest in words.of("less"):
        valence -= math.copysign(_EMPHASIS, valence)
    is_turned = not words.of("negation").isdisjoint(before)
    is_turned |= not words.of("negation_after").isdisjoint(after)
    return valence * _TURN if is_turned else valence


def _up_to_a_stop(tokens: list[str]) -> list[str]:
    """The tokens before the first mark of punctuation."""
    stop = next((at for at, token in enumerate(tokens) if not token[0].isalnum()), len(tokens))
    return tokens[:stop]
