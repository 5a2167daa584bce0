"""Whose words a text holds, and which of them are about a topic.

Belongs here: leaving out what others said, parting a text into sentences, and finding those that
name a topic.
Does not belong here: how much praise they hold (`valence`).

Nuances
- Left out are addresses, names of accounts, quotations of three words or more in quotation marks,
  quoted lines (>), and all from `RT @` on: they are somebody else's words.
- The names of a post's topics are no words either: who bakes for "Happy Loaf" is not happy.
- Hashtags that only hang on a post are of all of it.
- A sentence that asks says nothing; emoji belong to what stands before them.
- Where two topics stand in one sentence it is parted between them at words that set one against the
  other, so that "I love A but B is awful" says of each what it says. "A and B are" says it of both.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Where a topic was named: the asked one, another one. Private characters, so no text has them.
_ASKED, _OTHER = "\ue000", "\ue001"
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060-\u2064\ufe0e\ufe0f\ufeff\ue000\ue001]")
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)
_REPEATED = re.compile(r"(?:^|(?<=\s))RT @.*", re.DOTALL)
_QUOTATION = re.compile(
    r"\"(?:[^\s\"]+\s+){2,}[^\s\"]+\"|“(?:[^\s”]+\s+){2,}[^\s”]+”|«\s?(?:[^\s»]+\s+){2,}[^»]+»"
    r"|„(?:[^\s“”]+\s+){2,}[^\s“”]+[“”]"
)
_QUOTES = re.compile(r"[\"“«„]")
_URL = re.compile(r"\w+://\S+")
_ACCOUNT = re.compile(r"(?<!\w)@[\w.@-]*\w")
_TAG = re.compile(r"[#＃]\w+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")
_ASKS = re.compile(r"[?？]\W*$")
_CLAUSE_END = re.compile(
    r"(?<=;)\s+|\s+[-–—]\s+|,?\s+(?=(?:but|however|while|whereas|pero|mientras|mais|tandis|aber"
    r"|während|mas|porém|enquanto|ma|però|mentre)\s)",
    re.IGNORECASE,
)
MANY = 4096


@dataclass(frozen=True)
class Passages:
    """Of `text`, the author's own words, the sentences about what was asked.

    `name_the_topic` says whether only those that name it were taken.
    """

    text: str
    sentences: tuple[str, ...]
    name_the_topic: bool


def passages_of(text: str, asked: Sequence[str], others: Sequence[str]) -> Passages:
    """The sentences of a text that are about a topic.

    Args: `asked` are the topic's terms that were found in the post, `others` those of its other
        topics: hashtags without their sign, and phrases as words with blanks between.
    Returns every sentence, unless terms of other topics were found and a sentence says something of
        the asked one: then those that name it. Questions are left out.
    Invariant: sentences that name no topic change nothing where only those that do are taken.
    """
    marked = _marked(_own_words(text), asked, others)
    sentences = _sentences(marked)
    parts = [part for sentence in sentences for part in _by_topic(sentence)]
    naming = [part for part in parts if _ASKED in part]
    named_only = bool(others) and any(_says_more_than_tags(part) for part in naming)
    if named_only:
        sentences = naming
    said = tuple(_unmarked(sentence) for sentence in sentences if not _ASKS.search(sentence))
    return Passages(_unmarked(marked).strip(), said, named_only)


def _own_words(text: str) -> str:
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    # Most texts have none of these signs, and looking for one is cheaper than for the pattern.
    for sign, said_by_others in ((">", _QUOTED_LINE), ("RT @", _REPEATED), ("://", _URL)):
        if sign in text:
            text = said_by_others.sub(" ", text)
    return _QUOTATION.sub(" ", text) if _QUOTES.search(text) else text


def _marked(text: str, asked: Sequence[str], others: Sequence[str]) -> str:
    """The text with topics marked, longer names first, and without names of accounts."""
    marks = [(term, _ASKED) for term in asked] + [(term, _OTHER) for term in others]
    for term, mark in sorted(marks, key=lambda one: (-len(one[0]), one)):
        text = _pattern(term).sub(mark, text)
    return _ACCOUNT.sub(" ", text) if "@" in text else text


@lru_cache(maxsize=MANY)
def _pattern(term: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in unicodedata.normalize("NFC", term).split()]
    phrase = r"\W+".join(words) or "(?!)"
    return re.compile(rf"[#＃@]?(?<!\w){phrase}(?!\w)", re.IGNORECASE)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for piece in _SENTENCE_END.split(text):
        if not piece or piece.isspace():
            continue
        if found and not any(one.isalnum() or one in (_ASKED, _OTHER) for one in piece):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def _by_topic(sentence: str) -> list[str]:
    """The sentence in parts, none of which names two topics if a clause's end stands between."""
    if _OTHER not in sentence or _ASKED not in sentence:
        return [sentence]
    parts: list[str] = []
    for clause in _CLAUSE_END.split(sentence):
        names = _ASKED in clause or _OTHER in clause
        if parts and not (names and (_ASKED in parts[-1] or _OTHER in parts[-1])):
            parts[-1] += f" {clause}"
        else:
            parts.append(clause)
    return parts


def _says_more_than_tags(part: str) -> bool:
    return any(map(str.isalnum, _TAG.sub("", part)))


def _unmarked(sentence: str) -> str:
    """Names of topics become a word without a meaning, in capitals where all is."""
    name = "IT" if sentence.isupper() else "it"
    return sentence.replace(_ASKED, name).replace(_OTHER, name)
