"""When a platform's word is taken for the language of a text, and when a guess."""

import pytest

from influence.measures.languages import language_of

GERMAN = "Heute war das Wetter schön und wir sind lange durch den Wald gelaufen"


@pytest.mark.parametrize(
    ("told", "expected"), [("en", "en"), ("EN-us", "en"), ("pt_BR", "pt"), ("zh-Hant-TW", "zh")]
)
def test_a_tag_is_read_by_its_first_part(told: str, expected: str) -> None:
    assert language_of(told, GERMAN, 0.7) == expected


@pytest.mark.parametrize("told", [None, "", "und", "qme", "qht", "zxx"])
def test_a_tag_that_names_no_language_leaves_it_to_a_guess(told: str | None) -> None:
    assert language_of(told, GERMAN, 0.7) == "de"


def test_a_guess_that_is_not_sure_is_none() -> None:
    assert language_of(None, "ok", 0.7) is None
    assert language_of(None, GERMAN, 1.1) is None


def test_signs_are_in_no_language() -> None:
    assert language_of(None, "😡 123 !!!", 0.0) is None
