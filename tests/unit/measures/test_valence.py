"""Lists of words, and the rules over them, against plain sums."""

import csv
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.measures.valence import EVERY_LANGUAGE, WORDS, Valence, is_covered, lists, valence_of

KINDS = {"word", "negation", "negation_after", "more", "less", "contrast", "empty"}
LISTED = sorted(language for language in lists() if language not in (EVERY_LANGUAGE, "en"))


def rows() -> list[dict[str, str]]:
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_row_of_the_list_can_be_read() -> None:
    for row in rows():
        assert row["kind"] in KINDS, row
        assert row["term"] == row["term"].lower().strip() != "", row
        if row["kind"] == "word":
            assert -4 <= float(row["valence"]) <= 4, row
        else:
            assert row["valence"] == "", row
    terms = Counter((row["language"], row["kind"], row["term"]) for row in rows())
    assert not [term for term, times in terms.items() if times > 1]


@pytest.mark.parametrize("language", LISTED)
def test_a_language_has_praise_complaint_and_negation(language: str) -> None:
    words = lists()[language]
    found = [*words.valences.values(), *words.stems.values()]
    assert sum(valence > 1 for valence in found) >= 20
    assert sum(valence < -1 for valence in found) >= 20
    assert words.of("negation")
    assert words.of("contrast")


@given(st.data(), st.sampled_from(LISTED))
def test_words_of_a_list_add_up(data: st.DataObject, language: str) -> None:
    words = lists()[language]
    plain = sorted(
        word
        for word in words.valences
        if word.isalpha()
        and not any(word in words.of(kind) for kind in KINDS)
        and not any(word in phrase.split() for phrase in words.phrases)
    )
    said = data.draw(st.lists(st.sampled_from(plain), max_size=6))
    expected = math.fsum(words.valences[word] for word in said)
    assert valence_of(" ".join(said), language).total == pytest.approx(expected)


def test_negation_turns_what_is_near_it_in_its_clause() -> None:
    assert valence_of("nicht gut", "de").total == pytest.approx(-0.74 * 1.7)
    assert valence_of("gut, nicht", "de").total == pytest.approx(1.7)
    assert valence_of("nicht so ganz richtig gut", "de").total == pytest.approx(1.7 + 0.293)


def test_what_follows_a_but_weighs_more() -> None:
    found = valence_of("teuer, aber toll", "de")
    assert found.complaint == pytest.approx(1.5 * 0.5)
    assert found.praise == pytest.approx(2.3 * 1.5)


def test_a_word_before_may_weaken_or_strengthen() -> None:
    assert valence_of("sehr gut", "de").total == pytest.approx(1.7 + 0.293)
    assert valence_of("etwas teuer", "de").total == pytest.approx(-1.5 + 0.293)


def test_a_stem_holds_its_endings_and_a_longer_one_goes_before() -> None:
    german = lists()["de"]
    assert german.valence("schlechtes") == german.valence("schlecht") < 0
    assert german.valence("gutachten") == 0
    assert german.valence("enttäuschung") == -2.3


def test_each_sign_counts_once_in_any_language() -> None:
    assert valence_of("😡😡😡", "xx").total == valence_of("😡", None).total < 0
    assert valence_of("bah :( :(", None).total == valence_of(":(", "en").total < 0
    assert valence_of("not 😡", "en").total < 0


def test_laughter_flames_and_numbers_are_no_signs() -> None:
    for passage in ("😂", "🔥", "lol", "143 187", "haha"):
        assert valence_of(passage, "en") == Valence(0, 0), passage


def test_a_list_of_every_language_is_none_of_a_language() -> None:
    assert not is_covered(EVERY_LANGUAGE)
    assert not is_covered(None)
    assert is_covered("en")
