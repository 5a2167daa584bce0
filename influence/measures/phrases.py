"""Phrases in texts: as whole words, in any case and form of Unicode, tens of thousands at once.

Belongs here: the comparable form of a text, where words end, and which phrases stand in a text.
Does not belong here: which topic a phrase is a sign of, and with which weight; that is SQL.

*Definitions*
- *Comparable form*: full case folding, composed; invisible characters, variation selectors and
  skin tones dropped; full and half width, Arabic presentation forms and mathematical letters as
  plain ones; the four i of Turkish as one; every apostrophe as '; every dash and run of white space
  as one space; `&amp;` as &; addresses cut out, as terms of other kinds speak for them.
- *Word characters* are letters, marks, digits and the underscore. A phrase stands in a text where
  its comparable form does and neither end is inside of a word. So "c++" stands in "C++11", and
  "pop" in "k-pop", but not in "popular".
- *Scripts without spaces* (Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar) have an end of a
  word everywhere but inside of what is read as one sign: before marks, small kana and the like,
  after vowels that are written before their consonant. So "パン" stands in "メロンパン", and, as
  nobody can tell without a dictionary, in "パンダ".
- *Flags and joined emoji* are one sign.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from ahocorasick_rs import AhoCorasick

Array = npt.NDArray[Any]

# Between texts, and at every end of a word. No comparable text holds either.
_BETWEEN, _END = "\n", "\0"
_ADDRESS = "\ufffc"
# Characters of texts that are in memory at a time.
_CHARACTERS = 1_000_000
# Beyond these planes no character is assigned that anything must be known of, but ideographs.
_SCANNED = (*range(0x20000), *range(0xE0000, 0xE0200))
# A bit for each thing to know of a character.
_WORD, _SPACELESS, _JOINS_BEFORE, _JOINS_AFTER, _REGIONAL, _INVISIBLE, _WIDE = (
    1 << bit for bit in range(7)
)
_SPACELESS_RANGES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F),
    (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3038, 0x30FF), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x1AFF0, 0x1B16F), (0x20000, 0x323AF),
)  # fmt: skip
# Letters that lengthen or repeat the sign before them, or are a vowel of it; tags of flags.
_FOLLOWING = (
    "ぁぃぅぇぉっゃゅょゎゕゖゝゞァィゥェォッャュョヮヵヶヽヾー々\u200d"
    "\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3\u0ec6"
)
_FOLLOWING_RANGES = ((0x31F0, 0x31FF), (0xE0020, 0xE007F))
# Vowels before their consonant, signs that stack the next consonant, and what joins emoji.
_LEADING = "\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4\u17d2\u1039\u200d"
# Fillers; and variation selectors and skin tones.
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_UNSEEN_RANGES = ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x1F3FB, 0x1F3FF))
_APOSTROPHES = "\u2018\u2019\u02bc\u02bb`\u00b4\u2032"
# Presentation forms of Arabic, full and half width, mathematical letters.
_WIDE_RANGES = ((0xFB50, 0xFDFF), (0xFE70, 0xFEFC), (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF))
_WIDE_RUNS = re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in _WIDE_RANGES) + "]+")

_ENTITIES = ((re.compile("&(?:amp;)+"), "&"), (re.compile("&lt;"), "<"), (re.compile("&gt;"), ">"))
_ADDRESSES = re.compile(r"https?://[!-~]+")
_DOTTED = re.compile("i\u0307+")
# A joiner is seen between two emoji only.
_EMOJI = "[\u2190-\u2bff\U0001f000-\U0001ffff]"
_JOINERS = re.compile(f"(?<!{_EMOJI})\u200d+|\u200d+(?!{_EMOJI})")


class FunctionRegistry(Protocol):
    """What is needed of a DuckDB connection."""

    def create_function(self, name: str, function: Any, **options: Any) -> Any: ...


def comparable(text: str) -> str:
    """The comparable form of a text.

    Source: full case folding and composition, Unicode 15, sections 3.11 and 3.13.
    Invariant: the form of a form is that form; canonically equivalent texts have one form.
    """
    return _text_of(_comparable_numbers([text]))[1:-1]


@dataclass(frozen=True)
class _Characters:
    """By number of a character: what is to be known of it, and what stands for it in the end."""

    kinds: Array
    plain: Array


@cache
def _characters() -> _Characters:
    kinds = np.zeros(0x110000, dtype=np.uint8)
    plain = np.arange(0x110000, dtype="<u4")
    by_category: dict[str, list[int]] = {}
    for number in _SCANNED:
        by_category.setdefault(unicodedata.category(chr(number)), []).append(number)
    for name, numbers in by_category.items():
        if name[0] in "LMN":
            kinds[numbers] |= _WORD
        if name[0] == "M":
            kinds[numbers] |= _JOINS_BEFORE
        if name in ("Cc", "Cf"):
            kinds[numbers] |= _INVISIBLE
    kinds[ord("_")] |= _WORD
    kinds[0x20000:0x323B0] |= _WORD
    for first, last in _SPACELESS_RANGES:
        part = kinds[first : last + 1]
        part[(part & _WORD) > 0] |= _SPACELESS
    kinds[by_category["Nd"]] &= 0xFF ^ _SPACELESS
    for bit, signs, ranges in (
        (_INVISIBLE, _UNSEEN, _UNSEEN_RANGES),
        (_JOINS_BEFORE, _FOLLOWING, _FOLLOWING_RANGES),
        (_JOINS_AFTER, _LEADING, ()),
        (_WIDE, "", _WIDE_RANGES),
        (_REGIONAL, "", ((0x1F1E6, 0x1F1FF),)),
    ):
        kinds[[ord(sign) for sign in signs]] |= bit
        for first, last in ranges:
            kinds[first : last + 1] |= bit
    spaces = [number for number in _SCANNED if chr(number).isspace()]
    # Joiners of emoji and tags of flags are formats that are seen.
    kinds[[*spaces, 0x200D, *range(0xE0020, 0xE0080)]] &= 0xFF ^ _INVISIBLE
    plain[[*spaces, *by_category["Pd"]]] = ord(" ")
    plain[[ord(sign) for sign in _APOSTROPHES]] = ord("'")
    plain[ord(_BETWEEN)] = ord(_BETWEEN)
    return _Characters(kinds, plain)


def _numbers_of(text: str) -> Array:
    numbers: Array = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    return numbers


def _text_of(numbers: Array) -> str:
    text: str = numbers.tobytes().decode("utf-32-le")
    return text


def _comparable_numbers(texts: Iterable[str]) -> Array:
    """The characters of the comparable forms, with _BETWEEN before, between and after them."""
    characters = _characters()
    joined = _BETWEEN.join(["", *(text.replace(_BETWEEN, " ") for text in texts), ""])
    numbers = _numbers_of(joined)
    found = np.bitwise_or.reduce(characters.kinds[numbers])
    if found & _WIDE:
        joined = _WIDE_RUNS.sub(lambda run: unicodedata.normalize("NFKC", run.group()), joined)
        numbers = _numbers_of(joined)
    if found & (_WIDE | _INVISIBLE):
        numbers = numbers[characters.kinds[numbers] & _INVISIBLE == 0]
        joined = _text_of(numbers)
    folded = _plain(joined.lower() if joined.isascii() else _folded(joined))
    numbers = characters.plain[_numbers_of(folded)]
    is_space = numbers == ord(" ")
    is_edge = is_space | (numbers == ord(_BETWEEN))
    is_idle = is_space.copy()
    # Of a run of white space the last is kept, unless a text begins or ends with it.
    is_idle[:-1] &= is_edge[1:]
    kept = ~is_idle
    numbers, is_space = numbers[kept], is_space[kept]
    is_space[1:] &= numbers[:-1] == ord(_BETWEEN)
    found_last: Array = numbers[~is_space]
    return found_last


def _folded(text: str) -> str:
    if "\u200d" in text:
        text = _JOINERS.sub("", text)
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    if "ı" in text or "i\u0307" in text:
        # A mark that stood behind the dot may now be composed.
        text = unicodedata.normalize("NFC", _DOTTED.sub("i", text.replace("ı", "i")))
    return text


def _plain(text: str) -> str:
    if "&" in text:
        for entity, sign in _ENTITIES:
            text = entity.sub(sign, text)
    return _ADDRESSES.sub(_ADDRESS, text) if "://" in text else text


def _with_ends(numbers: Array) -> Array:
    """Comparable texts with _END at every end of a word."""
    kinds = _characters().kinds[numbers]
    before, after = kinds[:-1], kinds[1:]
    inside = ((before & after & _WORD) > 0) & ((before | after) & _SPACELESS == 0)
    inside |= ((after & _JOINS_BEFORE) | (before & _JOINS_AFTER)) > 0
    is_regional = (kinds & _REGIONAL) > 0
    if is_regional.any():
        # A flag is two of its letters, counted from the first of the run.
        places = np.arange(len(kinds))
        begins = np.maximum.accumulate(np.where(is_regional, 0, places + 1))
        inside |= is_regional[:-1] & is_regional[1:] & ((places - begins)[1:] % 2 == 1)
    is_between = numbers == ord(_BETWEEN)
    ends = ~inside | is_between[:-1] | is_between[1:]
    return np.insert(numbers, np.flatnonzero(ends) + 1, ord(_END))


class Phrases:
    """Phrases to be looked for. `forms` are their comparable forms, sorted, each once.

    A phrase of nothing visible, or with an address, is in no text.
    Source: Aho and Corasick 1975, ahocorasick_rs; ends of words are marked in texts and in phrases
        before, so that the automaton finds whole words only.
    Cost: one pass over a text, whatever the number of phrases.
    Invariant: the same matches as looking for each phrase in each text.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        found = set(_text_of(_comparable_numbers(phrases)).split(_BETWEEN))
        self.forms = sorted(form for form in found if form and _ADDRESS not in form)
        marked = _text_of(_with_ends(_comparable_numbers(self.forms))).split(_BETWEEN)[1:-1]
        self._automaton = AhoCorasick(marked, store_patterns=False) if self.forms else None

    def found_in(self, texts: Sequence[str | None]) -> tuple[Array, Array]:
        """Places in `texts` and in `forms` of each text and phrase in it, in order, each once."""
        pairs = [np.empty(0, dtype=np.int64)]
        if self._automaton is not None:
            for first, part in _parts(texts):
                pairs.append(self._pairs(part, self._automaton) + first * len(self.forms))
        return np.divmod(np.concatenate(pairs), max(len(self.forms), 1))

    def _pairs(self, texts: list[str], automaton: AhoCorasick) -> Array:
        numbers = _with_ends(_comparable_numbers(texts))
        matches = automaton.find_matches_as_indexes(_text_of(numbers), overlapping=True)
        places = np.fromiter(chain.from_iterable(matches), np.int64).reshape(-1, 3)
        begins = np.flatnonzero(numbers == ord(_BETWEEN))
        text = np.searchsorted(begins, places[:, 1]) - 1
        return np.unique(text * len(self.forms) + places[:, 0])


def _parts(texts: Sequence[str | None]) -> Iterator[tuple[int, list[str]]]:
    """Texts in parts of some size, each with the place of its first."""
    part: list[str] = []
    size = first = 0
    for place, text in enumerate(texts):
        part.append(text or "")
        size += len(part[-1])
        if size >= _CHARACTERS:
            yield first, part
            part, size, first = [], 0, place + 1
    if part:
        yield first, part


FOUND = pa.schema([("text_digest", pa.string()), ("term", pa.string())])


def phrases_in_texts(
    phrases: Iterable[str], batches: Callable[[], Iterable[pa.RecordBatch]]
) -> pa.RecordBatchReader:
    """The phrases that stand in texts, batch by batch.

    Args: `batches` gives batches with `text` and `text_digest`; it is not asked without phrases.
    Returns one row per text_digest, term, where the digests are distinct: `term` is the comparable
        form of the phrase. The rows do not depend on how the texts are cut into batches.
    Memory: one batch, its matches, and the automaton.
    """
    wanted = Phrases(phrases)
    forms = pa.array(wanted.forms, type=pa.string())

    def found() -> Iterator[pa.RecordBatch]:
        for batch in batches() if wanted.forms else ():
            text, phrase = wanted.found_in(batch.column("text").to_pylist())
            columns = [
                batch.column("text_digest").take(pa.array(text)),
                forms.take(pa.array(phrase)),
            ]
            yield pa.RecordBatch.from_arrays(columns, schema=FOUND)

    return pa.RecordBatchReader.from_batches(FOUND, found())


def register_comparable_text(connection: FunctionRegistry) -> None:
    """Make `comparable_text` callable in the SQL of a DuckDB connection; null of null."""

    def over_arrow(texts: pa.ChunkedArray) -> pa.Array:
        forms = _text_of(_comparable_numbers(texts.to_pylist())).split(_BETWEEN)[1:-1]
        return pa.array(forms, type=pa.string())

    connection.create_function(
        "comparable_text",
        over_arrow,
        parameters=["VARCHAR"],
        return_type="VARCHAR",
        type="arrow",
    )
